"""What the legal approver of social services has to answer: four questions, one of them answered (SEK-07)."""

from datetime import timedelta

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.casework.documents import document_content
from samkraft.casework.meetings.meetings import minutes_content, minutes_title
from samkraft.casework.models import Minutes
from samkraft.people.models import CaseFile
from samkraft.sharing import advice, door, reviews
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import Release
from samkraft.site.demo import plan
from samkraft.site.demo.documents import keep_paper
from samkraft.site.demo.staff import FIRST

_QUESTIONS = (
    ("own_task", 2, "Arbetsförmedlingen behöver veta varför praktiken pausas innan de avbryter den på fredag. Personen "
     "har inte gått att nå på telefon på två veckor. Uppgiften rör bara att hon är bortrest."),
    ("own_task", 7, "Mötet med arbetsgivaren är i nästa vecka och Arbetsförmedlingen behöver känna till tiderna för "
     "stödet hos oss. Personen svarar inte i tid. Inget om varför stödet ges."),
    ("no_harm_assessed", 5, "Personen ville inte skriva under samtycket i dag. Jag bedömer att uppgiften om mötesdagen "
     "inte skadar henne."),
)  # fmt: skip
_NO = "Personen har själv sagt nej. Då kan vi inte utgå från att ingen skada uppstår. Fråga henne igen."

_PAPER = "Intyg om bortavaro"
_ITS_WORDS = ("Intyg", "Bortrest till och med den 9 juli.")
_WHY_A_PAPER = ("Arbetsförmedlingen behöver intyget innan de beslutar om praktiken på fredag. Det säger bara vilka "
                "dagar det gäller. Personen svarar inte i telefon.")  # fmt: skip


def questions_of_grounds(register) -> None:
    """From notes of social services that nobody else has got, in cases that employment services have a file on."""
    roster = register.roster
    branch, lawyer = roster.branches["soc"], roster.with_role(Role.LEGAL_APPROVER, "soc")[0]
    asked = []
    for story in (s for s in register.people if s.is_present and "soc" in s.staff and "af" in s.staff):
        if len(asked) == len(_QUESTIONS):
            break
        with acting(branch, story.staff["soc"], programme=FIRST, roles=[Role.HANDLER], day=plan.DAY):
            review = _ask(story.case_id, roster.branches, _QUESTIONS[len(asked)])
        asked += [review] if review else []
    if len(asked) == len(_QUESTIONS):
        _ask_about_a_file(branch, asked[0], roster.branches["af"])
        with acting(branch, lawyer, programme=FIRST, roles=[Role.LEGAL_APPROVER], day=plan.DAY):
            reviews.decide(asked[-1], False, _NO)


def _ask(case_id, branches, question):
    ground, days, reason = question
    released = Release.objects.filter(case_id=case_id).values("item_id")
    notes = Minutes.objects.current().filter(case=case_id, names_another=False).exclude(item__in=released)
    note = notes.select_related("written_by").order_by("-held_on", "-pk").first()
    if note is None:
        return None
    asked = reviews.Asked(
        case_id=case_id, to_branch=branches["af"], category="minutes", item_kind="minutes", item_id=note.item,
        version=note.version, title=minutes_title(note), content=minutes_content(note), ground=ground,
        reason=reason, answer_by=plan.DAY + timedelta(days=days),
    )  # fmt: skip
    try:
        return reviews.ask(asked)
    except door.DoorRefused:
        return None


def _ask_about_a_file(branch, known, to_branch):
    """A paper of the same case: the lawyer opens it before she answers."""
    with acting(branch, known.asked_by, programme=FIRST, roles=[Role.HANDLER], day=plan.DAY):
        file = CaseFile.objects.get(case_id=known.case_id)
        paper = keep_paper(
            branch, known.asked_by, file, _PAPER, "minutes", ("Intyg", "Bortrest till och med den 9 juli.")
        )
        content = document_content(paper, paper.stored)
        reviews.ask(reviews.Asked(
            case_id=known.case_id, to_branch=to_branch, category=paper.category, item_kind=ItemKind.DOCUMENT,
            item_id=paper.item, version=1, title="Dokument", content=content, ground="own_task", reason=_WHY_A_PAPER,
            answer_by=plan.DAY + timedelta(days=4),
        ))  # fmt: skip


_ASKED = (
    ("af", "reg", 4, "En person i 50-årsåldern vill arbetsträna men orkar bara stå en kort stund. Vad brukar ni ge för "
     "råd om anpassningar innan vi letar plats?", ""),
    ("soc", "fk", 3, "Påverkas försörjningsstödet om någon provar att arbeta några timmar i veckan med sjukersättning?",
     "Vilande sjukersättning kan sökas först. Kontakta oss innan arbetet börjar, så går vi igenom vad som gäller."),
)  # fmt: skip


def questions_without_names(roster) -> None:
    """Advice without identity: one question that waits for an answer, and one that has got it (SEK-16)."""
    for asks, answers, days, question, answer in _ASKED:
        asker, other = (roster.with_role(Role.HANDLER, code)[0] for code in (asks, answers))
        with acting(roster.branches[asks], asker, programme=FIRST, roles=[Role.HANDLER], day=plan.DAY):
            asked = advice.ask(roster.branches[answers], question, plan.DAY + timedelta(days=days))
        if answer:
            with acting(roster.branches[answers], other, programme=FIRST, roles=[Role.HANDLER], day=plan.DAY):
                advice.answer(asked, answer)
