"""``manage end_access``: close files whose consent has ended, end assignments of those who have left (nightly)."""

from django.core.management.base import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.people.daily.opening_actions import note_what_ran_out
from samkraft.people.leaving import end_what_has_ended, log_expired_consents


class Command(BaseCommand):
    help = "Close files whose last consent has ended; end the assignments of those who left their role or team."

    def handle(self, **options):
        first = branches().first()
        if first is None:
            return
        with as_system(first):  # what has ended is every branch's: the door ends it, nobody reads it
            files, assignments = end_what_has_ended()
        expired = openings = 0
        for branch in branches():
            with as_system(branch):
                expired += log_expired_consents()
                openings += note_what_ran_out()
        ended = f"{files} files closed, {assignments} assignments ended"
        self.stdout.write(f"{ended}, {expired} consent lines ran out, {openings} openings ran out.")
