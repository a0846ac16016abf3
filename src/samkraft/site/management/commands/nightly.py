"""``manage nightly``: run every nightly job. One that fails doesn't stop the others; the exit status tells."""

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from samkraft.site.nightly import JOBS


class Command(BaseCommand):
    help = "Run every nightly job: purge what has been kept long enough, keep the month-end figures."

    def handle(self, **options):
        failed = [job.command for job in JOBS if not self._run(job)]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. The others are done.")

    def _run(self, job):
        self.stdout.write(f"{job.command}: {job.why}")
        try:
            call_command(job.command, stdout=self.stdout, stderr=self.stderr)
        except Exception as problem:  # any fault of one job must leave the next its turn
            self.stderr.write(f"{job.command} failed: {problem}")
            return False
        return True
