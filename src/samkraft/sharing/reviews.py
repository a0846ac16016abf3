"""Ask for, answer and take back a release on an unusual ground; each step kept in the log (DISC-1, DISC-6, DISC-7).

The door decides (``sql/reviews.sql``). Texts are sealed for the branch, and what is granted for its receiver (ARK-05).
A file is copied for the receiver when it is granted, never before: until then the approver reads the branch's own.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from samkraft.access import file_store
from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, SecrecyClass
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.access.sealed_fields import sealed_for
from samkraft.sharing import door
from samkraft.sharing.choices import ItemKind, ReviewState
from samkraft.sharing.ground_rules import is_decided_by_asker
from samkraft.sharing.models import GroundReview


@dataclass(frozen=True)
class Asked:
    """What is asked for: one version of one item, to one branch, on one ground, with why and by which day."""

    case_id: UUID
    to_branch: Branch
    category: str
    item_kind: str
    item_id: UUID
    version: int
    title: str
    content: dict[str, Any]
    ground: str
    reason: str
    answer_by: date
    condition: str = ""


@transaction.atomic
def ask(asked: Asked) -> GroundReview:
    """DISC-6: ask the legal approver; a harm assessment that is the asker's own is carried out (SEK-04)."""
    branch = current_acting().branch
    what = {
        "case": str(asked.case_id), "to": asked.to_branch.pk, "category": asked.category, "kind": asked.item_kind,
        "item": str(asked.item_id), "version": asked.version, "title": asked.title, "ground": asked.ground,
        "condition": asked.condition, "answer_by": asked.answer_by.isoformat(),
        "content": sealed_for(branch, asked.content), "reason": sealed_for(branch, asked.reason),
    }  # fmt: skip
    decides = is_decided_by_asker(asked.ground, SecrecyClass(branch.secrecy_class))
    with _carried(asked, decides) as carried:
        key = door.call("ask_review", what, carried)
    review = GroundReview.objects.select_related("to_branch").get(public_id=key)
    _log(Event.REVIEW_ASKED, review, asked.ground)
    if review.state == ReviewState.GRANTED:
        _log(Event.DISCLOSURE_DECIDED, review, asked.ground)
    return review


@transaction.atomic
def decide(review: GroundReview, yes: bool, decision: str) -> GroundReview:
    """DISC-7: the approver's answer and why; a yes puts the item into the outbox on that ground (SEK-07)."""
    with _carried(review, yes) as carried:
        door.call("decide_review", review.public_id, yes, sealed_for(current_acting().branch, decision), carried)
    review = GroundReview.objects.select_related("to_branch").get(pk=review.pk)
    _log(Event.REVIEW_DECIDED, review, review.state)
    if yes:
        _log(Event.DISCLOSURE_DECIDED, review, review.ground)
    return review


@transaction.atomic
def withdraw(review: GroundReview) -> None:
    """Take the question back while it waits."""
    door.call("withdraw_review", review.public_id)
    _log(Event.REVIEW_DECIDED, review, ReviewState.WITHDRAWN)


@contextmanager
def _carried(what, is_granted):
    """Content as the door takes it, to be opened with the receiver's key alone; None where nothing is to go.

    what: the question, asked or kept. A file's copy is taken away again when the door says no.
    """
    if not is_granted:
        yield None
    elif what.item_kind != ItemKind.DOCUMENT:
        yield json.dumps(sealed_for(what.to_branch, what.content))
    else:
        copied = _copied(what.to_branch, what.content["stored"])
        try:
            yield json.dumps(sealed_for(what.to_branch, what.content | {"stored": copied}))
        except BaseException:
            file_store.remove(what.to_branch, copied)
            raise


def _copied(to_branch, stored):
    """The branch's own file, kept once more for another."""
    return file_store.keep(to_branch, file_store.read(current_acting().branch, stored))


def _log(event, review, what):
    items = [f"{review.item_kind}:{review.item_id}:{review.version}→{review.to_branch.code}", f"ground:{what}"]
    log_event(event, [review.case_id], object_type="review", items=items)
