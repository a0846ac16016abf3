"""``manage export_archive af``: every closed case of a branch as an archive package, with checksums (ALL-04, OUT-3)."""

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.commands import as_system, folder_of_its_own
from samkraft.access.models import Authority, Branch
from samkraft.people.archiving.actions import closed_files, make_package
from samkraft.people.problems import NotPossible
from samkraft.people.rights.collecting import archive_open
from samkraft.programmes.models import Programme


class Command(BaseCommand):
    help = "Write the closed cases of an authority or branch as archive packages, one ZIP each, into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("owner", help="code of an authority, or of one of its branches")
        parser.add_argument("--case", action="append", default=[], help="only this case number; may be repeated")
        parser.add_argument("--again", action="store_true", help="those too that have gone in a package before")
        parser.add_argument("--with-protected", action="store_true", help="protected cases too: guard the files")
        parser.add_argument("--to", default="", help="a folder that isn't there yet")

    def handle(self, *, owner, case, again, with_protected, to="", **options):
        branches = Branch.objects.filter(authority__code__iexact=owner) or Branch.objects.filter(code__iexact=owner)
        if not branches:
            codes = ", ".join(Authority.objects.values_list("code", flat=True))
            raise CommandError(f"There is no authority or branch {owner}; there are {codes}.")
        folder = folder_of_its_own(to, f"arkivpaket-{owner.lower()}")
        folder.mkdir(parents=True)
        made, failed, left = 0, 0, 0
        for branch in branches:
            for programme in Programme.objects.all():
                keys, protected = self._cases(branch, programme, case, again, with_protected)
                left += protected
                for key in keys:
                    done = self._write(branch, programme, key, folder)
                    made, failed = made + done, failed + (not done)
        self.stdout.write(f"{made} packages below {folder}, with SHA256SUMS; {left} protected cases left out.")
        if failed:
            raise CommandError(f"{failed} cases couldn't be packaged: see above.")

    def _cases(self, branch, programme, numbers, again, with_protected):
        with as_system(branch, programme=programme.slug, day=programme.demo_day) as acting, archive_open():
            found = closed_files(acting).order_by("case__number")
            if numbers:
                found = found.filter(case__number__in=numbers)
            if not again:
                found = found.filter(package=None)
            hidden = 0 if with_protected else found.filter(is_pseudonymous=True).count()
            shown = found if with_protected else found.exclude(is_pseudonymous=True)
            return list(shown.values_list("case_id", flat=True)), hidden

    def _write(self, branch, programme, case, folder):
        """Each in a transaction of its own: what has been written stays, and the next run goes on from there."""
        try:
            with as_system(branch, programme=programme.slug, day=programme.demo_day) as acting:
                made = make_package(acting, case)
                (folder / made.name).write_bytes(made.content)
                with open(folder / "SHA256SUMS", "a", encoding="utf-8") as sums:
                    sums.write(f"{made.row.package_hash}  {made.name}\n")
        except NotPossible as refusal:
            self.stderr.write(f"{branch.code}, case {case}: {refusal}")
            return False
        return True
