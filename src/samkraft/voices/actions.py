"""Keep the person's answers: each saving that says something new is a version, and what was kept stands (P-110)."""

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import CaseFile
from samkraft.people.problems import NotPossible
from samkraft.voices.models import Answer, AnswerSet


def kept_answers(opened, **which) -> AnswerSet | None:
    """The newest version of the answers from a meeting, or with a key, in one's own file."""
    rows = AnswerSet.objects.filter(case=opened.case, **which).newest().select_related("written_by")
    return rows.order_by("-created_at", "pk").first()


def answers_to(opened, questionnaire: str) -> list[AnswerSet]:
    """The newest version of each time that a questionnaire was answered, the latest day first."""
    rows = AnswerSet.objects.filter(case=opened.case, questionnaire=questionnaire).newest()
    return list(rows.select_related("written_by").order_by("-answered_on", "-created_at", "pk"))


@transaction.atomic
def keep(opened, acting, given, facts):
    """Keep what was answered at a meeting; *facts* tells of it. The same again changes nothing.

    Raises :class:`NotPossible` when somebody has kept a later version than the page stood on.
    """
    _lock(opened)
    now = kept_answers(opened, meeting=facts.key)
    occasion = {"answered_on": facts.held_on, "meeting": facts.key, "present": facts.present}
    return _keep(opened, acting, given, now, _of(now) if now else occasion)


@transaction.atomic
def mend(opened, acting, given, item):
    """Keep a new version of answers that were taken down wrongly: of the same day and meeting. Raises as ``keep``."""
    _lock(opened)
    now = kept_answers(opened, item=item)
    return _keep(opened, acting, given, now, _of(now))


def _lock(opened):
    CaseFile.objects.select_for_update().get(pk=opened.file.pk)


def _of(now):
    return {name: getattr(now, name) for name in ("item", "answered_on", "meeting", "present")}


def _keep(opened, acting, given, now, occasion):
    if (now.version if now else 0) != given.base:
        raise NotPossible(_("%(who)s har sparat svar på frågorna medan du skrev.") % {"who": now.written_by.name})
    if now and _same(now, given):
        return now
    kept = AnswerSet.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, version=given.base + 1,
        questionnaire=given.asked.code, form_version=given.asked.version, wont_answer=given.wont_answer,
        written_by=acting.staff, written_on=today(), **occasion,
    )  # fmt: skip
    Answer.objects.bulk_create(_rows(kept, given))
    event = Event.ITEM_VERSION if now else Event.ITEM_CREATED
    log_event(event, [opened.case.pk], object_type="answers", items=[f"answers:{kept.item}:{kept.version}"])
    return kept


def _rows(kept, given):
    places = {question.code: place for place, question in enumerate(given.asked.questions)}
    common = {"owner_branch": kept.owner_branch, "case": kept.case, "file": kept.file, "answers": kept}
    for one in given.said:
        yield Answer(
            question=one.question.code, place=places[one.question.code], kind=one.question.kind,
            words=one.question.words, wont_answer=one.wont_answer, choice=one.choice, value=one.value, said=one.text,
            **common,
        )  # fmt: skip


def _same(now, given):
    stands = [(row.question, row.wont_answer, row.choice, row.value, row.said) for row in now.rows.all()]
    said = [(one.question.code, one.wont_answer, one.choice, one.value, one.text) for one in given.said]
    return (now.wont_answer, stands) == (given.wont_answer, said)
