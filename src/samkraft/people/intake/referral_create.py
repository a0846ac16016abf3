"""New referrals and their verdicts: one at a time, a fact supplied later, those called without a draw (P-013)."""

import uuid

from django.db import transaction
from django.db.models import Case, CharField, F, Value, When
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.readlog import log_event, log_search
from samkraft.core.clock import today
from samkraft.people import coordination
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.choices import IdentityKind, ReferralState
from samkraft.people.intake.referral_actions import move, record_moves
from samkraft.people.models import Case as CaseShell
from samkraft.people.models import CaseFile, Referral
from samkraft.people.names import sort_name
from samkraft.people.vault import lookup_hash, lookup_hashes, person_key, seal
from samkraft.programmes.eligibility import Answers, Verdict, judge
from samkraft.programmes.models import Programme
from samkraft.sharing import door

STATES = {
    "eligible": ReferralState.WAITING,
    "undecided": ReferralState.UNDECIDED,
    "not_eligible": ReferralState.NOT_ELIGIBLE,
}
_REJUDGED = (ReferralState.UNDECIDED, ReferralState.NOT_ELIGIBLE, ReferralState.WAITING, ReferralState.REPEATED)
_REMEMBERED = 20_000


class ReferralRefused(Exception):
    """A referral that can't be made or changed; the message is for the person."""


class Judging:
    """Judges many people by one definition on one day; those with equal answers to its conditions are judged once."""

    def __init__(self, definition, on):
        self.definition, self.on = definition, on
        self.codes = [*(fact.code for fact in definition.facts), "referral_way"]
        if definition.section_mark:
            self.codes.append(SECTION_CODE)
        self._answers = Answers(definition, on)
        self._known: dict[tuple, Verdict] = {}

    def own(self, facts):
        """The facts that this programme asks for: nothing else is kept."""
        return {code: facts[code] for code in self.codes if facts.get(code) not in (None, "")}

    def verdict(self, facts) -> Verdict:
        """What the rules say of a person with those facts."""
        key = self._answers.of(facts)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[key] = judge(self.definition, facts, self.on)
        return found


def verdict_json(verdict, on):
    """A verdict as it is kept with the referral, with its day."""
    return {
        "state": verdict.state,
        "way_in": verdict.way_in,
        "failed": list(verdict.failed),
        "missing": [{"fact": one.fact, "owner": one.owner, "question": one.question} for one in verdict.missing],
        "priority": verdict.priority,
        "priority_missing": [one.fact for one in verdict.priority_missing],
        "in_frame": verdict.in_frame,
        "on": on.isoformat(),
    }


def ways_of(definition, branch_code, kind):
    """The ways by which a branch may refer: by "file" or by "form" (P-013)."""
    return [way for way in definition.referral_ways if way.branch == branch_code and way.kind == kind]


def new_pseudonym():
    """The id under which a referral stands in draws: random, tells nothing."""
    return f"P{uuid.uuid4().hex[:16]}"


def visible_referrals(request):
    """The project administrator sees her branch's referrals, any other officer those that she made herself.

    ``shown`` is the state that she may know: a repeated referral stands, to the officer, as it was judged (REG-07).
    """
    # By its key, so that the index by state and name answers both counts and pages.
    programme = Programme.objects.filter(slug=request.acting.programme).order_by().values("pk")[:1]
    mine = Referral.objects.filter(owner_branch=request.acting.branch, programme=programme)
    if request.acting.has_role(Role.PROJECT_ADMINISTRATOR):
        return mine.annotate(shown=F("state"))
    waits = When(verdict__state="eligible", then=Value(ReferralState.WAITING))
    judged = Case(waits, default=KT("verdict__state"), output_field=CharField())
    shown = Case(When(state=ReferralState.REPEATED, then=judged), default=F("state"), output_field=CharField())
    return mine.filter(referred_by=request.acting.staff).annotate(shown=shown)


def known_referral(programme, hashes):
    """The acting branch's own referral of the person, if there is one; other branches' are never asked (SEK-05)."""
    mine = Referral.objects.filter(owner_branch=current_acting().branch, programme=programme)
    return mine.filter(identity_hash__in=hashes).first()


def open_cases(programme, hashes):
    """The cases of the person in the programme on which the acting branch already holds an open file."""
    files = CaseFile.objects.filter(owner_branch=current_acting().branch, identity_hash__in=hashes, closed_on=None)
    return list(files.filter(case__programme=programme, case__closed_on=None).values_list("case_id", flat=True))


def own_hash(identity):
    """The hash of a repeated referral: the person's own stands at the first, and each officer repeats once."""
    return own_hashes(identity)[0]


def own_hashes(identity):
    """The same, by every key that is still in use."""
    actor = current_acting()
    return lookup_hashes(actor.branch, f"{identity.canonical}:{actor.staff.pk}")


def _is_repeated(programme, identity):
    """Whether the branch has the person already. Refuses when the officer may know it, and keeps the search (REG-07).

    She may know it who administers intake, who referred the person herself, or who has the case.
    """
    actor = current_acting()
    hashes = lookup_hashes(actor.branch, identity.canonical)
    before, again = known_referral(programme, hashes), known_referral(programme, own_hashes(identity))
    cases = open_cases(programme, hashes)
    log_search(identity.canonical, cases, hits=len(cases) or int(before is not None))
    if again is None and before is None and not cases:
        return False
    knows = again is not None or (before is not None and before.referred_by_id == actor.staff.pk)
    knows = knows or actor.has_role(Role.PROJECT_ADMINISTRATOR)
    if knows or CaseShell.objects.assigned_to(actor.staff, actor.branch).filter(pk__in=cases).exists():
        raise ReferralRefused(_("Personen finns redan hos er i programmet."))
    return True


@transaction.atomic
def refer(programme, version, identity, way, facts, person, known_of_number=("", "")):
    """Keep one referral with its verdict. *person* holds the fields of contact; *facts* the known ones only;
    *known_of_number* is level and status of a coordination number (PNR-03).

    A number that the branch has already, unknown to the officer, is received like any other and kept as repeated.
    """
    actor = current_acting()
    number_hash = lookup_hash(actor.branch, identity.canonical)
    repeated = _is_repeated(programme, identity)
    judging = Judging(version.definition, today())
    known = judging.own(facts | {"referral_way": way})
    verdict = judging.verdict(known)
    referral = Referral.objects.create(
        owner_branch=actor.branch,
        programme=programme,
        programme_version=version,
        pseudonym=new_pseudonym(),
        identity_kind=identity.type,
        identity_sealed=seal(actor.branch, identity.canonical),
        identity_hash=own_hash(identity) if repeated else number_hash,
        sort_name=sort_name(person["last_name"], person["first_name"])[:170],
        birth_year=int(identity.canonical[:4]),
        way=way,
        referred_on=today(),
        referred_by=actor.staff,
        state=ReferralState.REPEATED if repeated else STATES[verdict.state],
        **_judged_fields(verdict, known),
        **person,
    )
    coordination.note(referral, *known_of_number)
    if not repeated:
        door.call("note_person", programme.pk, person_key(programme.slug, identity.canonical), referral.pk)
    record_moves([referral], "", STATES[verdict.state])
    log_event(Event.ITEM_CREATED, object_type="referral", items=[f"referral:{referral.pk}"])
    return referral


def _judged_fields(verdict, facts):
    return {
        "facts": {code: value.isoformat() if hasattr(value, "isoformat") else value for code, value in facts.items()},
        "verdict": verdict_json(verdict, today()),
        "priority": verdict.priority,
        "in_frame": verdict.in_frame is True,
    }


def can_be_rejudged(referral):
    """Whether new facts may still change the verdict: until the person is called or stands in a draw."""
    return referral.state in _REJUDGED and referral.draw_id is None


@transaction.atomic
def supply_facts(referral_id, facts, known_of_number=None):
    """New facts, by their owner or by the officer: the person is judged again, by the same version of the programme."""
    referral = Referral.objects.select_for_update().get(pk=referral_id)
    if not can_be_rejudged(referral):
        raise ReferralRefused(_("Personen är redan kallad. Uppgifterna kan inte ändras här."))
    if known_of_number is not None and referral.identity_kind == IdentityKind.SAM:
        coordination.note(referral, *known_of_number)
    judging = Judging(referral.programme_version.definition, today())
    marked = {SECTION_CODE: referral.facts.get(SECTION_CODE)}  # of the file, and no question of the form
    known = judging.own(facts | marked | {"referral_way": referral.way})
    verdict = judging.verdict(known)
    before = STATES[referral.verdict["state"]] if referral.state == ReferralState.REPEATED else referral.state
    for name, value in _judged_fields(verdict, known).items():
        setattr(referral, name, value)
    referral.save(update_fields=["facts", "verdict", "priority", "in_frame"])
    _move_to(referral, before, STATES[verdict.state])
    log_event(Event.ITEM_VERSION, object_type="referral", items=[f"referral:{referral.pk}"])
    return referral


def _move_to(referral, before, state):
    """Follow the verdict. What was once decided doesn't become undecided again: it stays until it is decided anew."""
    if state in (before, ReferralState.UNDECIDED):
        return
    if referral.state == ReferralState.REPEATED:
        record_moves([referral], before, state, _("Ny uppgift"))
    else:
        move(referral, state, _("Ny uppgift"))


def outside_frame(programme):
    """Waiting people of the acting branch who are not drawn."""
    return Referral.objects.outside_frame().filter(owner_branch=current_acting().branch, programme=programme)


@transaction.atomic
def call_many(programme, keys=None):
    """Call people outside the frame without a draw: those named, or all. Returns how many were called."""
    people = outside_frame(programme).select_for_update(of=("self",))
    people = list(people.filter(pk__in=keys) if keys is not None else people)
    moved = Referral.objects.filter(pk__in=[person.pk for person in people])
    moved.update(state=ReferralState.CALLED, called_on=today())
    record_moves(people, ReferralState.WAITING, ReferralState.CALLED, _("Anvisad på annat sätt, utan lottning"))
    log_event(Event.ITEM_VERSION, object_type="referral", items=[f"called_without_draw:{len(people)}"])
    return len(people)
