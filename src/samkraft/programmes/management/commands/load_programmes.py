"""``manage load_programmes``: read every programme file, say line by line what is wrong, load what is right."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from samkraft.access.models import Branch
from samkraft.access.sealed_log import log_ring_name
from samkraft.core import keyring
from samkraft.programmes.loading import load_programme
from samkraft.programmes.reading import ProgrammeFileError, programme_files


class Command(BaseCommand):
    help = "Load the programme files. A changed file becomes a new dated version."

    def handle(self, **options):
        bad = [path for path in programme_files(settings.PROGRAMME_FOLDER) if not self._load(path)]
        if bad:
            raise CommandError(f"{len(bad)} programme file(s) could not be loaded; nothing of them was changed.")
        self._make_keys()

    def _make_keys(self):
        """A branch that is new gets keys of its own; where the secrets can't be written, production says so."""
        codes = Branch.objects.values_list("code", flat=True)
        names = [name for code in codes for name in (f"branch:{code}", log_ring_name(code))]
        for name in keyring.ensure(names):
            self.stdout.write(f"keys made for {name}")

    def _load(self, path):
        try:
            version, is_new = load_programme(path)
        except ProgrammeFileError as error:
            self.stderr.write(str(error))
            return False
        word = "new version" if is_new else "unchanged, version"
        self.stdout.write(f"{path.name}: {word} {version.number}")
        return True
