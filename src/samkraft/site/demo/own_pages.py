"""Some participants of the demo have a page of their own: the plan on it, a note from a meeting, a meeting ahead."""

import random
import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from samkraft.access.acting import acting
from samkraft.casework.choices import MeetingState
from samkraft.casework.meetings.meetings import minutes_content, minutes_title
from samkraft.casework.models import Meeting, Minutes, PlanVersion
from samkraft.people.models import CaseFile
from samkraft.portal.choices import CopyKind
from samkraft.portal.models import OwnPageCopy
from samkraft.site.demo import plan

_MANY = 3


def own_pages(register, programme) -> None:
    """The richest plans that are under way, of people who are met again soon; one of them has read hers."""
    roster = register.roster
    fit = [story for story in register.people if story.portrait and story.is_present and not story.closed]
    made = 0
    for story in sorted(fit, key=lambda story: (-len(story.portrait.steps), story.number)):
        branch = roster.branches[story.leader_branch]
        with acting(branch, story.leader, programme=programme, day=plan.DAY):
            made += _put(story, branch)
        if made == _MANY:
            return


def _put(story, branch) -> int:
    """1 where there is something to put and a meeting to come to."""
    file = CaseFile.objects.filter(case=story.case_id, owner_branch=branch, is_pseudonymous=False).first()
    version = PlanVersion.objects.filter(file=file).order_by("-number").first() if file else None
    ahead = Meeting.objects.filter(file=file, state=MeetingState.PLANNED, starts_at__date__gt=plan.DAY)
    if version is None or not ahead.exists():
        return 0
    words = {"item_kind": CopyKind.PLAN, "item_id": version.plan_id, "version": version.number,
             "title": f"Planen, version {version.number}", "content": version.content}  # fmt: skip
    _copy(story, file, words, days=6)
    note = Minutes.objects.current().filter(file=file, names_another=False).order_by("-held_on", "item").first()
    if note:
        words = {"item_kind": CopyKind.NOTE, "item_id": note.item, "version": note.version,
                 "title": minutes_title(note), "content": minutes_content(note)}  # fmt: skip
        _copy(story, file, words, days=4)
    return 1


def _copy(story, file, words, days):
    at = timezone.make_aware(datetime.combine(plan.DAY - timedelta(days=days), time(14, 30)))
    key = uuid.UUID(int=random.Random(f"own page:{story.number}:{days}").getrandbits(128), version=4)
    OwnPageCopy.objects.create(
        id=key, owner_branch=file.owner_branch, case=file.case, file=file, put_by=story.leader,
        made_available_at=at, **words,
    )  # fmt: skip
