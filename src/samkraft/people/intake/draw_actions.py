"""The draw: freeze the list, publish its hash, take a public seed, call those drawn (P-013).

The record keeps pseudonymous ids only. Those not drawn stay waiting and are the comparison group.
"""

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.choices import ReferralState
from samkraft.people.intake.referral_actions import record_moves
from samkraft.people.models import Draw, Referral
from samkraft_analysis import lottery


class DrawRefused(Exception):
    """A draw that can't be made; the message is for the person."""


def frame_of(programme):
    """The waiting referrals of the acting branch in the programme's frame that stand on no list yet."""
    branch = current_acting().branch
    return Referral.objects.waiting().filter(owner_branch=branch, programme=programme, in_frame=True, draw=None)


def stratum_of(definition, priority, sex):
    """The stratum's name: the values of the frame's strata, in its order (priority × sex)."""
    values = {"priority": priority, "sex": sex}
    return "/".join(values[name] for name in definition.frame.strata)


@transaction.atomic
def freeze(programme, definition):
    """Freeze today's frame: its hash can be published before anybody knows the seed. Nobody is called yet.

    Each person stands on one list, from the moment it is frozen: nobody gets a second chance by a second list, and
    no seed can be shopped for.
    """
    if definition.frame is None:
        raise DrawRefused(_("Programmet lottar inte."))
    people = list(frame_of(programme).select_for_update().order_by("pseudonym").only("pseudonym", "priority", "sex"))
    if not people:
        raise DrawRefused(_("Det finns ingen som väntar i ramen för lottning."))
    frozen = [[person.pseudonym, stratum_of(definition, person.priority, person.sex)] for person in people]
    draw = _frozen_draw(programme, frozen)
    Referral.objects.filter(pk__in=[person.pk for person in people]).update(draw=draw)
    return draw


def _frozen_draw(programme, frozen):
    actor = current_acting()
    return Draw.objects.create(
        owner_branch=actor.branch,
        programme=programme,
        frozen_on=today(),
        frozen_by=actor.staff,
        frozen=frozen,
        list_hash=lottery.list_hash(_list_frame(frozen), "id", "stratum"),
        people=len(frozen),
    )


@transaction.atomic
def make_draw(draw_id, seats, seed, seed_source):
    """Draw *seats* people from a frozen list and call them. A draw is made once. Returns how many were called:
    fewer than the seats when someone on the list has said no since it was frozen."""
    draw = Draw.objects.select_for_update().get(pk=draw_id)
    if draw.is_drawn:
        raise DrawRefused(_("Den här lottningen är redan gjord."))
    _check_seats(seats, draw.people)
    if not seed.strip():
        raise DrawRefused(_("Skriv det offentliga startvärdet."))
    drawn = lottery.draw(_list_frame(draw.frozen), "id", "stratum", seats, seed)
    draw.seed, draw.seed_source = drawn.seed, seed_source
    draw.drawn_on, draw.drawn_by = today(), current_acting().staff
    return _keep_and_call(draw, drawn, drawn.called)


@transaction.atomic
def draw_more(draw_id, more):
    """Call *more* people from a list that is drawn, by its own seed and tickets (P-010): nobody is un-called.
    Returns how many were called."""
    draw = Draw.objects.select_for_update().get(pk=draw_id)
    if not draw.is_drawn:
        raise DrawRefused(_("Den här lottningen är inte gjord än."))
    _check_seats(more, draw.people - draw.seats)
    before = lottery.Draw.from_dict(draw.record)
    after = lottery.extend(before, more)
    return _keep_and_call(draw, after, sorted(set(after.called) - set(before.called)))


def _check_seats(seats, most):
    if not 0 < seats <= most:
        raise DrawRefused(_("Antalet måste vara mellan 1 och %(most)d.") % {"most": most})


def _keep_and_call(draw, drawn, pseudonyms):
    draw.record, draw.result_hash = drawn.to_dict(), drawn.result_hash
    draw.seats = len(drawn.called)
    draw.save()
    return _call(draw, pseudonyms)


def _call(draw, pseudonyms):
    """Those drawn are called, if they still wait. Returns how many did."""
    called = list(Referral.objects.waiting().filter(draw=draw, pseudonym__in=pseudonyms))
    Referral.objects.filter(pk__in=[referral.pk for referral in called]).update(
        state=ReferralState.CALLED, called_on=today()
    )
    record_moves(called, ReferralState.WAITING, ReferralState.CALLED, _("Lottning %(id)d") % {"id": draw.pk})
    log_event(Event.ITEM_CREATED, object_type="draw", items=[f"draw:{draw.pk}", f"called:{len(called)}"])
    return len(called)


def verify_draw(draw):
    """Prove a stored draw: list, tickets and result anew from list and seed. Raises ``lottery.VerificationError``."""
    if not draw.is_drawn:
        raise DrawRefused(_("Den här lottningen är inte gjord än."))
    lottery.verify(draw.record, _list_frame(draw.frozen))
    stored = {"list_hash": draw.list_hash, "result_hash": draw.result_hash, "seed": draw.seed}
    differing = [f"{name}: {value!r} stored beside the record" for name, value in stored.items()
                 if draw.record[name] != value]  # fmt: skip
    if differing:
        raise lottery.VerificationError(differing)


def _list_frame(frozen):
    return pl.DataFrame(frozen, schema={"id": pl.String, "stratum": pl.String}, orient="row")
