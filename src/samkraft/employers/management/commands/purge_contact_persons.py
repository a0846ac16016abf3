"""Remove employers' contact persons that nobody has used for two years (GDPR art. 5.1 e)."""

from django.core.management.base import BaseCommand

from samkraft.employers.models import ContactPerson


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_options):
        gone, _by_model = ContactPerson.objects.out_of_time().delete()
        self.stdout.write(f"{gone} contact persons removed.")
