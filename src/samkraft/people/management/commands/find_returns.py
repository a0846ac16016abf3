"""``manage find_returns``: signs that somebody who reached the goal may be without work again (nightly)."""

from django.core.management.base import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.people.afterwards.returns import find_returns


class Command(BaseCommand):
    help = "Tell of signs of a return in each branch's own facts, follow-ups and referrals."

    def handle(self, **options):
        found = 0
        for branch in branches():
            with as_system(branch):
                found += find_returns()
        self.stdout.write(f"{found} new signs of a return.")
