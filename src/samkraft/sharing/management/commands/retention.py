"""``manage retention``: destroy what two people have agreed on, or say what there is to decide (ALL-05, table D)."""

from django.core.management.base import BaseCommand

from samkraft.access.commands import as_system, branches
from samkraft.programmes.models import Programme
from samkraft.sharing import retention

_WORDS = {
    "ready": "can be destroyed now",
    "near": "within sixty days",
    "to_archive": "born on a day that goes to the archive",
    "birth_unknown": "day of birth not known: a person decides",
    "held": "on the hold list",
    "other_data": "waits for other data on the person",
    "copy_lives": "waits for a receiver's copy",
    "proposed": "in a proposal",
}


class Command(BaseCommand):
    help = "Destroy what is approved by two and due; with --dry-run say what is due and what would be destroyed."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="change nothing; count what is due, rule by rule")
        parser.add_argument("--branch", default="", help="one branch by its code; all unless said")

    def handle(self, *, dry_run, branch="", **options):
        for each in branches(branch):
            for programme in Programme.objects.all():
                with as_system(each, programme=programme.slug, day=programme.demo_day):
                    self._tell(each, programme) if dry_run else self._destroy(each, programme)
        self._log_months(dry_run)

    def _log_months(self, dry_run):
        """The log goes by whole months, when all who have rows in one have agreed; asked for acting as any of them."""
        with as_system(branches()[0]):
            agreed = [each for each in retention.log_months("") if each.is_due and each.agreed == each.with_rows > 0]
            for each in agreed:
                rows = "would be" if dry_run else f"{retention.destroy_log_month(each.month)} rows"
                self.stdout.write(f"log of {each.month:%Y-%m}: {rows} destroyed")

    def _tell(self, branch, programme):
        for kind in (retention.FILES, retention.RECORDS):
            for (rule, word), count in sorted(retention.counts(retention.judged(programme.slug, kind)).items()):
                self.stdout.write(f"{branch.code} {programme.slug} {rule}: {count} {_WORDS.get(word, word)}")
        for proposal in retention.waiting_for_time().filter(programme=programme.slug):
            self.stdout.write(f"{branch.code} {programme.slug}: would destroy {proposal.items.count()} as approved")

    def _destroy(self, branch, programme):
        for proposal in retention.waiting_for_time().filter(programme=programme.slug):
            made = retention.destroy(proposal)
            said = f"{made.destroyed} destroyed, {made.kept} kept; certificate {made.number}, {made.hash}"
            self.stdout.write(f"{branch.code} {programme.slug}: {said}")
