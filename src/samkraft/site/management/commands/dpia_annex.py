"""Print the annex to the impact assessment (GDPR-04)."""

from django.core.management.base import BaseCommand

from samkraft.site.annex import made


class Command(BaseCommand):
    help = "Print the annex to the impact assessment, made from the code and the programmes, as Markdown."

    def handle(self, **options):
        self.stdout.write(made(), ending="")
