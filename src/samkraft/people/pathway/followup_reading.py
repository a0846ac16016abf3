"""What is to follow up and what was found: read once for one's own cases, and whole for one of them (P-036)."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import FollowUp, FollowUpTry
from samkraft.people.own_cases import is_closed, is_followed_up, kept_of_own
from samkraft.people.pathway.followup_rules import ToDo
from samkraft.programmes.pathway import FollowUp as FollowUpRow

# Long enough for every follow-up that the consent's preset covers, and half a year more.
_DONE_SHOWN_MONTHS = 12


class Done(NamedTuple):
    """A follow-up that is done, thin: what it found stands on its own page (REG-02)."""

    done_on: date
    pk: int
    title: str


def follow_ups_to_do(request):
    """The follow-ups of one's own people that aren't done, the most urgent first; discharged people too."""
    found = kept_of_own(request, "follow_ups", _read_to_do, is_followed_up)
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[1].pk))


def to_call(request):
    """Those of them that may be called today: their time has come, and nobody was asked to wait."""
    return [(case, row) for case, row in follow_ups_to_do(request) if row.is_to_call(today())]


def next_to_call(request, after=""):
    """The next to call: the most urgent, or the one that follows in the list after a key; None at its end."""
    found = follow_ups_to_do(request)
    place = next((number + 1 for number, (_case, row) in enumerate(found) if str(row.pk) == after), 0)
    return next(((case, row) for case, row in found[place:] if row.is_to_call(today())), None)


def _read_to_do(keys):
    last = FollowUpTry.objects.filter(follow_up=OuterRef("pk")).order_by("-pk")
    rows = FollowUp.objects.filter(done_on=None, case__among=keys)
    rows = rows.annotate(again_on=Subquery(last.values("again_on")[:1]), tried=Count("tries"))
    for row in rows.select_related("case__programme_version").defer("case__programme_version__content", "note"):
        title = row_of(row.case.programme_version.definition, row.kind).name
        yield row.case_id, ToDo(row.due_on, row.pk, title, row.tried, row.again_on)


def follow_ups_done(request):
    """Those of one's own people that were done within a year, the newest first."""
    found = kept_of_own(request, "follow_ups_done", _read_done, is_closed)
    since = today().replace(day=1).replace(year=today().year - _DONE_SHOWN_MONTHS // 12)
    return sorted(
        (pair for pair in found if pair[1].done_on >= since),
        key=lambda pair: (pair[1].done_on, pair[1].pk),
        reverse=True,
    )


def _read_done(keys):
    rows = FollowUp.objects.filter(done_on__isnull=False, case__among=keys)
    for row in rows.select_related("case__programme_version").defer("case__programme_version__content", "note"):
        yield row.case_id, Done(row.done_on, row.pk, row_of(row.case.programme_version.definition, row.kind).name)


def history_of(opened, found):
    """What was found of the person before, and the calls that led to nothing: newest first, for core/parts/log.html."""
    others = FollowUp.objects.filter(case=opened.case, done_on__isnull=False).exclude(pk=found.pk)
    told = [(row.done_on, _answered(opened.definition, row), row.done_by) for row in others.select_related("done_by")]
    tries = FollowUpTry.objects.filter(follow_up=found).select_related("tried_by")
    told += [(row.tried_on, _tried(row), row.tried_by) for row in tries]
    told.sort(key=lambda one: one[0], reverse=True)
    return [{"moment": on, "text": text, "who": who.name if who else ""} for on, text, who in told]


def _answered(definition, row):
    asked = row_of(definition, row.kind)
    return f"{asked.name}: {label_of(asked.outcomes, row.outcome, row.done_on)}"


def _tried(row):
    return _("Ringde: %(what)s") % {"what": row.get_result_display().lower()}


def row_of(definition, kind):
    """The follow-up as the programme file has it; one that the file has dropped since keeps its code as name."""
    named = {row.code: row for row in definition.follow_ups}
    fallback = FollowUpRow(
        code=kind, name=kind, question=_("Vad gör personen nu?"), anchor="discharged", source="",
        outcomes="discharge_follow_up_outcomes",
    )  # fmt: skip
    return named.get(kind, fallback)
