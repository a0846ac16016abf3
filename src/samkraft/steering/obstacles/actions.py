"""What happens in the improvement log: told once, followed by turns; nothing is changed."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.people.problems import NotPossible
from samkraft.steering.obstacles.choices import ENDED, Turn
from samkraft.steering.obstacles.models import Obstacle, ObstacleTurn

_NUMBERING = 1936541312


@transaction.atomic
def tell(acting, programme, *, title, story, rules, remover, authority=None) -> Obstacle:
    """Enter an obstacle with the programme's next number; anybody who works in the programme may."""
    _one_at_a_time(programme.pk)
    last = Obstacle.objects.filter(programme=programme).values_list("number", flat=True).first() or 0
    return Obstacle.objects.create(
        programme=programme, number=last + 1, title=title, story=story, rules=rules, remover=remover,
        authority=authority, branch=acting.branch, told_by=acting.staff, told_on=today(),
    )  # fmt: skip


@transaction.atomic
def turn(acting, obstacle, *, turn, to_whom, note) -> ObstacleTurn:
    """What became of it. Who comes second to an end, or opens what is open, is told; nothing is written twice."""
    _one_at_a_time(obstacle.programme_id)
    now = ObstacleTurn.objects.filter(obstacle=obstacle).values_list("turn", flat=True).last()
    if (now in ENDED) != (turn == Turn.REOPENED):
        raise NotPossible(_("Någon har redan skrivit vad det blev av hindret. Läs det först."))
    return ObstacleTurn.objects.create(
        obstacle=obstacle, turn=turn, to_whom=to_whom, note=note, written_by=acting.staff, written_on=today()
    )


def _one_at_a_time(programme_key):
    """A lock beside the rows: nobody has the right to change one, so none can be locked."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_NUMBERING, programme_key])
