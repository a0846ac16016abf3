"""``manage verify_log``: hold the read log against its seals, as samkraft_sealer."""

from django.core.management import BaseCommand, CommandError

from samkraft.access.log_verifying import verify


class Command(BaseCommand):
    help = "Find every row of the read log that was altered, removed or added after it was sealed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="HASH", help="a printed hash that must be in the chain"
        )

    def handle(self, anchor=(), **options):
        found = verify(tuple(anchor))
        self.stdout.write(f"{found.seals} seals over {found.rows} rows; the last hash is {found.last_hash}.")
        if found.months_gone:
            self.stdout.write(f"{found.months_gone} months have been destroyed by rule; their seals stay in the chain.")
        since = f", the oldest of {found.tail_since:%Y-%m-%d %H:%M:%S} UTC" if found.tail else ""
        self.stdout.write(f"{found.tail} rows are not sealed yet{since}.")
        if found.faults:
            raise CommandError("\n".join(["The log does not hold:", *found.faults]))
        self.stdout.write("The log holds.")
