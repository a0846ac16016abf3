"""``manage prepare_log``: parts of the read log for the months to come, an index for those that have ended."""

from django.core.management import BaseCommand
from django.db import connection

from samkraft.access.log_protection import MONTHS_AHEAD


class Command(BaseCommand):
    help = "Make the read log's parts for the coming months; index those that have ended."

    def handle(self, **options):
        with connection.cursor() as cursor:
            cursor.execute("select prepare_read_log(%s)", [MONTHS_AHEAD])
            self.stdout.write(f"{cursor.fetchone()[0]} parts made.")
