"""Keep the person's answers: each saving that says something new is a version, and what was kept stands (P-110)."""

from operator import itemgetter

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import CaseFile
from samkraft.people.problems import NotPossible
from samkraft.voices import rules
from samkraft.voices.models import Answer, AnswerSet

_ANSWERED = ("choice", "value", "said")


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
    earlier = _earlier(now, given)
    if now and _same(now, given, earlier):
        return now
    kept = AnswerSet.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, version=given.base + 1,
        questionnaire=given.asked.code, form_version=given.asked.version, wont_answer=given.wont_answer,
        written_by=acting.staff, written_on=today(), **occasion,
    )  # fmt: skip
    Answer.objects.bulk_create([*_rows(kept, given), *_carried(kept, given, earlier)])
    event = Event.ITEM_VERSION if now else Event.ITEM_CREATED
    log_event(event, [opened.case.pk], object_type="answers", items=[f"answers:{kept.item}:{kept.version}"])
    return kept


def _earlier(now, given):
    """Answers to questions that aren't asked any more: nobody has taken them back. None where she answers nothing."""
    if now is None or given.wont_answer:
        return []
    answered = {one.question.code for one in given.said}
    return [row for row in now.rows.all()
            if row.question not in answered and not rules.is_still_asked(given.asked, row)]  # fmt: skip


def _carried(kept, given, earlier):
    """The same answers in a new version, in the words in which they were asked, after those that are asked now."""
    for place, row in enumerate(earlier, start=len(given.asked.questions)):
        same = {name: getattr(row, name) for name in ("question", "kind", "words", "wont_answer", *_ANSWERED)}
        yield Answer(place=place, **same, **_common(kept))


def _common(kept):
    return {"owner_branch": kept.owner_branch, "case": kept.case, "file": kept.file, "answers": kept}


def _rows(kept, given):
    places = {question.code: place for place, question in enumerate(given.asked.questions)}
    common = _common(kept)
    for one in given.said:
        yield Answer(
            question=one.question.code, place=places[one.question.code], kind=one.question.kind,
            words=one.question.words, wont_answer=one.wont_answer, choice=one.choice, value=one.value, said=one.text,
            **common,
        )  # fmt: skip


def _same(now, given, earlier):
    stands = [(row.question, row.wont_answer, row.choice, row.value, row.said) for row in now.rows.all()]
    said = [(one.question.code, one.wont_answer, one.choice, one.value, one.text) for one in given.said]
    said += [(row.question, row.wont_answer, row.choice, row.value, row.said) for row in earlier]
    return (now.wont_answer, sorted(stands, key=itemgetter(0))) == (given.wont_answer, sorted(said, key=itemgetter(0)))
