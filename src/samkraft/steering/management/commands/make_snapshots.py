"""Keep the indicators of every month end, and of the day itself."""

from django.core.management.base import BaseCommand, CommandError

from samkraft.programmes.models import Programme
from samkraft.steering.arguments import day_of, programme_of
from samkraft.steering.flow import keep_flow
from samkraft.steering.snapshots import make_month_ends, make_snapshot


class Command(BaseCommand):
    help = "Spara styrkortets siffror: alla månadsslut fram till en dag, och den dagen."

    def add_arguments(self, parser):
        parser.add_argument("--programme", help="Kort namn på programmet. Utelämna det för alla.")
        parser.add_argument("--until", help="Sista dagen, ÅÅÅÅ-MM-DD. Annars programmets dag.")
        parser.add_argument("--only-day", action="store_true", help="Bara den dagen, som varje natt.")

    def handle(self, *args, programme=None, until=None, only_day=False, **options):
        try:
            programmes = [programme_of(programme)] if programme else list(Programme.objects.all())
            for row in programmes:
                on = day_of(until, row)
                keep_flow(row, on)
                days = 1 if only_day and make_snapshot(row, on) else make_month_ends(row, on)
                if options["verbosity"]:
                    self.stdout.write(f"{row.slug}: {days} dagar sparade, till och med {on}.")
        except ValueError as problem:
            raise CommandError(str(problem)) from None
