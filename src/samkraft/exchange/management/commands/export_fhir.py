"""``manage export_fhir af --case MK-0001``: what a branch holds on a case as a FHIR R4 bundle of its own (INT-06)."""

import json

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.commands import as_system, folder_of_its_own
from samkraft.access.models import Branch
from samkraft.exchange.fhir_export import NotExported, bundle_of
from samkraft.people.models import Case
from samkraft.programmes.models import Programme


class Command(BaseCommand):
    help = "Write what a branch holds on cases as FHIR R4 bundles, one JSON file each, into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("branch", help="code of the branch")
        parser.add_argument("--case", action="append", required=True, help="case number; may be repeated")
        parser.add_argument("--to", default="", help="a folder that isn't there yet")

    def handle(self, *, branch, case, to="", **options):
        found = Branch.objects.filter(code__iexact=branch).first()
        if found is None:
            codes = ", ".join(Branch.objects.values_list("code", flat=True))
            raise CommandError(f"There is no branch {branch}; there are {codes}.")
        folder = folder_of_its_own(to, f"fhir-{found.code}")
        folder.mkdir(parents=True)
        for number in case:
            made = self._bundle(found, number)
            (folder / f"{number}.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
        self.stdout.write(f"{len(case)} bundles below {folder}.")

    def _bundle(self, branch, number):
        """On the day of the case's programme, under the rules of the branch itself."""
        for programme in Programme.objects.all():
            with as_system(branch, programme=programme.slug, day=programme.demo_day):
                if Case.objects.filter(number=number, programme=programme).exists():
                    try:
                        return bundle_of(number)
                    except NotExported as refusal:
                        raise CommandError(str(refusal)) from None
        raise CommandError(f"{branch.code} has no open file on {number}.")
