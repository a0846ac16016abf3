"""``manage count_deadlines``: how many deadlines are over, near or put off, for those who see counts only (nightly)."""

from django.core.management.base import BaseCommand
from django.db import connection

from samkraft.access.commands import as_system, branches
from samkraft.people.due.counting import keep_counts
from samkraft.programmes.days import demo_day
from samkraft.programmes.models import Programme


class Command(BaseCommand):
    help = "Count the deadlines of each branch, for its manager and the project's leaders."

    def add_arguments(self, parser):
        parser.add_argument("--branch", default="", help="The code of one branch; all if left out.")

    def handle(self, *, branch, **options):
        for programme in Programme.objects.all():
            over = sum(self._count(row, programme) for row in branches(branch))
            if options["verbosity"]:
                self.stdout.write(f"{programme.slug}: {over} deadlines are over.")

    def _count(self, branch, programme):
        with as_system(branch, programme=programme.slug, day=demo_day(programme.slug), sees_protected=False):
            with connection.cursor() as cursor:
                cursor.execute("set local statement_timeout = 0")  # nobody waits for it
            return keep_counts(programme)
