"""The facts of a move, read for many cases in a constant number of queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from samkraft.access.choices import Role
from samkraft.access.models import CaseChange, RoleAssignment, Staff
from samkraft.people import contributions
from samkraft.people.deadlines import definitions_in
from samkraft.people.models import Case, CaseAssignment, CaseFile, FollowUp, ProcessingRestriction
from samkraft.people.moving.rules import Facts, share_of
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door


@dataclass(frozen=True)
class Colleague:
    """A handler of the branch with what she has today."""

    staff: Staff
    cases: int
    leads: int

    @property
    def key(self):
        return str(self.staff.public_id)


def colleagues(acting) -> list[Colleague]:
    """The branch's handlers in the programme, and whoever else still has a case, by name."""
    loads = {staff: (cases, leads) for staff, cases, leads, _none in door.rows("branch_load", acting.programme)}
    roles = RoleAssignment.objects.in_force().filter(branch=acting.branch, role=Role.HANDLER)
    handlers = roles.filter(programme__in=("", acting.programme)).values("staff")
    people = Staff.objects.filter(Q(pk__in=handlers, is_active=True) | Q(pk__in=[key for key in loads if key]))
    rows = people.order_by("last_name", "first_name", "pk")
    return [Colleague(person, *loads.get(person.pk, (0, 0))) for person in rows]


def receivers(acting, known, teams):
    """Those among *known* colleagues who may be given cases of these teams, each with her teams' names."""
    places = TeamMember.objects.in_force().filter(branch=acting.branch, team__in=teams, staff__is_active=True)
    roles = RoleAssignment.objects.in_force().filter(branch=acting.branch, role=Role.HANDLER)
    found: dict = defaultdict(list)
    for staff, name in places.filter(staff__in=roles.values("staff")).values_list("staff_id", "team__name").distinct():
        found[staff].append(name)
    return [(colleague, sorted(found[colleague.staff.pk])) for colleague in known if colleague.staff.pk in found]


def files_to_move(acting, giver):
    """The branch's open files in the programme that a person has, or (None) that nobody in the branch has.

    Under way, or discharged with a follow-up still to make. Never a protected one: they are moved one by one, by those
    who are named for them (SKY-02).
    """
    files = CaseFile.objects.of(acting.branch).filter(is_pseudonymous=False, case__programme__slug=acting.programme)
    to_follow = FollowUp.objects.filter(case=OuterRef("case"), owner_branch=acting.branch, done_on=None)
    if giver is None:
        held = CaseAssignment.objects.filter(case=OuterRef("case"), branch=acting.branch).in_force()
        files = files.filter(~Exists(held), case__closed_on=None)
    else:
        mine = Case.objects.assigned_to(giver, acting.branch)
        files = files.filter(Q(case__closed_on=None) | Exists(to_follow), case__in=mine.values("pk"))
    return files.filter(closed_on=None).order_by("case__team_id", "case__number", "pk")


def facts_of(acting, giver, receiver, files) -> list[Facts]:
    """What bears on each of these files, as it is now; without a receiver nothing of who has what beside her."""
    restricted = ProcessingRestriction.objects.in_force().filter(file=OuterRef("pk"))
    rows = files.select_related("case__team", "case__leader_branch").annotate(is_restricted=Exists(restricted))
    rows = list(rows.defer("identity_sealed")[:1000])
    cases = [row.case_id for row in rows]
    held, places = ({}, {}) if receiver is None else _who_has(acting, cases, (giver, receiver))
    carried = _carried(giver, cases)
    return [_facts(row, giver, receiver, acting, held, places, carried) for row in rows]


def _facts(row, giver, receiver, acting, held, places, carried):
    case = row.case
    mine, hers = held.get((case.pk, giver)), held.get((case.pk, receiver))
    return Facts(
        case_id=case.pk,
        file_id=row.pk,
        number=case.number,
        team_id=case.team_id,
        team=case.team.name,
        is_open=case.is_open,
        leader=case.leader_id,
        leader_branch=str(case.leader_branch or ""),
        leader_is_ours=case.leader_branch_id in (None, acting.branch.pk),
        is_restricted=row.is_restricted,
        giver_has=mine is not None,
        giver_profession=mine or "",
        receiver_has=hers is not None,
        receiver_profession=places.get((receiver, case.team_id)),
        giver_in_team=(giver, case.team_id) in places,
        carried={kind: keys[case.pk] for kind, keys in carried.items() if case.pk in keys},
    )


def _who_has(acting, cases, staff):
    return _held(acting, cases, staff), _places(acting, staff)


def _held(acting, cases, staff):
    rows = CaseAssignment.objects.in_force().filter(case__in=cases, branch=acting.branch, staff__in=_named(staff))
    return {(case, who): profession for case, who, profession in rows.values_list("case_id", "staff_id", "profession")}


def _places(acting, staff):
    rows = TeamMember.objects.in_force().filter(branch=acting.branch, staff__in=_named(staff))
    return {(who, team): profession for who, team, profession in rows.values_list("staff_id", "team_id", "profession")}


def _named(staff):
    return [one for one in staff if one is not None]


def _carried(giver, cases):
    """Kind → case → keys of what goes along, as the rooms that own it tell."""
    found: dict = {}
    for kind in contributions.carried() if giver is not None else ():
        by_case = defaultdict(list)
        for case, key in kind.read(cases, giver):
            by_case[case].append(key)
        found[kind.code] = by_case
    return found


def changed_since(cases, number) -> set:
    """The cases in which something has happened after a change of this number, in the branch or in the shell."""
    return set(CaseChange.objects.filter(case_id__in=cases, number__gt=number).values_list("case_id", flat=True))


def latest_change(cases) -> int:
    """The highest number of change in these cases."""
    return max(CaseChange.objects.filter(case_id__in=cases).values_list("number", flat=True), default=0)


@dataclass(frozen=True)
class Load:
    """What the receiver has before and after, and the teams in which she would lead more than her share."""

    cases: int
    leads: int
    cases_after: int
    leads_after: int
    over: list


def load_after(acting, receiver: Colleague, planned) -> Load:
    """What the receiver would have (P-020): over her share where each in the team's core led as many as she then does.

    The programme says what a team may have, not what a person may: the share is the team's limit parted equally.
    """
    ok = [row for row in planned if not row.refusal]
    leads = receiver.leads + sum(row.leads for row in ok)
    more = Counter(row.facts.team_id for row in ok if row.leads)
    return Load(
        receiver.cases,
        receiver.leads,
        receiver.cases + sum(row.gives for row in ok),
        leads,
        [(name, share) for name, share in _shares(acting, more) if leads > share],
    )


def _shares(acting, teams):
    *_earlier, newest = definitions_in(acting.programme).values()
    rules = {team.code: team for team in newest.teams}
    members = TeamMember.objects.in_force().filter(team__in=teams).select_related("team").order_by("team_id", "pk")
    core: dict = defaultdict(set)
    for member in members:
        rule = rules.get(member.team.code)
        if rule and member.profession in rule.core_professions:
            core[member.team.code, member.team.name].add(member.staff_id)
    for (code, name), people in core.items():
        yield name, share_of(rules[code].limit, len(people))
