"""Cases that a unit manager has moved to a colleague, and the texts that each branch begins from."""

from datetime import timedelta

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.commands import as_system
from samkraft.casework.models import TextTemplate
from samkraft.people.choices import MoveReason
from samkraft.people.moving import reading
from samkraft.people.moving.actions import carry_out
from samkraft.people.moving.rules import Wish
from samkraft.programmes.models import Team, TeamMember
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST

_FEW = 4
_NOTE = "Du tar över medan Karin är på kurs i två veckor. Ring var och en den första veckan. Planerna är aktuella."
_TEXTS = (
    ("Första mötet", "minutes", "Vi träffades för första gången och gick igenom vad samarbetet innebär.\n"
     "Det här vill personen: [egna ord]\nDet här kom vi överens om: [vad, vem, när]"),
    ("Uppföljning", "minutes", "Sedan sist: [vad som har hänt]\nDet här går bra: []\n"
     "Det här behöver ordnas: []\nNästa gång: [dag]"),
    ("Kallelse, planmöte", "meeting", "Vad du vill\nVad vi gör tillsammans\nVem gör vad, och när"),
    ("Arbete och erfarenhet", "mapping", "Har arbetat med: []\nTrivdes bäst med: []\nKan tänka sig: []"),
    ("Fråga om nästa steg", "message", "Hej! Kan ni säga när steget kan börja, och vad ni behöver från oss först?"),
)  # fmt: skip


def moves_and_texts(register) -> None:
    """Each branch has its texts; the manager of the employment service has moved a few cases."""
    roster = register.roster
    for code, branch in roster.branches.items():
        writer = roster.in_team("team-1", code)
        if writer:
            with as_system(branch, programme=FIRST, day=plan.DAY):
                _write_texts(branch, writer[0])
    _move(roster)


def _write_texts(branch, writer):
    TextTemplate.objects.bulk_create(
        TextTemplate(owner_branch=branch, name=name, place=place, text=text, written_by=writer, written_on=plan.DAY)
        for name, place, text in _TEXTS
    )


def _move(roster):
    """What the first handler has and doesn't lead goes to a colleague who stands in for her too; she keeps it."""
    branch, giver = roster.branches["af"], roster.in_team("team-1", "af")[0]
    manager, receiver = roster.with_role(Role.UNIT_MANAGER, "af")[0], roster.in_team("team-2", "af")[0]
    with acting(branch, manager, programme=FIRST, roles=[Role.UNIT_MANAGER], day=plan.DAY) as who:
        _stands_in(receiver, branch, roster.profession_of(giver))
        files = reading.files_to_move(who, giver.pk)
        facts = reading.facts_of(who, giver.pk, receiver.pk, files)
        fit = [row for row in facts if row.leader != giver.pk and row.is_open and not row.receiver_has]
        chosen = [row.case_id for row in sorted(fit, key=lambda row: bool(row.carried))][:_FEW]
        if chosen:
            wish = Wish(giver.pk, giver.name, receiver.pk, receiver.name, stays=True, by_manager=True)
            carry_out(wish, chosen, MoveReason.AWAY, _NOTE)


def _stands_in(staff, branch, profession):
    """A place in the first team for two weeks: who has none in a case's team can't be given the case (IAM-08)."""
    team = Team.objects.get(programme__slug=FIRST, code="team-1")
    since, until = plan.DAY - timedelta(days=2), plan.DAY + timedelta(days=14)
    TeamMember.objects.create(
        team=team, staff=staff, branch=branch, profession=profession, valid_from=since, valid_until=until
    )
