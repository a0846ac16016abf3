"""``manage export_authority AF``: everything that an authority owns, as JSON and CSV with checksums (ARK-06)."""

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.commands import folder_of_its_own
from samkraft.access.exporting import export_authority
from samkraft.access.models import Authority


class Command(BaseCommand):
    help = "Write everything that an authority owns into a folder: JSON lines and CSV by table, with checksums."

    def add_arguments(self, parser):
        parser.add_argument("authority", help="code of the authority, or of one of its branches")
        parser.add_argument("--with-protected", action="store_true", help="protected cases too: guard the folder")
        parser.add_argument("--to", default="", help="a folder that isn't there yet")

    def handle(self, *, authority, with_protected=False, to="", **options):
        found = Authority.objects.filter(code__iexact=authority) or Authority.objects.filter(
            branches__code__iexact=authority
        )
        if not found:
            codes = ", ".join(Authority.objects.values_list("code", flat=True))
            raise CommandError(f"There is no authority {authority}; there are {codes}.")
        folder = folder_of_its_own(to, f"export-{found[0].code}")
        written = export_authority(found[0], folder, with_protected=with_protected)
        rows = sum(count for name, count in written.items() if name.endswith(".jsonl"))
        self.stdout.write(f"{found[0].name}: {rows} rows in {len(written)} files below {folder}, with SHA256SUMS.")
