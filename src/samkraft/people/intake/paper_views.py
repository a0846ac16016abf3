"""The consent form on paper: Swedish, and English or Arabic beside it (CON-05, TIL-06). Printing is logged (OUT-1)."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_case, log_event
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case
from samkraft.people.intake import consent_actions
from samkraft.people.intake.consent_words import record_facts
from samkraft.people.intake.enrolment_views import called_person, team_branches
from samkraft.people.intake.offer import Offer
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.programmes.consent_forms import SWEDISH, form_in_force, language_choices, version_of
from samkraft.sharing.choices import Purpose


@require_safe
@allow(can_work_with_people)
def enrolment_form(request, referral_id):
    """The empty form for a person who is to be enrolled."""
    who = called_person(request, referral_id)
    log_event(Event.PRINTED, object_type="referral", items=[f"referral:{who.pk}", "consent form"])
    branches = team_branches(who.team, request.acting.branch)
    back = reverse("people:enrol", args=[who.pk])
    return _empty(request, who.programme_version.definition, branches, who.name, who.team.name, back)


@require_safe
@allow(can_work_with_people)
def case_form(request, case_id):
    """The empty form for a person whose case is under way."""
    opened = open_case(request, case_id, "consents")
    log_case(opened.case.pk, ["consent form"], event=Event.PRINTED)
    branches = team_branches(opened.case.team, request.acting.branch)
    back = reverse("people:consents", args=[case_id])
    return _empty(request, opened.definition, branches, opened.file.name, opened.case.number, back)


def _empty(request, definition, branches, name, number, back):
    texts = form_in_force(settings.PROGRAMME_FOLDER, today())
    language = _language(request, texts)
    offer = Offer(definition, branches, request.acting.branch.code, texts, language)
    groups = [
        {"title": receiver["title"], "rows": receiver["choices"], "reservation": True} for receiver in offer.receivers()
    ]
    return _page(request, texts, language, groups, name, number, back, is_empty=True)


@require_safe
@allow(can_see_cases)
def given_form(request, case_id, consent):
    """What was given in one consent, as far as it concerns one's own branch: its own copy (CON-04)."""
    opened = open_case(request, case_id, "consents")
    records = consent_actions.records_of(opened.case)
    record = found_or_denied(request, records, rule="consent record not ours", consent=consent)
    log_case(opened.case.pk, [f"consent:{consent}"], event=Event.PRINTED)
    texts = version_of(settings.PROGRAMME_FOLDER, record.template, record.template_version)
    texts = texts or form_in_force(settings.PROGRAMME_FOLDER, record.given_on)
    language = _language(request, texts)
    lines = [line for line in consent_actions.lines_of(opened.case) if line.consent == consent]
    groups = _given_groups(lines, opened.definition, texts, language)
    answers = {line.purpose: "yes" for line in lines if line.purpose != Purpose.PLANNING}
    answers |= dict.fromkeys(record.declined, "no")
    back = reverse("people:consent_record", args=[case_id, consent])
    return _page(request, texts, language, groups, opened.file.name, opened.case.number, back, record=record,
                 answers=answers, until=max((line.valid_until for line in lines), default=None))  # fmt: skip


def _given_groups(lines, definition, texts, language):
    """The lines by receiver, each with what it means."""
    known = {row.code: row for row in definition.data_categories}
    groups: dict[str, dict] = {}
    for line in lines:
        if line.purpose != Purpose.PLANNING:
            continue
        to = texts.branch(line.to_branch.code, line.to_branch.name, language)
        title = texts.say("reads", language, receiver=to)
        group = groups.setdefault(line.to_branch.code, {"title": title, "rows": [], "reservation": line.reservation})
        category = known[line.category]
        giver = texts.branch(line.from_branch.code, line.from_branch.name, language)
        group["rows"].append(
            {
                "words": texts.category(line.category, category.name, language),
                "meaning": texts.meaning(line.category, category.words, language),
                "givers": texts.say("from", language, givers=giver),
            }
        )
    return list(groups.values())


def _language(request, texts):
    asked = request.GET.get("sprak", "")
    return asked if asked in dict(language_choices(texts)) else SWEDISH


def _page(request, texts, language, groups, name, number, back, is_empty=False, record=None, answers=None, until=None):
    said = texts.say
    keys = ("purpose", "free", "withdrawal", "duration")
    line = _("%(number)s · blankett %(code)s, version %(version)s · utskriven %(day)s") % {
        "number": number, "code": texts.code, "version": texts.version, "day": swedish_date(today())}  # fmt: skip
    context = {
        "say": {key: said(key, language) for key in texts.texts if key not in ("reads", "from", "back")},
        "told": [said(key, language) for key in keys],
        "groups": groups,
        "questions": [
            {"code": code, "words": said(code, language), "answer": (answers or {}).get(code)}
            for code in (Purpose.FOLLOW_UP.value, Purpose.EVALUATION.value)
            if is_empty or code in (answers or {})
        ],
        "language": language,
        "languages": [(code, label) for code, label in language_choices(texts) if code != language],
        "name": name,
        "line": line,
        "back": back,
        "is_empty": is_empty,
        "facts": record_facts(record) if record else [],
        "until": until,
    }
    return render(request, "people/consent_paper.html", context)
