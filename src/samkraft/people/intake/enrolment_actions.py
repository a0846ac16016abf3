"""Enrolment with consent, or a no: only the referring branch's team member sees and calls the person."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.benefit_models import SECTION_CODE, category_of
from samkraft.people.choices import ReferralState
from samkraft.people.intake.consent_actions import record_consent
from samkraft.people.intake.referral_actions import move, record_moves
from samkraft.people.models import BenefitFact, Case, CaseFile, Referral
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door


class EnrolmentRefused(Exception):
    """An enrolment that can't be made; the message is for the person."""


def expected_in(team):
    """How many are expected in a team: a number, for those who may not know who (design "Before enrolment")."""
    return door.call("expected_people", team.pk)


def call_list(request):
    """Called people of the acting branch, in the teams that the person is a member of for it."""
    return placed_in_own_teams(request).called().order_by("called_on", "sort_name", "pk")


def placed_in_own_teams(request):
    """Referrals of the acting branch placed in those teams, whatever became of them since."""
    teams = TeamMember.objects.filter(staff=request.user, branch=request.acting.branch).in_force().values("team")
    mine = Referral.objects.filter(owner_branch=request.acting.branch, team__in=teams)
    return mine.filter(programme__slug=request.acting.programme)


@transaction.atomic
def enrol(referral_id, given, leader=None):
    """Enrol a called person with the consent just given (``Given``; without lines she takes part with one branch).

    Makes the case, the files of the branches that an identity line covers, the assignments of the team's members in
    those branches, and the process leader (the one who enrols unless another is named).
    """
    actor = current_acting()
    referral = Referral.objects.select_for_update().get(pk=referral_id)
    if referral.state != ReferralState.CALLED or referral.team_id is None:
        raise EnrolmentRefused(_("Personen är inte längre kallad. Någon annan kan ha skrivit in henne nyss."))
    definition = referral.programme_version.definition
    first = min(definition.phases, key=lambda phase: phase.number)
    key = door.call("open_case", referral.pk, today(), definition.case_prefix, first.code)
    record_moves([referral], ReferralState.CALLED, ReferralState.ENROLLED)
    case = Case.objects.get(pk=key)
    if given.lines or given.answers:
        record_consent(case, given)
    _bring_section_code(referral, case)
    assign_team(case, actor.staff)
    if case.leader_id is None:  # another branch may have enrolled her already: then its leader stays
        door.call("set_leader", key, (leader or actor.staff).pk, actor.branch.pk)
    log_event(Event.ITEM_CREATED, [key], object_type="case", items=["case"])
    return case


def _bring_section_code(referral, case):
    """What the list of referrals said of the programme's section code, so that nobody is asked to write it (P-063)."""
    branch = current_acting().branch
    category = category_of(referral.programme_version.definition, branch)
    if not referral.facts.get(SECTION_CODE) or not category:
        return
    file = CaseFile.objects.get(case=case, owner_branch=branch)
    if BenefitFact.objects.filter(file=file, kind=SECTION_CODE, valid_until=None).exists():
        return
    fact = BenefitFact.objects.create(
        owner_branch=branch, case=case, file=file, category=category, kind=SECTION_CODE, item=uuid4(),
        valid_from=referral.referred_on, noted_on=today(),
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [case.pk], object_type="benefit", items=[f"benefit:{fact.item}:{fact.revision}"])


def assign_team(case, enrolling):
    """Assign the team's members in branches with a file; the enrolling person first, whoever she is (IAM-07)."""
    actor = current_acting()
    door.call("assign", case.pk, enrolling.pk, actor.branch.pk, "", today())
    for member in TeamMember.objects.filter(team=case.team).in_force().order_by("pk"):
        if member.staff_id != enrolling.pk:
            _assign_if_possible(case, member)


def _assign_if_possible(case, member):
    """A member whose branch has no file, or whose role has ended, is left out; nobody's enrolment waits for that."""
    try:
        door.call("assign", case.pk, member.staff_id, member.branch_id, member.profession, today())
    except door.DoorRefused as refusal:
        if refusal.code not in ("branch_no_file", "not_handler"):
            raise


@transaction.atomic
def decline(referral_id, reason):
    """The person says no. It costs her nothing (CON-08) and is kept with its reason."""
    referral = Referral.objects.select_for_update().get(pk=referral_id)
    move(referral, ReferralState.DECLINED, reason)
