"""``manage seal_log``: chain what has come to the read log. Run each minute, as samkraft_sealer."""

import time

from django.core.management import BaseCommand

from samkraft.access.log_sealing import anchor, seal


class Command(BaseCommand):
    help = "Seal the rows of the read log that are committed, and keep the day's anchor."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on and on, with so long between")

    def handle(self, every=None, **options):
        self._seal()
        while every:
            time.sleep(every)
            self._seal()

    def _seal(self):
        kept = anchor()
        if kept:
            self.stdout.write(f"anchor {kept.day} seal {kept.seal_number} {kept.hash}")
        made = seal()
        if made:
            rows = sum(each.rows for each in made)
            self.stdout.write(f"sealed {rows} rows, up to {made[-1].up_to_id}: seal {made[-1].number} {made[-1].hash}")
