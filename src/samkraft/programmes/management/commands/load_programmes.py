"""``manage load_programmes``: read every programme file, say line by line what is wrong, load what is right.

On a running site in production a changed file is only proposed, by the person named with ``--by``; another confirms it
(ADM-6).
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from samkraft.access.acting import acting
from samkraft.access.models import Branch, Staff
from samkraft.core import keyring
from samkraft.programmes import changes
from samkraft.programmes.loading import load_programme
from samkraft.programmes.models import ProgrammeChange, ProgrammeVersion
from samkraft.programmes.reading import ProgrammeFileError, content_hash, programme_files, read_programme


class Command(BaseCommand):
    help = "Load the programme files. In production a changed file waits until a second person has confirmed it."

    def add_arguments(self, parser):
        parser.add_argument("--by", help="user name of the person who proposes what has changed, or confirms")
        parser.add_argument("--confirm", type=int, help="number of a change that the person confirms")
        parser.add_argument("--reference", default="", help="where the decision is, if retention is changed")

    def handle(self, **options):
        person = self._person(options["by"])
        if options["confirm"]:
            return self._confirm(options, person)
        first = not Branch.objects.exists()  # an installation: there is nobody to ask yet
        asks = person is not None or (settings.IS_PRODUCTION and not first)
        read = [self._propose(path, person) if asks else self._load(path) for path in self._files()]
        if not all(read):
            raise CommandError(f"{read.count(False)} programme file(s) could not be loaded; nothing was changed.")
        self._make_keys()
        self._say_what_waits()

    def _files(self):
        return programme_files(settings.PROGRAMME_FOLDER)

    def _person(self, name):
        person = Staff.objects.filter(username=name, is_active=True).exclude(authority=None).first() if name else None
        if name and person is None:
            raise CommandError(f"Nobody employed at one of the authorities has the user name {name!r}.")
        return person

    def _acting(self, person):
        return acting(Branch.objects.filter(authority=person.authority_id).order_by("pk").first(), person)

    def _confirm(self, options, person):
        if person is None:
            raise CommandError("Say who confirms, by --by.")
        try:
            with self._acting(person) as who:
                changes.confirm(who, options["confirm"], options["reference"])
        except (changes.ChangeRefused, ProgrammeChange.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"change {options['confirm']} is confirmed")

    def _make_keys(self):
        """A branch that is new gets keys of its own, before it is there if its programme waits; where the secrets can't
        be written, production says so."""
        codes = set(Branch.objects.values_list("code", flat=True))
        for content in ProgrammeChange.objects.undecided().values_list("content", flat=True):
            codes |= {branch["code"] for branch in content.get("branches", [])}
        for name in keyring.ensure(changes.rings_of(sorted(codes))):
            self.stdout.write(f"keys made for {name}")

    def _say_what_waits(self):
        for change in ProgrammeChange.objects.undecided().filter(version=None).defer("content"):
            self.stdout.write(f"{change.file_name}: waits to be confirmed by another (change {change.pk})")

    def _propose(self, path, person):
        try:
            read_programme(path)
            digest = content_hash(path)
        except ProgrammeFileError as error:
            self.stderr.write(str(error))
            return False
        if version := ProgrammeVersion.objects.filter(content_hash=digest).defer("content").first():
            self.stdout.write(f"{path.name}: unchanged, version {version.number}")
        elif not ProgrammeChange.objects.filter(content_hash=digest).exists():
            if person is None:
                self.stderr.write(f"{path.name}: changed. Say who proposes it, by --by; another confirms it.")
                return False
            with self._acting(person) as who:
                changes.propose(who, path)
        return True

    def _load(self, path):
        try:
            version, is_new = load_programme(path)
        except ProgrammeFileError as error:
            self.stderr.write(str(error))
            return False
        word = "new version" if is_new else "unchanged, version"
        self.stdout.write(f"{path.name}: {word} {version.number}")
        return True
