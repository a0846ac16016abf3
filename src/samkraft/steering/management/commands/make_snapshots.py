"""Keep the indicators of every month end, and of the day itself."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from samkraft.programmes.models import Programme
from samkraft.steering.arguments import day_of, programme_of
from samkraft.steering.flow import keep_flow
from samkraft.steering.snapshots import make_month_ends


class Command(BaseCommand):
    help = "Spara styrkortets siffror: månadsslut som saknas fram till en dag, och den dagen."

    def add_arguments(self, parser):
        parser.add_argument("--programme", help="Programmets korta namn. Utelämna det för alla.")
        parser.add_argument("--until", help="Sista dagen, ÅÅÅÅ-MM-DD. Annars programmets dag.")
        parser.add_argument("--again", action="store_true", help="Räkna om också de månadsslut som redan är sparade.")

    def handle(self, *args, programme=None, until=None, again=False, **options):
        try:
            programmes = [programme_of(programme)] if programme else list(Programme.objects.all())
            days = {row: day_of(until, row) for row in programmes}
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        _take_the_time_it_needs()
        for row, on in days.items():
            keep_flow(row, on)
            made = make_month_ends(row, on, again=again)
            if options["verbosity"]:
                self.stdout.write(f"{row.slug}: {made} dagar sparade, till och med {on}.")


def _take_the_time_it_needs():
    """Nobody waits for this command; a register of 100,000 takes longer than a web request may."""
    with connections["figures"].cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
