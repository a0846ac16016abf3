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
    """The waiting referrals of the acting branch that belong to the programme's frame."""
    branch = current_acting().branch
    return Referral.objects.waiting().filter(owner_branch=branch, programme=programme, in_frame=True, draw=None)


def stratum_of(definition, priority, sex):
    """The stratum's name: the values of the frame's strata, in its order (priority × sex)."""
    values = {"priority": priority, "sex": sex}
    return "/".join(values[name] for name in definition.frame.strata)


@transaction.atomic
def freeze(programme, definition):
    """Freeze today's frame: its hash can be published before anybody knows the seed. Nobody is called yet."""
    if definition.frame is None:
        raise DrawRefused(_("Programmet lottar inte."))
    rows = frame_of(programme).order_by("pseudonym").values_list("pseudonym", "priority", "sex")
    frozen = [[pseudonym, stratum_of(definition, priority, sex)] for pseudonym, priority, sex in rows]
    if not frozen:
        raise DrawRefused(_("Det finns ingen som väntar i ramen för lottning."))
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
    """Draw *seats* people from a frozen list and call them. A draw is made once."""
    draw = Draw.objects.select_for_update().get(pk=draw_id)
    if draw.is_drawn:
        raise DrawRefused(_("Den här lottningen är redan gjord."))
    if not 0 < seats <= draw.people:
        raise DrawRefused(_("Antalet måste vara mellan 1 och %(most)d.") % {"most": draw.people})
    if not seed.strip():
        raise DrawRefused(_("Skriv det offentliga startvärdet."))
    drawn = lottery.draw(_list_frame(draw.frozen), "id", "stratum", seats, seed)
    draw.seed, draw.seed_source, draw.seats = drawn.seed, seed_source, seats
    draw.record, draw.result_hash = drawn.to_dict(), drawn.result_hash
    draw.drawn_on, draw.drawn_by = today(), current_acting().staff
    draw.save()
    _call(draw, drawn.called)
    return draw


def _call(draw, pseudonyms):
    """Those drawn are called, if they still wait; all on the list belong to the draw."""
    listed = Referral.objects.filter(programme=draw.programme, pseudonym__in=[row[0] for row in draw.frozen])
    listed.update(draw=draw)
    called = list(listed.waiting().filter(pseudonym__in=pseudonyms))
    Referral.objects.filter(pk__in=[referral.pk for referral in called]).update(
        state=ReferralState.CALLED, called_on=today()
    )
    record_moves(called, ReferralState.WAITING, ReferralState.CALLED, _("Lottning %(id)d") % {"id": draw.pk})
    log_event(Event.ITEM_CREATED, object_type="draw", items=[f"draw:{draw.pk}", f"called:{len(called)}"])


def call_without_draw(referral):
    """Call somebody outside the frame: she is placed without a draw, and it shows (P-013)."""
    if referral.in_frame:
        raise DrawRefused(_("Personen hör till dem som lottas."))
    referral.state, referral.called_on = ReferralState.CALLED, today()
    referral.save(update_fields=["state", "called_on"])
    record_moves([referral], ReferralState.WAITING, ReferralState.CALLED, _("Anvisad på annat sätt, utan lottning"))


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
