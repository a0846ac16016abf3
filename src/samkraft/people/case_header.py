"""The head of every page of a case: name, facts, phases, tabs."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.access.choices import Role
from samkraft.core.clock import today
from samkraft.core.words import days_word, short_date, swedish_date, weekday_date
from samkraft.people import contributions
from samkraft.people.deadline_rules import limit_day
from samkraft.people.deadlines import facts_of
from samkraft.people.links import first_url

# As many as have room in one row at 1280 px; the rarer ones stand behind "Fler".
TABS_IN_SIGHT = 11


def case_header(request, opened, current="", facts=None, short=False, number=""):
    """What ``people/parts/case_header.html`` shows. current: url name of the tab; number: the revealed number.

    short leaves out phases and where the case stands, and asks the database nothing.
    """
    if facts is None and not short:
        facts = facts_of(opened.case, opened.definition)
    tabs = tab_items(opened, current)
    return {
        "crumbs": [_way_back(request, opened)],
        "name": opened.file.name,
        "facts": fact_items(opened, number),
        "phases": [] if short else phase_items(opened, facts),
        "phase_word": opened.definition.phase_word,
        "now": [] if short else now_items(request, opened, facts),
        "new_url": _new_note(request, opened),
        "tabs": tabs[:TABS_IN_SIGHT],
        "more_tabs": tabs[TABS_IN_SIGHT:],
        "by_exception": opened.by_exception,
        "is_restricted": getattr(opened.file, "is_restricted", False),
        "blocks": _blocks(opened),
    }


def _new_note(request, opened):
    """Where n begins a note, for who may write one."""
    works = request.acting.has_role(Role.HANDLER) and opened.is_open_for_work and not opened.by_exception
    return first_url(("casework:minutes_new",), opened.case.pk) if works and opened.case.is_open else ""


def _blocks(opened):
    """Where the blocks are read, if there are any: that they are there is known within the care provider (PDL 4:4)."""
    return reverse("people:care_blocks", args=[opened.case.pk]) if getattr(opened.file, "has_blocks", False) else ""


def _way_back(request, opened):
    """The list for those who have one; a unit manager, who has opened the case with a reason, goes to her day."""
    if opened.file.is_pseudonymous:
        return {"url": reverse("people:protected_cases"), "label": _("Skyddade ärenden")}
    if request.acting.has_role(Role.HANDLER):
        return {"url": reverse("people:cases"), "label": _("Mina deltagare")}
    return {"url": reverse("people:day"), "label": _("Min dag")}


def fact_items(opened, number=""):
    """Ways of contact; the number is shown by a logged POST alone (ACC-3)."""
    file, case = opened.file, opened.case
    items: list[dict] = [{"label": _("Ärende"), "value": case.number}]
    if file.phone:
        items.append({"label": _("Telefon"), "value": file.phone, "url": f"tel:{file.phone.replace(' ', '')}"})
    if file.email:
        items.append({"label": _("E-post"), "value": file.email, "url": f"mailto:{file.email}"})
    if file.language or file.needs_interpreter:
        wants = _("vill ha tolk") if file.needs_interpreter else _("ingen tolk")
        items.append({"label": _("Språk"), "value": ", ".join(text for text in (file.language, wants) if text)})
    if number:
        items.append({"label": _("Personnummer"), "value": number})
    elif file.identity_hash and not file.is_pseudonymous and not opened.by_exception:
        reveal = reverse("people:reveal_number", args=[case.pk])
        items.append({"label": _("Personnummer"), "post_url": reveal, "action": _("Visa, loggas")})
    return [{"post_url": "", "url": ""} | item for item in items]


def phase_items(opened, facts):
    """Each phase of the programme: done with its days, under way, or not begun."""
    begun = dict(facts.phases)
    starts = [day for _phase, day in facts.phases]
    return [_phase_item(opened, phase, begun.get(phase.code), starts) for phase in opened.definition.phases]


def _phase_item(opened, phase, start, starts):
    name = f"{phase.number} {phase.name}"
    if start is None:
        return {"name": name, "text": _("Inte påbörjad"), "state": "later"}
    after = min((day for day in starts if day > start), default=None)
    end = after - timedelta(days=1) if after else opened.case.closed_on
    if end is None:
        return {"name": name, "text": _("Dag %(n)s, pågår") % {"n": (today() - start).days}, "state": "now"}
    days = days_word((end - start).days + 1)
    return {"name": name, "text": _("Klar %(day)s, %(days)s") % {"day": short_date(end), "days": days}, "state": "done"}


def now_items(request, opened, facts):
    """Next step, process leader, time in the limited phases against the limit."""
    return [_next_step(opened), _leader(request, opened), *_limits(opened, facts)]


def _next_step(opened):
    case = opened.case
    label = _("Nästa samtal")
    if not case.is_open:
        return {"label": _("Utskriven"), "value": swedish_date(case.closed_on), "small": ""}
    if case.next_talk_on is None:
        return {"label": label, "value": _("Inget är bestämt"), "small": _("Sätt en dag så att alla vet.")}
    small = _("dagen har gått") if case.next_talk_on < today() else ""
    return {"label": label, "value": weekday_date(case.next_talk_on), "small": small}


def _leader(request, opened):
    case = opened.case
    if case.leader_id is None:
        return {"label": _("Processledare"), "value": _("Ingen"), "small": _("Ärendet behöver en ny processledare.")}
    small = ", ".join(str(part) for part in (case.leader_branch, case.team.name, case.leader.phone) if part)
    return {"label": _("Processledare"), "value": case.leader.name, "small": small}


def _limits(opened, facts):
    case, definition = opened.case, opened.definition
    for limit in definition.phase_limits:
        last = limit_day(limit, facts)
        if last is None:
            continue
        names = " och ".join(str(definition.phase(code).number) for code in limit.phases)
        start = facts.events["limit_clock_started"][0]
        left = [day for code, day in facts.phases if code not in limit.phases and day > start]
        until = min([day for day in (*left, case.closed_on) if day], default=today())
        used, allowed = (until - start).days, (last - start).days
        yield {
            "label": _("Tid i %(word)s %(names)s") % {"word": definition.phase_word.lower(), "names": names},
            "value": _("%(used)s av %(allowed)s dagar") % {"used": used, "allowed": allowed},
            "small": _("Gräns %(day)s") % {"day": swedish_date(last)},
        }


def tab_items(opened, current):
    """The tabs of the participant page, those of later rooms included."""
    return [
        {"url": url, "label": tab.label_in(opened.definition), "current": tab.url_name == current, "count": ""}
        for tab in contributions.tabs()
        if (url := first_url((tab.url_name,), opened.case.pk))
    ]
