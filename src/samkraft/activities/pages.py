"""What the pages of activities show: rows and facts, worked out once in the view."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.access.models import Branch
from samkraft.activities import rules
from samkraft.activities.choices import LIVE, ActivityState
from samkraft.activities.content import content_of, days_of, when_text
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.core.words import days_word, swedish_date
from samkraft.people.pathway.pages import case_crumbs

_STEP_STATES = {ActivityState.UNDER_WAY: "now", ActivityState.COMPLETED: "done"}


@dataclass(frozen=True)
class Row:
    """An activity in a list, whether our own or another branch's copy; for the part core/parts/steps.html."""

    id: UUID
    title: str
    state_code: str
    word: str
    when: str
    owner: str
    owner_key: str
    who: str
    sub: str
    url: str
    number: str = ""

    @property
    def state(self):
        return _STEP_STATES.get(self.state_code, "later")


def rows_of(case_id, activities, copies, branches, waiting):
    """Our own activities and the ones shared with us: (live, ended). *waiting*: those that wait for our answer."""
    rows = [_row(case_id, a.pk, content_of(a), branches) for a in activities]
    for copy in copies:
        asked = copy.item_id in waiting
        rows.append(_row(case_id, copy.item_id, copy.content, branches, copy, asked))
    live = [row for row in rows if row.state_code in LIVE]
    return sorted(live, key=lambda row: LIVE.index(row.state_code)), [r for r in rows if r.state_code not in LIVE]


def branches_by_code():
    """All branches by code; there are few."""
    return {branch.code: branch for branch in _BRANCHES()}


_BRANCHES = Composed(Branch.objects.all)


def crumbs(opened, last=False):
    """The way back from a page of activities."""
    items = case_crumbs(opened)
    if last:
        items.append({"url": reverse("activities:list", args=[opened.case.pk]), "label": _("Aktiviteter")})
    return items


def own_readers(request):
    """Who sees what isn't shared."""
    return _("de i %(branch)s som har ärendet") % {"branch": request.acting.branch.name}


def facts_of(content, branches, reason=""):
    """The facts of an activity in one line each. *reason* stands in our own file only and is never shared."""
    days = days_of(content)
    facts = [
        (_("Läge"), ActivityState(content["state"]).label),
        (_("Anordnare"), ", ".join(filter(None, [content["provider"], branches[content["provider_branch"]].name]))),
        (_("Beslutar"), branches[content["deciding_branch"]].name),
        (_("Begärd"), swedish_date(days["asked_on"])),
        (_("Svar"), _answer_text(content, days)),
        (_("Period"), _period_text(days)),
        (_("Samtal före"), days["start_talk_on"] and swedish_date(days["start_talk_on"])),
        (_("Samtal efter"), days["end_talk_on"] and swedish_date(days["end_talk_on"])),
        (_("Placerad av"), content["placed_by"]),
        (_("Skäl, delas inte"), reason),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _row(case_id, key, content, branches, copy=None, waits_for_us=False):
    branch = branches[content["provider_branch"]]
    sub = [content["provider"]]
    if content["state"] == ActivityState.ASKED:
        asked = days_of(content)["asked_on"]
        sub.append(
            _("%(branch)s beslutar, väntat %(days)s")
            % {
                "branch": branches[content["deciding_branch"]].name,
                "days": days_word(rules.days_to_decision(asked, None, today())),
            }
        )
    if copy:
        sub.append(_("Delad av %(branch)s") % {"branch": copy.from_branch.name})
    return Row(
        id=key,
        title=content["title"],
        state_code=content["state"],
        word=str(_("Väntar på er") if waits_for_us else ActivityState(content["state"]).label),
        when=str(when_text(content["state"], days_of(content))),
        owner=branch.name,
        owner_key=branch.mark,
        who=content["placed_by"],
        sub=" · ".join(filter(None, sub)),
        url=reverse("activities:show", args=[case_id, key]),
    )


def _answer_text(content, days):
    if not days["decided_on"]:
        so_far = rules.days_to_decision(days["asked_on"], None, today())
        return _("Väntar, %(days)s") % {"days": days_word(so_far)} if content["state"] == "asked" else ""
    days_it_took = rules.days_to_decision(days["asked_on"], days["decided_on"], today())
    day = swedish_date(days["decided_on"])
    if not days_it_took:
        return _("%(day)s, samma dag") % {"day": day}
    return _("%(day)s, efter %(days)s") % {"day": day, "days": days_word(days_it_took)}


def _period_text(days):
    start = days["started_on"] or days["planned_from"]
    end = days["ended_on"] or days["planned_until"]
    if not start and not end:
        return ""
    return f"{swedish_date(start) if start else ''} – {swedish_date(end) if end else ''}".strip()
