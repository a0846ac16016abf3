"""``manage export_security_log``: what the host's watch over security needs of the log, as lines of JSON (SAK-01)."""

import json
import time
from datetime import date

from django.core.management import BaseCommand, CommandError

from samkraft.access.security_log import security_events
from samkraft.core.clock import midnight


class Command(BaseCommand):
    help = "Write logins, refusals, changed roles and what the system did as JSON lines; run as sealer."

    def add_arguments(self, parser):
        parser.add_argument(
            "--after", type=int, default=0, metavar="NUMBER", help="event.sequence of the last line had"
        )
        parser.add_argument("--since", default="", metavar="DAY", help="not before this day, as 2026-11-01")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on and on, with so long between")

    def handle(self, after=0, since="", every=None, **options):
        first = _day(since)
        after = self._write(after, first)
        while every:
            time.sleep(every)
            after = self._write(after, first)

    def _write(self, after, first):
        for told in security_events(after, first):
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            after = told["event"]["sequence"]
        return after


def _day(text):
    try:
        return midnight(date.fromisoformat(text)) if text else None
    except ValueError:
        raise CommandError(f"{text!r} is no day: write it as 2026-11-01.") from None
