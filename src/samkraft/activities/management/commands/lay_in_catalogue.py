"""``manage lay_in_catalogue``: activities from before the catalogue get their place in its queues, once."""

from collections import Counter

from django.core.management import BaseCommand, CommandError

from samkraft.access.commands import as_system, branches
from samkraft.activities.catalogue.laying import Asked, Entry, item_for
from samkraft.activities.choices import LIVE
from samkraft.activities.models import Activity, Offering
from samkraft.programmes.models import Programme
from samkraft.sharing import door


class Command(BaseCommand):
    help = (
        "Lay activities that were asked for before they stood in the catalogue into its queues, each from its own day "
        "(P-042). Says only what it would do, unless told --wet-run."
    )

    def add_arguments(self, parser):
        parser.add_argument("programme", help="the programme's short name")
        parser.add_argument("--branch", default="", help="only this branch's activities")
        parser.add_argument("--wet-run", action="store_true", help="do it")

    def handle(self, *, programme, branch, wet_run, **options):
        found = Programme.objects.filter(slug=programme).first()
        if found is None:
            raise CommandError(f"There is no programme {programme}.")
        entries = _entries(found)
        for one in branches(branch):
            with as_system(one, programme=programme):
                self._lay(found, one, entries, wet_run)

    def _lay(self, programme, branch, entries, wet_run):
        items, left = [], Counter()
        for activity in _asked(programme, branch):
            item, why = item_for(activity, entries)
            if item:
                items.append(item)
            else:
                left[why] += 1
        if not items and not left:
            return
        number = len(items)
        if wet_run and items:
            try:
                number = door.call("lay_in_catalogue", items)
            except door.DoorRefused as refusal:
                raise CommandError(f"{branch.code}: {refusal}") from refusal
        reasons = "".join(f", {times} {why}" for why, times in sorted(left.items()))
        self.stdout.write(f"{branch.code}: {number} {'laid in' if wet_run else 'would be laid in'}{reasons}.")


def _entries(programme):
    rows = Offering.objects.filter(programme=programme, closed_on=None).prefetch_related("sessions").order_by("pk")
    return [
        Entry(
            row.pk, row.type, row.provider_branch_id, row.provider,
            tuple((one.pk, one.starts_on, one.ends_on) for one in row.sessions.all() if one.cancelled_on is None),
        )
        for row in rows
    ]  # fmt: skip


def _asked(programme, branch):
    rows = Activity.objects.filter(owner_branch=branch, case__programme=programme, booking=None, state__in=LIVE)
    rows = rows.order_by("asked_on", "pk").values_list("pk", "type", "provider_branch_id", "provider", "started_on")
    return [Asked(*row) for row in rows]
