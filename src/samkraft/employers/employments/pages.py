"""What the pages of municipal employments show, worked out once in the view."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import short_date, swedish_date
from samkraft.employers.employments.rules import FORMS, standing
from samkraft.employers.models import MunicipalEmployment
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import FollowUp
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.people.pathway.followup_actions import EMPLOYMENT_ENDED
from samkraft.people.pathway.followup_rules import due_day


class ListRow(NamedTuple):
    """An employment in the list: thin, as every list (REG-02)."""

    url: str
    name: str
    number: str
    form: str
    state: str
    period: str
    day_90: object
    is_asked: bool


def facts_of(row):
    """The facts of an employment in one line each."""
    facts = [
        (_("Läge"), standing(row.starts_on, row.ended_on, row.planned_until, today())),
        (_("Form av stöd"), label_of(FORMS, row.form, row.starts_on)),
        (_("Arbetsplats"), row.workplace),
        (_("Omfattning"), _("%(n)s procent") % {"n": row.extent}),
        (_("Började") if row.starts_on <= today() else _("Börjar"), swedish_date(row.starts_on)),
        (_("Slutar enligt avtalet"), row.planned_until and swedish_date(row.planned_until)),
        (_("Slutade"), row.ended_on and swedish_date(row.ended_on)),
        (_("Hur det slutade"), row.get_end_kind_display() if row.end_kind else ""),
        (_("Skäl, delas inte"), row.end_reason),
        (_("Antecknad av"), row.placed_by.name),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def check_rows(definition):
    """The programme's follow-ups of an ended employment, such as day 90 (P-084)."""
    return [row for row in definition.follow_ups if row.anchor == EMPLOYMENT_ENDED]


def checks_of(opened, row):
    """What is asked after the end: when, where to write it in, and what it found."""
    if not row.ended_on:
        return []
    known = {found.kind: found for found in _follow_ups([opened.case.pk], opened.definition)}
    return [_check(opened, known[kind.code], kind) for kind in check_rows(opened.definition) if kind.code in known]


def _check(opened, found, kind):
    answer = label_of(kind.outcomes, found.outcome, found.done_on) if found.done_on else ""
    return {
        "title": kind.name,
        "due": found.due_on,
        "answer": answer,
        "url": reverse("people:follow_up", args=[opened.case.pk, found.pk]),
    }


def _follow_ups(case_keys, definition):
    kinds = [row.code for row in check_rows(definition)]
    return FollowUp.objects.filter(case__among=case_keys, kind__in=kinds).order_by("due_on", "pk")


def own_employments(request, definition):
    """The employments of the person's own participants: those that go on, then those that ended, by day 90."""
    cases, keys = own_cases(request), keys_of_own_cases(request)
    rows = MunicipalEmployment.objects.filter(case__among=keys).order_by("ended_on", "-starts_on", "pk")
    rows = [row for row in rows if row.case_id in cases]
    asked = {(found.case_id, found.due_on): found for found in _follow_ups(keys, definition)} if rows else {}
    pairs = [(cases[row.case_id], row, _asked(row, definition, asked)) for row in rows]
    return sorted(pairs, key=_order)


def _asked(row, definition, asked):
    if not row.ended_on:
        return None
    days = [due_day(kind, row.ended_on) for kind in check_rows(definition)]
    return next((asked[row.case_id, day] for day in days if (row.case_id, day) in asked), None)


def _order(told):
    _case, row, asked = told
    waits = asked is not None and asked.done_on is None
    return (0 if waits else 1 if not row.ended_on else 2, str(asked.due_on if asked else row.starts_on), str(row.pk))


def list_rows(told):
    """The rows of a page of the list."""
    return [
        ListRow(
            reverse("employers:employment", args=[case.pk, row.pk]), case.list_name, case.number,
            label_of(FORMS, row.form, row.starts_on), standing(row.starts_on, row.ended_on, row.planned_until, today()),
            f"{short_date(row.starts_on)} – {_end(row)}", asked and asked.due_on, bool(asked and asked.done_on),
        )
        for case, row, asked in told
    ]  # fmt: skip


def _end(row):
    day = row.ended_on or row.planned_until
    return short_date(day) if day else ""
