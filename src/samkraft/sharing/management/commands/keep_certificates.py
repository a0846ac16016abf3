"""``manage keep_certificates``: certificates of destruction to a file outside the database (table D, "backups")."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from samkraft.sharing.certificate_jobs import keep_outside


class Command(BaseCommand):
    help = "Add to the file SAMKRAFT_CERTIFICATES every certificate of destruction that it lacks."

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="another file")

    def handle(self, *, to="", **options):
        path = to or settings.CERTIFICATES_FILE
        if not path:
            self.stdout.write("SAMKRAFT_CERTIFICATES names no file: nothing is kept outside the database.")
            return
        try:
            count = keep_outside(Path(path))
        except (OSError, ValueError) as problem:
            raise CommandError(f"{path} can't be read or written: {problem}") from problem
        self.stdout.write(f"{count} certificates added to {path}.")
