"""Remove staged referral files that nobody took within 24 hours."""

from django.core.management.base import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.exchange.staging import purge


class Command(BaseCommand):
    help = "Remove staged referral rows older than 24 hours, in every branch or in one. Run it every hour."

    def add_arguments(self, parser):
        parser.add_argument("--branch", default="", help="code of one branch; all if left out")

    def handle(self, *args, branch="", **options):
        for one in branches(branch):
            with as_system(one):
                gone = purge()
            self.stdout.write(f"{one.code}: {gone}")
