"""``manage repurge``: after a restored backup, destroy again what had been destroyed (table D, "backups")."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from samkraft.sharing.certificate_jobs import kept_outside, repurge, undone
from samkraft.sharing.door import DoorRefused


class Command(BaseCommand):
    help = "Destroy again what certificates kept outside say was destroyed. As samkraft_owner, before anyone gets in."

    def add_arguments(self, parser):
        parser.add_argument("--file", default="", help="another file than SAMKRAFT_CERTIFICATES")
        parser.add_argument("--dry-run", action="store_true", help="change nothing; tell what would be destroyed")

    def handle(self, *, dry_run, file="", **options):
        path = Path(file or settings.CERTIFICATES_FILE or ".")
        if not path.is_file():
            raise CommandError("There is no file of certificates: set SAMKRAFT_CERTIFICATES, or name it with --file.")
        found = undone(path)
        self.stdout.write(f"{len(kept_outside(path))} certificates outside, {len(found)} not in the database.")
        if dry_run or not found:
            return
        if settings.DATABASES["default"]["USER"] != "samkraft_owner":
            raise CommandError("Only samkraft_owner destroys by a certificate: run it with SAMKRAFT_DB_ROLE=owner.")
        try:
            done = repurge(path)
        except DoorRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for one in done:
            told = one.told
            self.stdout.write(f"{told['branch']} certificate {told['number']}: {len(told['items'])} destroyed again.")
