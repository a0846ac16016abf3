"""Referrals, draws and enrolment of the demo register: the way in, as P-011 to P-013 have it."""

import hashlib
from collections import Counter
from datetime import date, timedelta

import polars as pl

from samkraft.access.acting import acting
from samkraft.people.intake.draw_actions import stratum_of
from samkraft.people.models import Case, Draw, Referral, ReferralMove
from samkraft.people.names import sort_name
from samkraft.people.vault import lookup_hash, person_key, seal
from samkraft.sharing import door
from samkraft.site.demo import bulk, plan
from samkraft.site.demo.people import PeopleMaker, Person, waiting_person
from samkraft_analysis import lottery

# One draw before each intake period, its seed from a public draw of the day before (P-013).
DRAWS = (
    (date(2020, 1, 24), "7 12 19 24 28 31 33 / 4 16", "Lottodragningen onsdagen den 22 januari 2020"),
    (date(2020, 7, 24), "2 9 14 20 23 27 35 / 8 11", "Lottodragningen onsdagen den 22 juli 2020"),
    (date(2021, 1, 22), "1 5 13 18 26 30 34 / 7 21", "Lottodragningen onsdagen den 20 januari 2021"),
)
_NOT_DRAWN = 0.28  # people in the frame who were not drawn, to one who was
_UNITS = {
    "soc_form": "Ekonomiskt bistånd Innerstaden",
    "fk_form": "Sjukförsäkring Malmö",
    "ama_form": "Jobb Malmö",
    "af_form": "Arbetsförmedlingen Malmö",
}
_BRANCH = {"soc_form": "soc", "fk_form": "fk", "ama_form": "ama"}


def origin_of(person) -> str:
    """The branch that referred a person."""
    return _BRANCH.get(person.way, "af")


class Intake:
    """Writes everyone's referral and opens the cases of those enrolled."""

    def __init__(self, roster, programme, version, teams, seed, day):
        self.roster, self.programme, self.version, self.teams = roster, programme, version, teams
        self.day, self.seed, self.definition = day, seed, version.definition
        self.ids = {code: branch.pk for code, branch in roster.branches.items()}
        self.administrator = None
        self.serial = 0

    def pseudonym(self) -> str:
        """The next id for draws: no order in it, the same for the same seed."""
        self.serial += 1
        return "P" + hashlib.sha256(f"{self.seed}:{self.programme.slug}:{self.serial}".encode()).hexdigest()[:12]

    def referral(self, person: Person, state, referred_on, **more) -> dict:
        """A referral row."""
        branch = self.roster.branches[origin_of(person)]
        return {
            "owner_branch": branch.pk,
            "id": more.pop("id"),
            "programme": self.programme.pk,
            "programme_version": self.version.pk,
            "pseudonym": more.pop("pseudonym", "") or self.pseudonym(),
            "identity_kind": "DEMO",
            "identity_sealed": seal(branch, person.number),
            "identity_hash": lookup_hash(branch, person.number),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "sort_name": sort_name(person.last_name, person.first_name),
            "sex": person.sex,
            "birth_year": person.birth_year,
            "phone": person.phone,
            "email": person.email,
            "language": person.language,
            "needs_interpreter": person.needs_interpreter,
            "schooling": person.schooling,
            "way": person.way,
            "referred_on": referred_on,
            "referred_by": more.pop("referred_by", None),
            "unit": _UNITS.get(person.way, ""),
            "facts": person.facts,
            "in_frame": in_frame(person),
            "priority": person.priority,
            "verdict": more.pop("verdict", {"state": "eligible"}),
            "state": state,
            "draw": more.pop("draw", None),
            "called_on": more.pop("called_on", None),
            "team": more.pop("team", None),
            "contact_staff": more.pop("contact_staff", None),
            "case_id": None,
        }

    def write(self, branch: str, entries: list[tuple]) -> None:
        """Referrals of one branch: (row, moves, number). The door, and the door alone, notes who they are (SEK-05)."""
        slug = self.programme.slug
        with self.acting(branch):
            bulk.insert(Referral, [row for row, _moves, _number in entries], self.ids)
            bulk.insert(ReferralMove, [move for _row, moves, _number in entries for move in moves], self.ids)
            notes = [{"referral": str(row["id"]), "key": person_key(slug, number)} for row, _moves, number in entries]
            door.call("note_people", self.programme.pk, notes)

    def open_cases(self, branch: str, stories: list, phase: str) -> None:
        """Enrol called people; each by the member of the team who sat with her."""
        by_number = {story.number: story for story in stories}
        with self.acting(branch):
            rows = bulk.each_on_its_day(
                f"door.open_case(r.referral, r.\"on\", '{self.definition.case_prefix}', '{phase}'), r.number",
                'referral uuid, "on" date, number int',
                [
                    {
                        "day": s.opened,
                        "actor": str(s.staff[branch].pk),
                        "referral": s.referral,
                        "on": s.opened,
                        "number": s.number,
                    }
                    for s in stories
                ],
            )
            for *_settings, case_id, number in rows:
                by_number[number].case_id = case_id
            numbers = dict(Case.objects.filter(pk__in=[row[-2] for row in rows]).values_list("pk", "number"))
        for story in stories:
            story.case_number = numbers[story.case_id]

    def acting(self, branch: str):
        """Act for a branch: the administrator for Arbetsförmedlingen, a member of a team for the others."""
        staff = self.administrator if branch == "af" else self.clerks[branch]
        return acting(self.roster.branches[branch], staff, programme=self.programme.slug, day=self.day)

    clerks: dict

    def move(self, key, branch, from_state, to_state, on, by, reason="") -> dict:
        """A row of the referral's life."""
        return {
            "owner_branch": self.ids[branch],
            "referral": key,
            "from_state": from_state,
            "to_state": to_state,
            "moved_on": on,
            "moved_by": by.pk,
            "reason": reason,
        }


def in_frame(person: Person) -> bool:
    """Whether the person belongs to those who are drawn: in the guarantee, by the file of Arbetsförmedlingen."""
    return person.way == "af_file" and person.in_job


def draw_lists(intake: Intake, enrolled: list, called: list, maker: PeopleMaker, chance):
    """Freeze a list before each period and draw. Those drawn get the pseudonyms that the lottery called.

    enrolled, called: (place of the draw, person holder) with ``pseudonym`` and ``person``; gives the draws' rows and
    the people who were not drawn.
    """
    rows, left = [], []
    for place, (on, seed, source) in enumerate(DRAWS):
        drawn = [holder for holder in [*enrolled, *called] if holder.draw == place]
        if not drawn:
            rows.append(None)
            continue
        seats = Counter(_stratum(intake, holder.person) for holder in drawn)
        waiting = [
            waiting_person(maker, chance.choices(("man", "woman"), (55, 45))[0], on)
            for _ in range(round(len(drawn) * _NOT_DRAWN))
        ]
        waiting = [person for person in waiting if in_frame(person)]
        people = seats + Counter(_stratum(intake, person) for person in waiting)
        frozen = [[intake.pseudonym(), stratum] for stratum, number in sorted(people.items()) for _ in range(number)]
        frozen.sort()
        frame = pl.DataFrame(frozen, schema={"id": pl.String, "stratum": pl.String}, orient="row")
        record = lottery.draw(frame, "id", "stratum", {name: seats.get(name, 0) for name in people}, seed)
        _hand_out(intake, record, frozen, drawn, waiting)
        left += [(place, on, person) for person in waiting]
        rows.append(draw_row(intake, on, source, frozen, record))
    return rows, left


def _stratum(intake, person):
    return stratum_of(intake.definition, person.priority, person.sex)


def _hand_out(intake, record, frozen, drawn, waiting):
    """Pseudonyms by the lottery's word: called ones to those drawn, the others to those who wait."""
    called = set(record.called)
    pools = {(stratum, name in called): [] for name, stratum in frozen}
    for name, stratum in frozen:
        pools.setdefault((stratum, name in called), []).append(name)
    for holder in drawn:
        holder.pseudonym = pools[_stratum(intake, holder.person), True].pop()
    for person in waiting:
        person.facts = person.facts | {"pseudonym": pools[_stratum(intake, person), False].pop()}


def draw_row(intake, on, source, frozen, record) -> Draw:
    """A draw that was held, ready to be kept."""
    return Draw(
        owner_branch=intake.roster.branches["af"],
        programme=intake.programme,
        frozen_on=on - timedelta(days=4),
        frozen_by=intake.administrator,
        frozen=frozen,
        list_hash=record.list_hash,
        people=len(frozen),
        drawn_on=on,
        drawn_by=intake.administrator,
        seed=record.seed,
        seed_source=source,
        seats=len(record.called),
        record=record.to_dict(),
        result_hash=record.result_hash,
    )


def draw_of(opened: date) -> int:
    """The draw that a person enrolled on a day came by."""
    return next(place for place, (first, last, _) in enumerate(plan.INTAKE) if opened <= last)
