"""``manage turn_queues``: offers that nobody answered go to the next in the queue (nightly)."""

from django.core.management import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.sharing import door


class Command(BaseCommand):
    help = "Take back the offers of places that went out, leave the queues of closed cases, offer what is free (P-042)."

    def handle(self, **options):
        with as_system(branches().first()):
            turned = [row[1:] for row in door.rows("turn_queues")]
        went_out, gone, offered = (sum(numbers) for numbers in zip(*turned, strict=True)) if turned else (0, 0, 0)
        self.stdout.write(f"{went_out} offers went out, {gone} left with their cases, {offered} places offered.")
