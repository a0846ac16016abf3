"""The dialogues of a case: own messages and received ones in one row of turns; writing one; the list of one's own."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Exists, JSONField, OuterRef, Value
from django.utils import timezone

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.casework.dialogue.rules import Standing, Turn, standing
from samkraft.casework.models import Message
from samkraft.core.clock import as_of_today
from samkraft.core.dates import kept_day
from samkraft.people.own_cases import has_open_file, kept_of_own
from samkraft.people.problems import NotPossible
from samkraft.sharing.actions import confirm_lines, share
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import Archived, ItemContent
from samkraft.sharing.models import ReceivedCopy, Release

KINDS = (ItemKind.MESSAGE, ItemKind.CONSULTATION)
# What has happened of consultation, for the deadlines: asked where the question came, answered by whoever was asked.
EVENTS = """
    select case_id, 'staff_question_asked' collate "C", (made_available_at at time zone %(zone)s)::date
    from sharing_receivedcopy where case_id = any(%(cases)s) and item_kind = 'consultation'
    union all
    select case_id, 'staff_question_answered', min(written_at at time zone %(zone)s)::date from casework_message m
    where case_id = any(%(cases)s) and consultation <> '' and item <> thread and not exists (
        select from casework_message own where own.owner_branch_id = m.owner_branch_id and own.item = m.thread)
    group by case_id, thread
"""


@dataclass(frozen=True)
class Said:
    """One message as the page shows it, whoever wrote it."""

    item: UUID
    moment: datetime
    is_ours: bool
    who: str
    branch: Branch
    text: str
    category: str
    answer_by: date | None
    closes: bool
    step: str = ""
    consultation: str = ""
    another_agreed: str = ""
    copy: ReceivedCopy | None = None
    release: Release | None = None

    @property
    def was_sent(self):
        """Whether it has reached the other branch, or will."""
        return not self.is_ours or (self.release is not None and self.release.stopped_at is None)

    @property
    def turn(self):
        return Turn(self.moment, self.is_ours, self.answer_by, self.closes)


@dataclass
class Dialogue:
    """All that was said between the own branch and another in one matter, oldest first."""

    thread: UUID
    other: Branch
    said: list[Said] = field(default_factory=list)

    @property
    def first(self) -> Said:
        return self.said[0]

    @property
    def last(self) -> Said:
        return self.said[-1]

    @property
    def standing(self) -> Standing:
        """Whom it waits for: what was stopped in the outbox has asked nothing."""
        return standing(said.turn for said in self.said if said.was_sent)

    @property
    def consultation(self) -> str:
        """The code of the profession or resource that is asked; empty in a plain dialogue."""
        return next((said.consultation for said in self.said if said.consultation), "")

    @property
    def step(self) -> str:
        """The step of the plan that it is about, if any."""
        return next((said.step for said in self.said if said.step), "")


def dialogues_of(opened) -> list[Dialogue]:
    """Every dialogue of the case that the branch takes part in, the latest first; two queries beside the copies."""
    found: dict[UUID, Dialogue] = {}
    for thread, other, said in sorted([*_own(opened), *_received(opened)], key=lambda row: row[2].moment):
        found.setdefault(thread, Dialogue(thread, other)).said.append(said)
    return sorted(found.values(), key=lambda dialogue: dialogue.last.moment, reverse=True)


def dialogue_of(opened, thread) -> Dialogue | None:
    """One of them."""
    return next((dialogue for dialogue in dialogues_of(opened) if dialogue.thread == thread), None)


def _own(opened):
    rows = list(Message.objects.filter(file=opened.file).select_related("to_branch", "written_by"))
    sent = Release.objects.filter(case_id=opened.case.pk, item_kind__in=KINDS) if rows else []
    releases = {release.item_id: release for release in sent}
    branch = current_acting().branch
    for row in rows:
        said = Said(
            row.item, row.written_at, True, row.written_by.name, branch, row.text, row.category, row.answer_by,
            row.closes, str(row.step or ""), row.consultation, row.another_agreed, release=releases.get(row.item),
        )  # fmt: skip
        yield row.thread, row.to_branch, said


def _received(opened):
    for copy in opened.received():
        if copy.item_kind in KINDS:
            content = copy.content
            said = Said(
                copy.item_id, _moment(content), False, content["written_by"], copy.from_branch, content["text"],
                copy.category, kept_day(content["answer_by"]), content["closes"], content["step"],
                content["consultation"], copy=copy,
            )  # fmt: skip
            yield UUID(content["thread"]), copy.from_branch, said


def _moment(content):
    """When it was written, not when it left the outbox: so both branches read the turns in the same order."""
    return datetime.fromisoformat(content["written_at"])


@transaction.atomic
def write(opened, receiver, given, dialogue=None):
    """A message to one branch, and its release; nothing is kept where the door refuses. Gives both, as made and shared.

    receiver: ``sharing.rules.Receiver``; given: category, text, answer_by, closes, other (SEK-12), and for the first
    one of a dialogue step and consultation. Raises :class:`NotPossible` with the door's sentence.
    """
    actor = current_acting()
    item = uuid.uuid4()
    message = Message.objects.create(
        owner_branch=actor.branch, case=opened.case, file=opened.file, item=item,
        thread=dialogue.thread if dialogue else item, to_branch=receiver.branch, category=given["category"],
        step=given.get("step"), consultation=dialogue.consultation if dialogue else given.get("consultation", ""),
        text=given["text"], wants_answer=bool(given.get("answer_by")), answer_by=given.get("answer_by"),
        closes=given.get("closes", False), written_by=actor.staff, written_at=as_of_today(timezone.now()),
        **given.get("other", {}),
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="message", items=[f"message:{item}"])
    if message.names_another:
        log_event(Event.THIRD_PERSON, [opened.case.pk], object_type="message", items=[f"message:{item}"])
    if receiver.needs_confirming:
        confirm_lines(opened.case.pk, [receiver])
    what = to_release(opened, message)
    shared = share(opened, kind_of(message), item, 1, what.title, what.content, what.category, [receiver.branch], actor)
    if shared.refused:
        raise NotPossible(shared.refused[0][1])
    return message, shared


def kind_of(message) -> ItemKind:
    """A request for consultation begins as one; all else is a message."""
    return ItemKind.CONSULTATION if message.consultation and message.opens else ItemKind.MESSAGE


def to_release(_opened, message) -> ItemContent:
    """What a release of a message holds. Its title says nothing of what it is about (REG-02)."""
    content = {
        "thread": str(message.thread), "text": message.text, "step": str(message.step or ""),
        "consultation": message.consultation, "closes": message.closes, "written_by": message.written_by.name,
        "answer_by": message.answer_by.isoformat() if message.answer_by else "",
        "written_at": message.written_at.isoformat(),
    }  # fmt: skip
    return ItemContent(str(kind_of(message).label), content, message.category)


def read(copy):
    """A received message on a page of its own, with the way to the dialogue."""
    return {"text": copy.content.get("text", ""), "thread": copy.content.get("thread", ""), "case_id": copy.case_id,
            "answer_by": kept_day(copy.content.get("answer_by", ""))}  # fmt: skip


def written_here(case_id):
    """The branch's own messages of a case, for the archive of a closed file (CON-07)."""
    rows = Message.objects.filter(case_id=case_id)
    return [Archived(str(kind_of(row).label), row.written_at.date(), row.text) for row in rows]


class Waiting(NamedTuple):
    """A dialogue of one of one's own cases in a list: whom it waits for and with whom; nothing of what was said."""

    answer_by: date | None
    latest: datetime
    thread: UUID
    other: str
    waits_for: str
    is_consultation: bool
    we_were_asked: bool


def my_dialogues(request) -> list[tuple[Any, Waiting]]:
    """Every dialogue of the person's own cases, with its case; one statement, of the cases that have changed."""
    return list(kept_of_own(request, "dialogues", _read, has_open_file))


def _read(keys):
    threads = defaultdict(list)
    for content, case_id, thread, item, other, answer_by, closes, consultation, moment, is_ours in _rows(keys):
        if not is_ours:
            thread, closes = UUID(content["thread"]), content["closes"]
            answer_by, consultation, moment = kept_day(content["answer_by"]), content["consultation"], _moment(content)
        threads[case_id, thread].append((Turn(moment, is_ours, answer_by, closes), other, item, consultation))
    for (case_id, thread), rows in threads.items():
        yield case_id, _waiting(thread, rows)


def _waiting(thread, rows):
    now = standing(row[0] for row in rows)
    begins = next((row for row in rows if row[2] == thread), rows[0])
    latest = max(row[0].moment for row in rows)
    return Waiting(now.answer_by, latest, thread, begins[1], now.waits_for, bool(begins[3]), not begins[0].is_ours)


def _rows(keys):
    """Own messages and received ones in one statement. The received come first: their content opens as it is read."""
    copies = ReceivedCopy.objects.filter(case_id__among=keys, item_kind__in=KINDS)
    received = copies.order_by().annotate(
        thread=Value(None, Message._meta.get_field("thread")), ours=Value(False, BooleanField()),
        by=Value(None, Message._meta.get_field("answer_by")), over=Value(False, BooleanField()),
        asked_of=Value("", Message._meta.get_field("consultation")),
    )  # fmt: skip
    stopped = Release.objects.filter(item_id=OuterRef("item"), stopped_at=None)
    own = Message.objects.filter(Exists(stopped), case__among=keys).annotate(
        empty=Value(None, JSONField()), ours=Value(True, BooleanField())
    )
    return received.values_list(
        "content", "case_id", "thread", "item_id", "from_branch__short_name", "by", "over", "asked_of",
        "made_available_at", "ours",
    ).union(
        own.values_list(
            "empty", "case_id", "thread", "item", "to_branch__short_name", "answer_by", "closes", "consultation",
            "written_at", "ours",
        ),
        all=True,
    )  # fmt: skip
