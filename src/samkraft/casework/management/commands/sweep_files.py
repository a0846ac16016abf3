"""Remove files on disk that no document and no received copy refers to: of refused, stopped or destroyed things."""

from django.core.management.base import BaseCommand
from django.db import connection

from samkraft.access.commands import as_system, branches
from samkraft.casework.documents import sweep


class Command(BaseCommand):
    help = "Remove files that nothing refers to any more and that are more than three days old. Run each night."

    def add_arguments(self, parser):
        parser.add_argument("--branch", default="", help="code of one branch; all if left out")

    def handle(self, *args, branch="", **options):
        for one in branches(branch):
            with as_system(one), connection.cursor() as cursor:
                # What lies in the archive view is kept as well (CON-06).
                cursor.execute("select set_config('samkraft.archive', 'on', true)")
                gone = sweep(one)
                cursor.execute("select set_config('samkraft.archive', '', true)")
            self.stdout.write(f"{one.code}: {gone}")
