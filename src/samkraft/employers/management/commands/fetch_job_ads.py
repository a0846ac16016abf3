"""Read the employment service's stream of job ads since the last time. Does nothing where it isn't turned on."""

from django.core.management.base import BaseCommand, CommandError

from samkraft.employers.ads import actions, client


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_options):
        if not client.is_on():
            self.stdout.write("Job ads are off (SAMKRAFT_JOBTECH).")
            return
        try:
            kept, removed = actions.fetch()
        except client.NoAnswer as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{kept} job ads kept, {removed} removed.")
