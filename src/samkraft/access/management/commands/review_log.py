"""``manage review_log``: flag the readings of finished days, draw the sample of finished months (nightly)."""

from django.core.management import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.access.log_review_actions import days_to_review, draw_sample, flag_day, months_to_sample


class Command(BaseCommand):
    help = "Find what log reviewers must look at: flags of each finished day, a sample of each finished month."

    def add_arguments(self, parser):
        parser.add_argument("--branch", default="", help="one branch by its code; else all of them")

    def handle(self, branch="", **options):
        for each in branches(branch):
            with as_system(each):
                days, months = list(days_to_review()), list(months_to_sample())
            found = sum(self._as(each, flag_day, day) for day in days)
            drawn = sum(self._as(each, draw_sample, month).drawn for month in months)
            self.stdout.write(f"{each.code}: {len(days)} days, {found} flags; {len(months)} months, {drawn} drawn.")

    def _as(self, branch, action, day):
        with as_system(branch):
            return action(day)
