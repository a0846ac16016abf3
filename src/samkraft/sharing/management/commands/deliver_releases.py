"""``manage deliver_releases``: deliver what has waited long enough in the outboxes. Run it each minute."""

import time
from collections import Counter

from django.core.management import BaseCommand
from django.db import DatabaseError, close_old_connections

from samkraft.sharing.outbox import deliver_all


class Command(BaseCommand):
    help = "Deliver the releases that are due, each judged once more (T23, CON-06)."

    def add_arguments(self, parser):
        parser.add_argument("--branch", default="", help="one branch's outbox only, by its code")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on and on, with so long between")

    def handle(self, branch="", every=None, **options):
        self._deliver(branch)
        while every:
            time.sleep(every)
            try:
                self._deliver(branch)
            except DatabaseError as fault:  # the database may be away for a while; what waits goes on waiting
                self.stderr.write(f"not delivered: {type(fault).__name__}")
            close_old_connections()

    def _deliver(self, branch):
        told = Counter(deliver_all(branch))
        for outcome, count in sorted(told.items()):
            self.stdout.write(f"{outcome}: {count}")
