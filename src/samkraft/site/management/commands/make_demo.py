"""``manage make_demo``: fill an empty database with the demo register, once."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from samkraft.site.demo.completeness import State, state_of
from samkraft.site.demo.making import make_all
from samkraft.site.demo.plan import CASES
from samkraft.site.demo.workers import NotMade


class Command(BaseCommand):
    help = "Make the demo register, if it isn't there. A half-made one is made anew."

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, default=None, help=f"how many cases (default {CASES})")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--workers", type=int, help="processes that write at once (default: one per processor)")

    def handle(self, cases, seed, workers, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Production holds real people. The demo register is for demo and test mode.")
        state, made = state_of()
        if state == State.COMPLETE:
            self._tell_complete(made, cases)
            return
        started = time.monotonic()
        try:
            make_all(cases or CASES, seed=seed, workers=workers, say=self._say, was_begun=state == State.BEGUN)
        except NotMade as failed:
            raise CommandError(f"The demo register is not whole. {failed}") from failed
        self._say(f"The demo register is made ({time.monotonic() - started:.0f} s)")

    def _tell_complete(self, made, cases):
        if cases and cases != made:
            raise CommandError(
                f"The demo register is there, with {made} cases. For {cases}: python3 dev.py reset-demo --cases {cases}"
            )
        self._say(f"The demo register is there, with {made} cases")

    def _say(self, words):
        self.stdout.write(words)
        self.stdout.flush()
