"""Take away autosaved texts that have lain untouched for 14 days."""

from django.core.management.base import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.casework.drafts import purge_drafts


class Command(BaseCommand):
    help = "Remove drafts that nobody has touched for 14 days, in every branch or in one."

    def add_arguments(self, parser):
        parser.add_argument("--branch", default="", help="code of one branch; all if left out")

    def handle(self, *args, branch="", **options):
        for one in branches(branch):
            with as_system(one):
                gone = purge_drafts()
            self.stdout.write(f"{one.code}: {gone}")
