"""Ask, answer and take back a question without identity (SEK-16). The log says that it was done, and of nobody."""

from django.db import transaction

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.access.sealed_fields import sealed_for
from samkraft.sharing import door
from samkraft.sharing.models import Advice


@transaction.atomic
def ask(to_branch, question, answer_by) -> Advice:
    """A question to another branch: a copy for each, sealed with its own key."""
    actor = current_acting()
    texts = sealed_for(actor.branch, question), sealed_for(to_branch, question)
    key = door.call("ask_advice", to_branch.pk, actor.programme, *texts, answer_by)
    _log(Event.ITEM_CREATED, key)
    return Advice.objects.get(advice=key)


@transaction.atomic
def answer(advice: Advice, text) -> None:
    """The answer of the branch that was asked."""
    texts = sealed_for(current_acting().branch, text), sealed_for(advice.asking_branch, text)
    door.call("answer_advice", advice.advice, *texts)
    _log(Event.ITEM_FINALISED, advice.advice)


@transaction.atomic
def withdraw(advice: Advice) -> None:
    """Take a question back while it waits."""
    door.call("withdraw_advice", advice.advice)
    _log(Event.ITEM_FINALISED, advice.advice)


def _log(event, key):
    log_event(event, object_type="advice", items=[f"advice:{key}"])
