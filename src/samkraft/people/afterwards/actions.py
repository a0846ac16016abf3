"""Begin support, hold its talks, end it; answer a sign of a return (P-003)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.afterwards import rules
from samkraft.people.choices import Going, ReturnSource
from samkraft.people.deadlines import definitions_in
from samkraft.people.models import CaseFile, ReturnSignal, Support, SupportTalk
from samkraft.people.problems import NotPossible, raise_first


def rules_of(opened):
    """What the programme says of the time after; a case that began before it said anything follows the newest."""
    said = opened.definition.afterwards
    return said or list(definitions_in(opened.case.programme.slug).values())[-1].afterwards


def support_of(opened):
    """The support that goes on, or None."""
    found = Support.objects.filter(file=opened.file, ended_on=None, until__gte=today())
    return found.select_related("contact").first()


@transaction.atomic
def begin(opened, kind, place, begun_on, contact):
    """Support from the start, with its talks planned. One at a time: the second of two who begin it is told."""
    CaseFile.objects.select_for_update(of=["self"]).get(pk=opened.file.pk)
    if support_of(opened):
        raise NotPossible(_("Personen har redan stöd efter starten. Någon annan kan ha börjat det nyss."))
    said = rules_of(opened)
    until = rules.last_day(said, begun_on)
    raise_first({"begun_on": rules.start_problem(begun_on, until, today())})
    Support.objects.filter(file=opened.file, ended_on=None).update(ended_on=today() - timedelta(days=1))
    own = {"owner_branch": current_acting().branch, "case": opened.case, "file": opened.file}
    made = Support.objects.create(kind=kind, place=place, begun_on=begun_on, until=until, contact=contact, **own)
    days = rules.talks_of(said, begun_on, until, today())
    SupportTalk.objects.bulk_create(SupportTalk(support=made, due_on=day, **own) for day in days)
    log_event(Event.ITEM_CREATED, [opened.case.pk], "support", [f"support:{made.pk}"])
    return made


@transaction.atomic
def hold(opened, support_id, held_on, talked_by, going, note=""):
    """The next talk is held. After a worrying answer the one after comes sooner; an end is a sign of a return."""
    support = _locked(opened, support_id)
    raise_first({"held_on": rules.held_problem(held_on, support.begun_on, today())})
    own = {"owner_branch": current_acting().branch, "case": opened.case, "file": opened.file, "support": support}
    left = list(SupportTalk.objects.filter(support=support, held_on=None))
    talk = left[0] if left and left[0].due_on <= today() + rules.MISSED_AFTER else SupportTalk(due_on=held_on, **own)
    talk.held_on, talk.talked_by, talk.going, talk.note = held_on, talked_by, going, note
    talk.held_by = current_acting().staff
    talk.save()
    planned = next((each.due_on for each in left if each.pk != talk.pk), None)
    extra = rules.sooner(going, rules_of(opened), planned, today())
    if extra:
        SupportTalk.objects.create(due_on=extra, **own)
    if going == Going.ENDED:
        _end(support)
        _tell_of_end(own, support, held_on)
    log_event(Event.ITEM_FINALISED, [opened.case.pk], "support", [f"support:{support.pk}:talk:{talk.pk}"])
    return extra


def _tell_of_end(own, support, on):
    """What was begun has ended: somebody answers what is done about it, like any other sign."""
    row = {key: value for key, value in own.items() if key != "support"}
    ReturnSignal.objects.get_or_create(
        owner_branch=row.pop("owner_branch"), source=ReturnSource.SUPPORT, source_key=str(support.pk),
        defaults=row | {"kind": support.kind, "since": on, "found_on": today()},
    )  # fmt: skip


@transaction.atomic
def end(opened, support_id):
    """The support isn't needed any more: what was planned goes."""
    support = _locked(opened, support_id)
    _end(support)
    log_event(Event.ITEM_FINALISED, [opened.case.pk], "support", [f"support:{support.pk}:ended"])


@transaction.atomic
def change_contact(opened, support_id, contact):
    """Somebody else is the one to call."""
    support = _locked(opened, support_id)
    support.contact = contact
    support.revision += 1
    support.save(update_fields=["contact", "revision"])
    log_event(Event.ITEM_VERSION, [opened.case.pk], "support", [f"support:{support.pk}:contact"])
    return support


def _locked(opened, support_id):
    found = Support.objects.select_for_update(of=["self"]).get(pk=support_id, file=opened.file)
    if found.ended_on is not None:
        raise NotPossible(_("Stödet är redan avslutat. Någon annan kan ha gjort det nyss."))
    return found


def _end(support):
    SupportTalk.objects.filter(support=support, held_on=None).delete()
    support.ended_on = today()
    support.save(update_fields=["ended_on"])


@transaction.atomic
def answer(opened, signal_id, answer, note=""):
    """What was done about a sign of a return; the second of two who answer is told."""
    signal = ReturnSignal.objects.select_for_update().get(pk=signal_id, case=opened.case)
    if signal.answer:
        raise NotPossible(_("Det är redan besvarat. Någon annan kan ha gjort det nyss."))
    signal.answer, signal.note, signal.answered_on = answer, note, today()
    signal.answered_by = current_acting().staff
    signal.save()
    log_event(Event.ITEM_FINALISED, [opened.case.pk], "return_signal", [f"signal:{signal.pk}:{answer}"])
    return signal
