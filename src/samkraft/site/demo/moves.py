"""Cases that a unit manager has moved to a colleague, and the texts that each branch begins from."""

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.commands import as_system
from samkraft.casework.models import TextTemplate
from samkraft.people.choices import MoveReason
from samkraft.people.moving import reading
from samkraft.people.moving.actions import carry_out
from samkraft.people.moving.rules import Wish
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
    """What the first handler has and doesn't lead goes to the last in her team as well; she keeps it."""
    branch, people = roster.branches["af"], roster.in_team("team-1", "af")
    manager, giver, receiver = roster.with_role(Role.UNIT_MANAGER, "af")[0], people[0], people[-1]
    with acting(branch, manager, programme=FIRST, roles=[Role.UNIT_MANAGER], day=plan.DAY) as who:
        files = reading.files_to_move(who, giver.pk)
        facts = reading.facts_of(who, giver.pk, receiver.pk, files)
        chosen = [
            row.case_id for row in facts
            if row.leader != giver.pk and row.is_open and not row.carried and not row.receiver_has
        ][:_FEW]  # fmt: skip
        if chosen:
            wish = Wish(giver.pk, giver.name, receiver.pk, receiver.name, stays=True, by_manager=True)
            carry_out(wish, chosen, MoveReason.AWAY, _NOTE)
