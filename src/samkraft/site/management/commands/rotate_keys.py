"""``manage rotate_keys``: new keys for numbers, texts and files; what is sealed with the old ones is renewed."""

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_system
from samkraft.core import keyring
from samkraft.site.rotating import Rotation, left_over, restore_retired


class Command(BaseCommand):
    help = "Give owners new keys, renew what is sealed with the old ones, retire these. Stopped, it goes on when rerun."

    def add_arguments(self, parser):
        parser.add_argument("owners", nargs="*", help="codes of authorities or branches, or site (default: all)")
        parser.add_argument("--prepare", action="store_true", help="make the next version only, to be handed out")
        parser.add_argument("--keep-old", action="store_true", help="don't retire the old versions yet")
        parser.add_argument("--with-retired", action="store_true", help="read with retired keys too: an old backup")
        parser.add_argument("--wait", type=float, default=3.0, help="seconds for those who serve to see a new version")

    def handle(self, *, owners, prepare, keep_old, with_retired, wait, **_options):
        names = self._names(owners)
        try:
            if with_retired:
                restore_retired()
            self._rotate(Rotation(names, self.stdout.write, wait), prepare, keep_old)
        except keyring.KeyMissing as problem:
            raise CommandError(str(problem)) from None

    def _rotate(self, rotation, prepare, keep_old):
        rotation.prepare()
        if prepare:
            self.stdout.write("The next versions are made. Hand the file out, then run rotate_keys again.")
            return
        rotation.use_newest()
        rotation.renew()
        if left := rotation.renew() or left_over(rotation.names):
            raise CommandError(f"{left} values couldn't be renewed: the old keys are kept. Run rotate_keys again.")
        if not keep_old:
            rotation.retire()
        log_system(Event.KEYS_ROTATED, ", ".join(rotation.names))
        self.stdout.write("Everything is sealed with the newest keys.")

    def _names(self, owners):
        """The rings that are meant: of a branch, of an authority's branches, of the site."""
        known = list(Branch.objects.values_list("code", "authority__code"))
        if not owners:
            return [keyring.SITE, *(f"branch:{code}" for code, _authority in known)]
        names = [
            f"branch:{code}" for owner in owners for code, authority in known if owner.lower() in (code, authority)
        ]
        names += [keyring.SITE] if keyring.SITE in owners else []
        if not names:
            raise CommandError("There is no such authority or branch.")
        return list(dict.fromkeys(names))
