"""Support and signs of a return among one's own people, read once; and whole for one of them."""

from typing import NamedTuple

from django.db.models import Min, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.people.afterwards.rules import Standing
from samkraft.people.benefit_models import LISTS
from samkraft.people.choices import ReturnSource, StartKind
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import BenefitFact, ReturnSignal, Support, SupportTalk
from samkraft.people.own_cases import kept_of_own


class Sign(NamedTuple):
    """That there is a sign to look at, and since when; what it is stands on the person's page (REG-02)."""

    pk: int
    found_on: object


def supported(request):
    """One's own people with support, the one to call first at the top: pairs of case and how it stands."""
    found = kept_of_own(request, "support", _read_support)
    now = [(case, row) for case, row in found if row.until >= today()]
    return sorted(now, key=lambda pair: (not pair[1].is_warning(today()), pair[1].next_on or pair[1].until))


def _read_support(keys):
    held = SupportTalk.objects.filter(support=OuterRef("pk"), held_on__isnull=False).order_by("-held_on", "-pk")
    rows = Support.objects.filter(ended_on=None, case__among=keys).defer("place")
    rows = rows.annotate(
        next_on=Min("talks__due_on", filter=Q(talks__held_on=None)), last=Subquery(held.values("going")[:1])
    )
    for row in rows:
        told = Standing(row.pk, row.kind, row.begun_on, row.until, row.contact_id, row.next_on, row.last or "")
        yield row.case_id, told


def signs(request):
    """Signs of a return among one's own people that nobody has answered, the oldest first."""
    found = kept_of_own(request, "return_signals", _read_signs)
    return sorted(found, key=lambda pair: (pair[1].found_on, pair[1].pk))


def _read_signs(keys):
    rows = ReturnSignal.objects.filter(answer="", case__among=keys)
    return ((case, Sign(pk, on)) for case, pk, on in rows.values_list("case_id", "pk", "found_on"))


def signs_of(opened):
    """Every sign in the branch's file on a case, in words, the newest first."""
    rows = list(ReturnSignal.objects.filter(case=opened.case).select_related("answered_by").order_by("-since", "-pk"))
    keys = [row.source_key for row in rows if row.source == ReturnSource.FACT]
    facts = {str(fact.item): fact for fact in BenefitFact.objects.filter(item__in=keys)} if keys else {}
    return [{"row": row, "words": _words(row, facts.get(row.source_key))} for row in rows]


def _words(row, fact):
    if row.source == ReturnSource.FACT:
        return label_of(LISTS.get(fact.category, ""), row.kind, row.since) if fact else row.get_source_display()
    if row.source == ReturnSource.FOLLOW_UP:
        answer = label_of("discharge_follow_up_outcomes", row.kind, row.since)
        return _("Svar i uppföljningen: %(answer)s") % {"answer": answer}
    if row.source == ReturnSource.SUPPORT:
        words = {StartKind.WORK: _("Arbetet har tagit slut"), StartKind.STUDIES: _("Studierna har tagit slut")}
        return words[row.kind]
    return _("Personen är anvisad på nytt") if row.source == ReturnSource.REFERRAL else _("Personen står i en ny fil")
