"""What people have answered to the programme's questions in the demo: once, again some months later, or not (P-110)."""

import random
import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from samkraft.access.commands import as_system
from samkraft.casework.choices import ContactKind, MeetingState
from samkraft.casework.models import Contact, Meeting
from samkraft.core.words import as_date
from samkraft.programmes.models import Programme
from samkraft.site.demo.staff import FIRST, SECOND
from samkraft.voices.models import Answer, AnswerSet
from samkraft.voices.rules import options, said

_SHARE = {FIRST: 0.12, SECOND: 0.6}
_WORDS = {
    "wants_help_with": ("Att hitta en praktikplats.", "Svenska.", "Att våga ringa arbetsgivare.", "Vet inte än."),
    "made_a_difference": ("Att någon ringde och frågade hur det gick.", "Praktiken på lagret."),
    "what_stood_in_the_way": ("Jag fick börja om med en ny person varje år.", "Det fanns inga jobb jag kunde ta."),
    "done_differently": ("Frågat mig först.", "Färre möten, mer på riktigt."),
}


def answers_to_questions(register, slug) -> None:
    """In the files of the branches that held the programme's meetings, as they would have it on its day."""
    programme = Programme.objects.get(slug=slug)
    day = programme.demo_day
    for code, branch in sorted(register.roster.branches.items()):
        chance = random.Random(f"{register.seed}:answers:{slug}:{code}")
        with as_system(branch, programme=slug, day=day):
            _answers(chance, programme, programme.version_on(day).definition, day)


def _answers(chance, programme, definition, day):
    """Some of those whose meeting of such a kind has been held; half of them once more."""
    kinds = [row.meeting for row in definition.meeting_questionnaires]
    held = Meeting.objects.filter(
        case__programme=programme, case__closed_on=None, file__closed_on=None, kind__in=kinds, state=MeetingState.HELD
    )
    sets, rows = [], []
    for meeting in held.select_related("staff", "file").order_by("case__number", "starts_at", "kind"):
        if chance.random() > _SHARE[programme.slug]:
            continue
        first = _set(chance, definition, meeting)
        later = _again(chance, definition, meeting, day)
        for made in filter(None, (first, later)):
            sets.append(made)
            rows += [] if made.wont_answer else _rows(chance, definition, made, is_later=made is later)
    AnswerSet.objects.bulk_create(sets)
    Answer.objects.bulk_create(rows, batch_size=500)


def _key(chance):
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _own(row):
    return {"owner_branch_id": row.owner_branch_id, "case_id": row.case_id, "file_id": row.file_id}


def _set(chance, definition, meeting):
    asked, on = definition.questionnaire_at(meeting.kind), as_date(meeting.starts_at)
    present = [meeting.file.first_name or meeting.file.name, meeting.staff.name]
    present += ["tolk"] if meeting.with_interpreter else []
    return AnswerSet(
        id=_key(chance), item=_key(chance), meeting=meeting.pk, questionnaire=asked.code, form_version=asked.version,
        answered_on=on, wont_answer=chance.random() < 0.06, present=", ".join(present[:-1]) + " och " + present[-1],
        written_by=meeting.staff, written_on=on, **_own(meeting),
    )  # fmt: skip


def _again(chance, definition, meeting, day):
    """At a visit some months later: a follow-up, held on a day when they met anyway."""
    asked = definition.questionnaire_at(meeting.kind)
    since = as_date(meeting.starts_at) + timedelta(days=asked.again_after_days)
    visits = Contact.objects.filter(
        case_id=meeting.case_id, kind=ContactKind.VISIT, held_on__range=(since, day - timedelta(days=1))
    )
    visit = visits.order_by("held_on", "staff__username").first() if asked.again_after_days else None
    if visit is None or definition.questionnaire_at("follow_up") != asked:
        return None
    starts = timezone.make_aware(datetime.combine(visit.held_on, time(13)))
    follow_up = Meeting.objects.create(
        id=_key(chance), kind="follow_up", starts_at=starts, ends_at=starts + timedelta(minutes=60),
        staff=meeting.staff, with_interpreter=meeting.with_interpreter, state=MeetingState.HELD, **_own(meeting),
    )  # fmt: skip
    follow_up.file = meeting.file
    return _set(chance, definition, follow_up)


def _rows(chance, definition, made, is_later):
    """Most questions answered, a few passed over or declined; the steps move a little with time."""
    common = {"owner_branch_id": made.owner_branch_id, "case_id": made.case_id, "file_id": made.file_id}
    questions = definition.questionnaire(made.questionnaire).questions
    answers = [(place, _answer(chance, row, is_later)) for place, row in enumerate(questions)]
    for place, one in [pair for pair in answers if pair[1]]:
        yield Answer(
            answers=made, question=one.question.code, place=place, kind=one.question.kind, words=one.question.words,
            wont_answer=one.wont_answer, choice=one.choice, value=one.value, said=one.text, **common,
        )  # fmt: skip


def _answer(chance, question, is_later):
    draw = chance.random()
    if draw < 0.12:
        return said(question, "", declines=draw < 0.04)
    if question.kind == "text":
        return said(question, chance.choice(_WORDS.get(question.code, ("Vet inte än.",))))
    if question.kind == "scale":
        return said(question, str(min(question.steps, chance.randrange(1, question.steps) + is_later)))
    return said(question, chance.choice(options(question))[0])
