"""The person's answers over time, in her own words and steps: never a mean, a sum or a curve of a person (GDPR-15)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.people.perms import can_work_with_people
from samkraft.sharing.contributions import Archived
from samkraft.voices.meeting import asked_of, item_of
from samkraft.voices.models import Answer, AnswerSet

# A page of years of answers is read from the latest; the older ones are in the file still.
SHOWN = 12


@dataclass
class Occasion:
    """One day's answers: the newest version, and the ones that it mends."""

    kept: AnswerSet
    earlier: list[AnswerSet]


@dataclass
class Series:
    """A questionnaire over time: its title, the days, and for each question what was answered when."""

    title: str
    occasions: list[Occasion]
    questions: list[tuple[str, list[tuple[AnswerSet, Answer]]]]


def answers_of(opened) -> list[AnswerSet]:
    """Every version of the case's answers, the latest day and version first; two queries."""
    rows = AnswerSet.objects.filter(case=opened.case).select_related("written_by").prefetch_related("rows")
    return list(rows.order_by("-answered_on", "-version", "pk")[: SHOWN * 4])


def series_of(opened, sets) -> list[Series]:
    """The answers by questionnaire; each that is shown is noted for the read log."""
    by_code: dict[str, list[Occasion]] = {}
    seen: dict = {}
    for row in sets:
        if row.item in seen:
            seen[row.item].earlier.append(row)
        else:
            seen[row.item] = Occasion(row, [])
            by_code.setdefault(row.questionnaire, []).append(seen[row.item])
    return [_series(opened, code, occasions[:SHOWN]) for code, occasions in by_code.items()]


def _series(opened, code, occasions):
    asked = asked_of(opened, code)
    for one in occasions:
        for kept in (one.kept, *one.earlier):
            opened.shows(asked.category if asked else "health", item_of(kept))
    return Series(asked.title if asked else _("Frågor"), occasions, _by_question(occasions))


def _by_question(occasions):
    """In the order in which they are asked, each in the words of the latest day."""
    found: dict[str, tuple[str, list]] = {}
    places: dict[str, int] = {}
    for one in occasions:
        for row in one.kept.rows.all():
            found.setdefault(row.question, (row.words, []))[1].append((one.kept, row))
            places.setdefault(row.question, row.place)
    return [found[code] for code in sorted(found, key=lambda code: places[code])]


def answers_block(request, opened):
    """At the end of the meetings' page: that there are answers, from when, and where they are read. Nothing of them."""
    days = AnswerSet.objects.filter(case=opened.case).newest().values_list("answered_on", flat=True)
    days = sorted(days, reverse=True)
    if not days:
        return None
    url = reverse("voices:answers", args=[opened.case.pk])
    return "voices/block.html", {"number": len(days), "last": days[0], "url": url}


def written_here(case_id) -> list[Archived]:
    """What the branch has kept of the person's answers, for the archive of a closed file (CON-07)."""
    rows = AnswerSet.objects.filter(case_id=case_id).newest().prefetch_related("rows")
    return [Archived(_("Svar på frågor"), row.answered_on, _as_text(row)) for row in rows]


def _as_text(kept):
    if kept.wont_answer:
        return _("Ville inte svara på frågorna.")
    told = (f"{row.words}\n{_('Vill inte svara.') if row.wont_answer else row.said}" for row in kept.rows.all())
    return "\n\n".join(told)


def may_mend(request, opened):
    """Whether the person at work may write a new version here."""
    return can_work_with_people(request) and opened.is_open_for_work
