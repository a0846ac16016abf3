"""``manage verify_draw ID``: prove a stored draw from its frozen list and seed, or say what differs."""

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.commands import as_system, branches
from samkraft.people.intake.draw_actions import DrawRefused, verify_draw
from samkraft.people.models import Draw


class Command(BaseCommand):
    help = "Prove a stored draw from its frozen list and seed. Exit status 1 when something differs."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int)
        parser.add_argument("--branch", default="", help="the branch that owns the draw; else all are looked through")

    def handle(self, *, id, branch, **options):
        for owner in branches(branch):
            with as_system(owner):
                draw = Draw.objects.filter(pk=id).first()
                if draw is not None:
                    return self._verify(draw)
        raise CommandError(f"There is no draw {id}.")

    def _verify(self, draw):
        try:
            verify_draw(draw)
        except (ValueError, DrawRefused) as difference:
            raise CommandError(f"Draw {draw.pk} does not hold: {difference}") from None
        self.stdout.write(
            f"Draw {draw.pk} holds: {draw.seats} of {draw.people} drawn on {draw.drawn_on} with seed {draw.seed!r}; "
            f"list {draw.list_hash}, result {draw.result_hash}."
        )
