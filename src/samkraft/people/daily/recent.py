"""Who one has opened lately: from one's own rows of the read log, so that nothing is kept for it (comfort, SEK-05)."""

from datetime import timedelta

from django.utils import timezone

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.people.own_cases import OwnCase, own_cases

SHOWN = 8
# How far back, and how many openings: the same few people are opened again and again.
BACK, READ = timedelta(days=30), 200


def recent_people(request) -> list[OwnCase]:
    """The person's own cases that she opened last, newest first; one that isn't hers any more is left out."""
    acting = request.acting
    rows = ReadLog.objects.filter(staff_id=acting.staff.pk, branch_id=acting.branch.pk, event=Event.CASE_OPENED)
    rows = rows.filter(occurred_at__gte=timezone.now() - BACK).order_by("-occurred_at")
    opened = (case for cases in rows.values_list("case_ids", flat=True)[:READ] for case in cases)
    own = own_cases(request)
    return [own[case] for case in dict.fromkeys(opened) if case in own][:SHOWN]
