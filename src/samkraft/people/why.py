"""Why somebody sees a case: the rule in words, asked of the same functions as the pages ask (issue 3, point 4; IAM-07).

Nothing is decided here: each condition is asked of the guard of the page, of the same rows in force that the page asks
for and of row-level security. A test holds the answer against the pages, for everyone and every case of a made world.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting, current_acting
from samkraft.access.choices import Role
from samkraft.access.models import Staff
from samkraft.access.sessions import may_log_in, roles_in_use
from samkraft.core.clock import today
from samkraft.core.words import clock_time, swedish_date
from samkraft.people.models import CaseAssignment, CaseFile, CaseOpening, NamedPerson, Referral
from samkraft.people.perms import can_administer_intake, can_receive, can_refer, can_see_cases, can_work_with_people
from samkraft.programmes.models import TeamMember
from samkraft.sharing.models import ConsentLine, ReceivedCopy, Release


@dataclass(frozen=True)
class Condition:
    """One part of a rule: what it asks for, whether it holds today, and by what."""

    words: str
    holds: bool
    detail: str = ""


@dataclass(frozen=True)
class Way:
    """One way to something of a case. *is_open* is what the site itself answers; *shows* says what it opens to."""

    code: str
    title: str
    shows: str
    is_open: bool
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Answer:
    """What one person may see of one case in the acting branch, and why."""

    staff: Staff
    roles: tuple[str, ...]
    ways: tuple[Way, ...]

    @property
    def open_ways(self):
        return [way for way in self.ways if way.is_open]

    @property
    def sees(self):
        """Whether she sees anything of the case."""
        return bool(self.open_ways)


@dataclass(frozen=True)
class AsIf:
    """A request as somebody else would make it: for asking rules, never for opening a page."""

    user: Staff
    acting: Acting | None


def explain(case_id, staff) -> Answer:
    """Each way to the case for one person, in the acting branch and programme."""
    return explain_in(read_case(case_id), staff)


def explain_in(case, staff) -> Answer:
    """As :func:`explain`, of a case that is read already."""
    return _answer(case, staff)


def everyone_in(case) -> list[Answer]:
    """Everyone of the branch whom some rule lets, has let or nearly lets to the case; all others see nothing of it."""
    people = sorted(case.people().values(), key=lambda person: (person.last_name, person.first_name, person.pk))
    return sorted((_answer(case, person) for person in people), key=lambda answer: not answer.sees)


def _answer(case, staff) -> Answer:
    facts = _Facts(case, staff)
    roles = facts.request.acting.roles if facts.request.acting else frozenset()
    ways = (_assigned(facts), _opened(facts), _handover(facts), _referral(facts))
    return Answer(staff, tuple(str(Role(role).label) for role in sorted(roles)), ways)


class _Case:
    """What the branch's own rows say of who has to do with a case, read once for everybody, through row-level security.

    What is read is what the pages read: the same assignments in force, openings in force, copies and referrals.
    """

    def __init__(self, case_id):
        acting = current_acting()
        self.case_id, self.branch, self.programme = case_id, acting.branch, acting.programme
        self.named = self._named()
        self.file = CaseFile.objects.of(self.branch).filter(case=case_id).select_related("case").first()
        held_here = roles_in_use().filter(branch=self.branch, programme=self.programme)
        self.roles = _by(held_here.select_related("staff", "given_by"), "staff")
        held = CaseAssignment.objects.filter(case=case_id, branch=self.branch).annotate(has_left=_has_left(self.branch))
        self.assignments = _by(held.select_related("staff").order_by("valid_from"), "staff")
        openings = CaseOpening.objects.filter(case=case_id).select_related("staff")
        self.openings = _by(openings.annotate(is_in_force=Exists(_the_same(CaseOpening).in_force())), "staff")
        copies = ReceivedCopy.objects.handovers().filter(case_id=case_id).select_related("from_branch", "addressed_to")
        self.handovers = _by(copies, "addressed_to")
        made = Referral.objects.filter(case_id=case_id).select_related("referred_by")
        self.referrals = _by(made, "referred_by")
        lines = ConsentLine.objects.filter(case_id=case_id).for_planning().in_force()
        self.lines = list(lines.exclude(confirmed_at=None))

    def _named(self):
        """Who may open a protected case for the branch; None when it isn't protected (SKY-02)."""
        if not CaseFile.objects.of(self.branch).filter(case=self.case_id, is_pseudonymous=True).exists():
            return None
        held = NamedPerson.objects.filter(case_id=self.case_id, ended_at=None)
        held = held.filter(Q(approved_at__isnull=False) | Q(provisional_until__gte=today()))
        return set(held.values_list("staff", flat=True))

    @property
    def number(self):
        """The case's number, "" when the branch's file is closed."""
        return self.file.case.number if self.file else ""

    def people(self) -> dict[int, Staff]:
        """Everyone whom a row names, and those who administer the intake that the case came by."""
        found = {}
        for rows, name in ((self.assignments, "staff"), (self.openings, "staff"), (self.handovers, "addressed_to"),
                           (self.referrals, "referred_by")):  # fmt: skip
            found |= {key: getattr(row[-1], name) for key, row in rows.items() if key}
        if self.referrals:
            held = (row for rows in self.roles.values() for row in rows)
            found |= {row.staff_id: row.staff for row in held if row.role == Role.PROJECT_ADMINISTRATOR}
        return found


def _by(rows, name) -> dict[int | None, list]:
    found: dict = {}
    for row in rows:
        found.setdefault(getattr(row, f"{name}_id"), []).append(row)
    return found


def _the_same(model):
    return model.objects.filter(pk=OuterRef("pk"))


def _has_left(branch):
    """Whether who has the case had a place in its team, and hasn't today (IAM-08): as ``teams_left_by``, for all."""
    places = TeamMember.objects.filter(team=OuterRef("case__team"), staff=OuterRef("staff"), branch=branch)
    return Exists(places) & ~Exists(places.in_force())


class _Facts:
    """What the ways ask of one person."""

    def __init__(self, case, staff):
        self.case, self.staff = case, staff
        self.roles = case.roles.get(staff.pk, [])
        self.request = AsIf(staff, self._acting())
        held = case.assignments.get(staff.pk, [])
        on = today()
        in_force = [row for row in held if row.valid_from <= on and (row.valid_until is None or row.valid_until >= on)]
        self.assignment = in_force[0] if in_force else None
        self.last_assignment = held[-1] if held else None
        openings = sorted(case.openings.get(staff.pk, []), key=lambda row: row.pk)
        self.opening = next((row for row in openings if row.is_in_force), None)
        self.last_opening = self.opening or (openings[-1] if openings else None)
        self.handover = next(iter(case.handovers.get(staff.pk, [])), None)

    def _acting(self):
        """The person as she would come today; without an account in use or a role here she can't."""
        if not self.roles:
            return None
        held = frozenset(row.role for row in self.roles)
        return Acting(self.case.branch, self.staff, self.case.programme, held, only_reads=True)

    def has_account(self):
        """She has an account that is in use (IAM-07)."""
        words = _("Har ett konto som är i bruk")
        if may_log_in(self.staff):
            return Condition(words, True)
        return Condition(words, False, _("Kontot är avstängt eller vilar."))

    def has_role(self, words, rule, *roles):
        """A role that the page's own guard lets in, with its end, who gave it and why."""
        row = next((row for row in self.roles if row.role in roles), None)
        return Condition(words, rule(self.request), _role_words(row) if row else _("Har inte rollen här i dag."))

    def is_let_through(self):
        """A protected case is for the named alone, whatever else holds (SKY-02); nothing is said of other cases."""
        named = self.case.named
        if named is None:
            return ()
        return (Condition(_("Står på listan för det skyddade ärendet"), self.staff.pk in named),)

    def has_open_file(self):
        """The branch's own file, open and covered: row-level security has let it be read (SEK-01, CON-01)."""
        words, file = _("Verksamheten har en öppen akt"), self.case.file
        if file is None:
            return Condition(words, False, _("Akten är stängd, eller inget samtycke omfattar den."))
        return Condition(words, True, _file_words(file, self.case.lines))


def _way(code, title, shows, *conditions):
    return Way(code, title, shows, all(condition.holds for condition in conditions), conditions)


def _assigned(facts):
    held = facts.assignment
    has_left = held is not None and held.has_left
    return _way(
        "assigned",
        _("Arbetar med ärendet"),
        _("Hela akten hos er, och det andra har delat så länge samtycket gäller. Får arbeta med ärendet."),
        facts.has_account(),
        facts.has_role(_("Har rollen handläggare"), can_work_with_people, Role.HANDLER),
        Condition(_("Har fått ärendet"), held is not None, _assignment_words(held or facts.last_assignment, held)),
        Condition(_("Har inte lämnat teamet"), not has_left, _("Platsen har tagit slut.") if has_left else ""),
        facts.has_open_file(),
        *facts.is_let_through(),
    )


def _opened(facts):
    managers = (Role.UNIT_MANAGER, Role.HANDLER)
    words = _("Har öppnat ärendet med skäl, för en timme")
    return _way(
        "opened",
        _("Har öppnat med skäl"),
        _("Det verksamheten själv har skrivit, i en timme. Inget som andra har delat, och inget personnummer."),
        facts.has_account(),
        facts.has_role(_("Har rollen enhetschef eller handläggare"), can_see_cases, *managers),
        Condition(words, facts.opening is not None, _opening_words(facts.last_opening)),
        facts.has_open_file(),
        *facts.is_let_through(),
    )


def _handover(facts):
    copy = facts.handover
    sent = {"day": swedish_date(copy.made_available_at), "name": copy.from_branch.name} if copy else {}
    detail = _("Skickad %(day)s av %(name)s.") % sent if copy else ""
    return _way(
        "handover",
        _("Tar emot en överlämning"),
        _("Överlämningen, inget annat."),
        facts.has_account(),
        facts.has_role(_("Har rollen mottagare"), can_receive, Role.RECEIVER),
        Condition(_("En överlämning är ställd till personen"), copy is not None, detail),
        *facts.is_let_through(),
    )


def _referral(facts):
    """As ``visible_referrals``: the project administrator the branch's, any other officer those that she made."""
    made, hers = facts.case.referrals, facts.staff.pk in facts.case.referrals
    roles = (Role.REFERRER, Role.HANDLER, Role.PROJECT_ADMINISTRATOR)
    detail = _("Har anvisat personen.") if hers else ""
    return _way(
        "referral",
        _("Anvisning och intag"),
        _("Anvisningen: vem personen är, vad som uppgavs och hur den bedömdes. Inget av akten."),
        facts.has_account(),
        facts.has_role(_("Har en roll som anvisar eller tar in"), can_refer, *roles),
        Condition(_("Anvisningen kom till verksamheten"), bool(made)),
        Condition(
            _("Är projektadministratör, eller har själv anvisat"), hers or can_administer_intake(facts.request), detail
        ),
        *facts.is_let_through(),
    )


def _role_words(row):
    until = _("till och med %(day)s") % {"day": swedish_date(row.valid_until)} if row.valid_until else _("tills vidare")
    since = _("%(role)s från och med %(day)s") % {"role": row.get_role_display(), "day": swedish_date(row.valid_from)}
    if row.given_by is None:
        return f"{since}, {until}."
    given = _("Given av %(name)s: %(reason)s.") % {"name": row.given_by.name, "reason": row.reason.rstrip(".")}
    return f"{since}, {until}. {given}"


def _assignment_words(row, in_force):
    if row is None:
        return _("Har aldrig haft ärendet.")
    if in_force or row.valid_until is None:
        return _("Från och med %(day)s.") % {"day": swedish_date(row.valid_from)}
    return _("Hade ärendet till och med %(day)s.") % {"day": swedish_date(row.valid_until)}


def _opening_words(row):
    if row is None:
        return _("Har inte öppnat ärendet med skäl.")
    if row.opened_at is None:
        return _("Har frågat. Ingen har svarat ja.")
    end = min(filter(None, (row.until, row.ended_at)))
    start = timezone.localtime(row.opened_at)
    times = {"day": swedish_date(start), "start": clock_time(start), "end": clock_time(timezone.localtime(end))}
    return _("%(day)s kl. %(start)s–%(end)s. Skäl: ") % times + row.reason


def _file_words(file, lines):
    if file.is_origin:
        return _("Verksamheten har själv skrivit in personen.")
    if not lines:
        return _("Verksamheten har själv anvisat personen.")
    return _("Samtycke gäller till och med %(day)s.") % {"day": swedish_date(max(line.valid_until for line in lines))}


# --- what has left the branch ---


@dataclass(frozen=True)
class Outside:
    """What another branch has got a copy of, and whether it may still be read there."""

    branch: str
    kinds: tuple[str, ...]
    grounds: tuple[str, ...]
    until: date | None
    is_readable: bool


def outside_of(case) -> list[Outside]:
    """Where copies of the branch's items lie. Who reads them there, that branch answers for itself (SEK-01)."""
    sent = Release.objects.filter(case_id=case.case_id, made_available_at__isnull=False).exclude(to_branch=None)
    sent = sent.exclude(to_branch=case.branch).select_related("to_branch").order_by("to_branch_id", "pk")
    mine = [line for line in case.lines if line.from_branch_id == case.branch.pk]
    until = {(line.to_branch_id, line.category): line.valid_until for line in mine}
    by_branch: dict = {}
    for release in sent:
        by_branch.setdefault(release.to_branch, []).append(release)
    return [_outside(branch, releases, until) for branch, releases in by_branch.items()]


def _outside(branch, releases: Iterable[Release], until):
    ends = [until.get((branch.pk, release.category)) for release in releases if release.ground == "consent"]
    held = [end for end in ends if end]
    return Outside(
        branch.name,
        tuple(dict.fromkeys(str(release.get_item_kind_display()) for release in releases)),
        tuple(dict.fromkeys(str(release.get_ground_display()) for release in releases)),
        max(held, default=None),
        bool(held) or any(release.ground != "consent" for release in releases),
    )


def for_participant(case):
    """The answer that a participant is given: role and unit and the rule, no name of staff (REG-12)."""
    return {
        "inside": [
            {"who": answer.staff.title or ", ".join(answer.roles), "title": way.title, "shows": way.shows}
            for answer in everyone_in(case)
            for way in answer.open_ways
        ],
        "outside": outside_of(case),
    }


def read_case(case_id):
    """What :func:`everyone_in` and :func:`outside_of` ask of a case."""
    return _Case(case_id)


def person_named(text) -> Staff | None:
    """A person of the acting authority by login or whole name; None for nobody, or for several of one name."""
    employed = Staff.objects.filter(authority=current_acting().branch.authority_id)
    first, _space, last = text.strip().partition(" ")
    named = Q(username__iexact=text.strip()) | Q(first_name__iexact=first, last_name__iexact=last.strip())
    found = list(employed.filter(named)[:2])
    return found[0] if len(found) == 1 else None
