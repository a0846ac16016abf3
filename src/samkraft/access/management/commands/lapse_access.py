"""``manage lapse_access``: accounts unused for 30 days rest, roles not confirmed in a quarter end (nightly)."""

from django.core.management import BaseCommand

from samkraft.access.lapse_jobs import lapse_idle_accounts, lapse_unconfirmed_roles


class Command(BaseCommand):
    help = "Let unused accounts rest (IAM-08); end the roles that nobody has confirmed for a quarter (REG-08)."

    def handle(self, **options):
        accounts, roles = lapse_idle_accounts(), lapse_unconfirmed_roles()
        self.stdout.write(f"{accounts} accounts rest, {roles} roles ended.")
