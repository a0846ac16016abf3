"""Which cases of the branch may be one person's, and two of them side by side (T10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from samkraft.access.choices import Event, Role
from samkraft.access.guard import deny
from samkraft.access.models import Branch
from samkraft.access.moving import file_models
from samkraft.access.readlog import log_event
from samkraft.access.record_titles import TITLES
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.choices import IdentityKind, MergeState
from samkraft.people.duplicates.rules import FACTS, Fact, Person, needs_choice, reasons, told
from samkraft.people.identity import IdentityError, parse_identity
from samkraft.people.models import CaseFile, CaseMerge, PhasePeriod
from samkraft.people.own_cases import own_cases
from samkraft.people.vault import unseal
from samkraft.sharing import door

# Pairs that are asked for, and pairs that a page shows.
ASKED, MOST = 300, 50
_DECIDERS = (Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR)


@dataclass(frozen=True)
class Pair:
    """Two open files of the branch, the older case first, and why they may be one person's."""

    one: CaseFile
    two: CaseFile
    why: list[str]


def decides(request) -> bool:
    """Whether the person answers for the whole branch: she compares all its cases; a handler compares her own."""
    return request.acting.has_role(*_DECIDERS)


def pairs_for(request) -> list[Pair]:
    """The pairs that the person may compare, those most alike first; at most :data:`MOST` and one more."""
    mine = None if decides(request) else list(own_cases(request))
    found = door.rows("alike_files", request.acting.programme, mine, ASKED)
    files = CaseFile.objects.of(request.acting.branch).select_related("case")
    known = files.in_bulk({key for row in found for key in row[4:6]})
    people = {key: person_of(request.acting.branch, file) for key, file in known.items()}
    pairs = [
        Pair(known[one], known[two], why)
        for *_cases, one, two in found
        if one in known and two in known and (why := reasons(people[one], people[two]))
    ]
    return sorted(pairs, key=lambda pair: (-len(pair.why), pair.one.case.number))[: MOST + 1]


def person_of(branch: Branch, file: CaseFile) -> Person:
    """What is compared of a file; the number is opened for its day of birth and shown to nobody."""
    return Person(
        file.first_name, file.last_name, file.birth_year, _birth_date(branch, file), file.identity_hash, file.phone,
        file.email,
    )  # fmt: skip


def _birth_date(branch, file):
    if not file.identity_sealed:
        return None
    try:
        return parse_identity(unseal(branch, file.identity_sealed), today()).birth_date
    except IdentityError:
        return None


def open_pair(request, one: UUID, two: UUID) -> tuple[CaseFile, CaseFile]:
    """Two open files that the person may compare, or the logged 404: never of the protected (SKY-05)."""
    files = CaseFile.objects.of(request.acting.branch).filter(
        case__in=(one, two), case__programme__slug=request.acting.programme, closed_on=None, is_pseudonymous=False
    )
    found = {file.case_id: file for file in files.select_related("case__team", "case__leader", "case__leader_branch",
                                                                 "case__programme_version")}  # fmt: skip
    if len(found) != 2 or not (decides(request) or {one, two} <= own_cases(request).keys()):
        deny(request, "no pair to compare")
    return found[one], found[two]


def by_numbers(request, numbers: Iterable[str]) -> list[UUID | None]:
    """The open cases with these numbers that the person may compare; None for one that isn't among them (SEK-05)."""
    if decides(request):
        files = CaseFile.objects.of(request.acting.branch).filter(
            case__programme__slug=request.acting.programme, case__number__in=numbers, closed_on=None,
            is_pseudonymous=False, case__closed_on=None,
        )  # fmt: skip
        known = dict(files.values_list("case__number", "case_id"))
    else:
        known = {case.number: case.pk for case in own_cases(request).values()}
    return [known.get(number) for number in numbers]


def merges_for(request):
    """What was proposed, merged and undone lately: all of the branch, or a handler's own.

    A handler's are those where both cases are hers; of what is merged, the case that was kept.
    """
    rows = CaseMerge.objects.filter(case__programme__slug=request.acting.programme)
    if not decides(request):
        own = list(own_cases(request))
        rows = rows.filter(Q(other_case__in=own) | Q(state=MergeState.MERGED), case__in=own)
    return rows.select_related("case", "proposed_by", "decided_by")


def side_by_side(one: CaseFile, two: CaseFile, numbers: dict | None = None) -> list[dict]:
    """Each fact of the two: what each file says and how they compare. numbers: file → number, once shown."""
    return [
        {"label": fact.label, "one": words_of(fact, one, numbers), "two": words_of(fact, two, numbers),
         "differs": needs_choice(fact, one, two), "same": told(fact, one) == told(fact, two)}
        for fact in FACTS
    ]  # fmt: skip


def words_of(fact: Fact, file: CaseFile, numbers: dict | None = None) -> str:
    """What a file says of a fact; an identity number only when somebody has asked for it, which is kept (ACC-3)."""
    if fact.name == "name":
        return file.name
    if fact.name == "number":
        kind = IdentityKind(file.identity_kind).label
        number = (numbers or {}).get(file.pk, "") or (_("numret dolt") if file.identity_hash else "")
        return ", ".join(str(word) for word in (kind, number, file.birth_year, file.get_sex_display()) if word)
    if fact.name == "language":
        wants = _("vill ha tolk") if file.needs_interpreter else ""
        return ", ".join(word for word in (file.language, wants) if word)
    if fact.name == "schooling":
        return str(file.get_schooling_display())
    return getattr(file, fact.name)


def reveal_numbers(request, *files: CaseFile) -> dict:
    """ACC-3: the identity numbers of both, to be held against a paper; kept in the log by itself."""
    log_event(Event.NUMBER_REVEALED, [file.case_id for file in files])
    opened = {file.pk: unseal(request.acting.branch, file.identity_sealed) if file.identity_sealed else ""
              for file in files}  # fmt: skip
    return {key: f"{number[:8]}-{number[8:]}" for key, number in opened.items() if number}


def case_rows(one: CaseFile, two: CaseFile) -> list[dict]:
    """What the two shells say: since when, in which phase, who leads; told beside the facts, and not chosen."""
    phases = dict(
        PhasePeriod.objects.filter(case__in=(one.case_id, two.case_id), valid_until=None).values_list(
            "case_id", "phase"
        )
    )
    rows = [
        (_("Inskriven"), lambda file: swedish_date(file.case.opened_on)),
        (_("Fas"), lambda file: _phase(file, phases.get(file.case_id))),
        (_("Team"), lambda file: file.case.team.name),
        (_("Processledare"), lambda file: file.case.leader.name if file.case.leader else _("Ingen")),
    ]
    return [{"label": label, "one": say(one), "two": say(two)} for label, say in rows]


def _phase(file, code):
    return next((row.name for row in file.case.programme_version.definition.phases if row.code == code), "–")


def kinds(counts: dict[str, int]) -> list[dict]:
    """How many rows of which kind, in the words of a person's own copy, the most first."""
    titles = {model._meta.db_table: str(TITLES[model._meta.label]) for model in file_models()}
    return [
        {"label": titles[table], "value": n} for table, n in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]
