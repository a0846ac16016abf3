"""Make the whole demo register, in order, and mark it complete at the end."""

import random
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from samkraft.access.choices import Role
from samkraft.people.models import Draw
from samkraft.programmes.eligibility import judge
from samkraft.programmes.models import Programme
from samkraft.site.demo import plan
from samkraft.site.demo.after_start import after_the_start, signs_of_returns
from samkraft.site.demo.answers import answers_to_questions
from samkraft.site.demo.attendance import write_attendance, write_registrations
from samkraft.site.demo.blocks import block_of_a_unit, make_units
from samkraft.site.demo.changes import propose_longer_retention
from samkraft.site.demo.completeness import empty_database, mark_begun, mark_complete
from samkraft.site.demo.deadlines import count_deadlines
from samkraft.site.demo.employers import tell_of_employers
from samkraft.site.demo.extras import drafts_and_file, make_snapshots, proposal_to_destroy, protected_case
from samkraft.site.demo.fund import reports_to_fund
from samkraft.site.demo.grounds import questions_of_grounds, questions_without_names
from samkraft.site.demo.incidents import tell_of_incidents
from samkraft.site.demo.intake import DRAWS, Intake, draw_lists, draw_of, in_frame, origin_of
from samkraft.site.demo.log_review import readings_to_review
from samkraft.site.demo.meetings import meetings_with_others
from samkraft.site.demo.moves import moves_and_texts
from samkraft.site.demo.multiplying import multiply, size_of_block
from samkraft.site.demo.obstacles import tell_of_obstacles
from samkraft.site.demo.own_pages import own_pages
from samkraft.site.demo.people import PeopleMaker, enrolled_people, waiting_person
from samkraft.site.demo.places import make_catalogue
from samkraft.site.demo.portraits import all_portraits
from samkraft.site.demo.rights import rights_requests
from samkraft.site.demo.second import SecondRegister
from samkraft.site.demo.staff import FIRST, SECOND, Roster
from samkraft.site.demo.stories import Story, choose_branches
from samkraft.site.demo.upkeep import analyze, unhurried
from samkraft.site.demo.workers import Workers, number_of_workers
from samkraft.site.demo.writing import write_told

CHUNK = 200  # cases that one worker writes at a time
_REFERRALS = 1000
_ANALYZED_AFTER = (1, 4, 16, 64, 256)  # chunks
_SLOTS = (time(8, 30), time(10, 0), time(11, 15), time(13, 0), time(14, 30), time(15, 45))


@dataclass
class Waiting:
    """Someone referred but not enrolled."""

    person: object
    state: str
    referred_on: date
    draw: int | None = None
    called_on: date | None = None
    team: int | None = None
    pseudonym: str = ""
    reason: str = ""


class Register:
    """The demo register of Malmökraften 2.0, of any size."""

    def __init__(self, cases, seed, say, workers: Workers):
        self.cases, self.seed, self.say, self.workers = cases, seed, say, workers
        self._written = 0

    def make(self):
        """Staff, referrals and draws, cases and who waits. What happened in the cases the workers go on writing."""
        self.roster = Roster().make()
        make_units(self.roster)
        programme = Programme.objects.get(slug=FIRST)
        version = programme.version_on(plan.DAY)
        self.definition = version.definition
        self.teams = {team.code: team for team in programme.teams.all()}
        self.intake = Intake(self.roster, programme, version, self.teams, self.seed, plan.DAY)
        self.intake.administrator = self.roster.with_role(Role.PROJECT_ADMINISTRATOR, "af")[0]
        self.intake.clerks = {code: self.roster.in_team("team-1", code)[0] for code in self.roster.branches}
        self.say(f"Planning {self.cases} cases")
        self.people = self._stories()
        self._refer()
        self._enrol()

    def _stories(self) -> list[Story]:
        stays = plan.stays(self.cases, self.seed)
        people = enrolled_people([stay.opened for stay in stays], self.seed)
        receivers = {code: self.roster.with_role(Role.RECEIVER, code) for code in self.roster.branches}
        receivers = {code: staff for code, staff in receivers.items() if staff}
        areas = {area.code: area for area in self.definition.mapping_areas}
        made = []
        for number, (stay, person) in enumerate(zip(stays, people, strict=True)):
            story = Story(
                number,
                person,
                stay.opened,
                stay.closed,
                f"team-{number % 10 + 1}",
                origin_of(person),
                random.Random(f"{self.seed}:case:{number}"),
            )
            story.receivers, story.branches, story.areas = receivers, self.roster.branches, areas
            story.assigned_until = stay.closed + timedelta(days=200) if stay.closed else None
            made.append(story)
        self._choose(made)
        return made

    def _choose(self, made):
        """What must hold over all cases: reasons, workplaces, portraits, today's meetings."""
        chance = random.Random(f"{self.seed}:choices")
        choose_reasons(made, chance)
        choose_workplaces(made, chance)
        lively = [s for s in made if s.is_present and 45 < (s.day - s.opened).days < 200]
        chance.shuffle(lively)
        for portrait in all_portraits():
            found = next((story for story in lively if not story.portrait and portrait.suits(story)), None)
            if found:
                portrait.fit(found)
        for story in made:
            choose_branches(story, self.roster)
        by_leader = defaultdict(list)
        for story in made:
            if story.is_present and (story.day - story.opened).days > 4:
                by_leader[story.leader.pk].append(story)
        for mine in by_leader.values():
            chosen = [s for s in mine if s.portrait][:2]
            chosen += chance.sample([s for s in mine if s not in chosen], min(3 - len(chosen), len(mine) - len(chosen)))
            for slot, story in zip(sorted(chance.sample(range(6), len(chosen))), chosen, strict=True):
                story.meets_today = _SLOTS[slot]

    def _refer(self):
        chance = random.Random(f"{self.seed}:intake")
        maker = PeopleMaker(f"{self.seed}:waiting")
        maker.taken = self.taken = {story.person.number for story in self.people}
        for story in self.people:
            story.draw = draw_of(story.opened) if in_frame(story.person) else None
            story.called_on = plan.working_day(story.opened - timedelta(days=story.chance.randrange(4, 26)), -1)
            earliest = DRAWS[story.draw][0] if story.draw is not None else story.called_on
            story.called_on = max(story.called_on, min(earliest, story.opened))
            story.referred_on = earliest - timedelta(days=story.chance.randrange(3, 60))
            story.referral = story.key()
        waiting = self._waiting(maker, chance)
        called = [w for w in waiting if w.state == "called" and w.draw is not None]
        rows, left = draw_lists(self.intake, self.people, called, maker, chance)
        self.say("Drawing and referring")
        with self.intake.acting("af"):
            draws = [row and (Draw.objects.bulk_create([row])[0].pk) for row in rows]
        for place, on, person in left:
            waiting.append(
                Waiting(
                    person,
                    "waiting",
                    on - timedelta(days=chance.randrange(5, 60)),
                    place,
                    pseudonym=person.facts.pop("pseudonym"),
                )
            )
        self._write_referrals(waiting, draws, chance)

    def _waiting(self, maker, chance) -> list[Waiting]:
        """New referrals that wait, people called who aren't enrolled yet, undecided, not eligible, declined."""
        scale = self.cases / plan.CASES
        made = []
        for state, number in (
            ("waiting", 140),
            ("called", 52),
            ("undecided", 24),
            ("not_eligible", 32),
            ("declined", 14),
        ):
            for _ in range(max(1, round(number * scale))):
                person = waiting_person(maker, chance.choices(("man", "woman"), (55, 45))[0], plan.DAY)
                made.append(self._one_waiting(state, person, chance))
        return made

    def _one_waiting(self, state, person, chance):
        entry = Waiting(person, state, plan.DAY - timedelta(days=chance.randrange(1, 26)))
        if state == "called":
            entry.called_on = plan.working_day(plan.DAY - timedelta(days=chance.randrange(1, 16)), -1)
            entry.draw = len(DRAWS) - 1 if in_frame(person) else None
            entry.team = self.teams[f"team-{chance.randrange(1, 11)}"].pk
            entry.referred_on = entry.called_on - timedelta(days=chance.randrange(20, 60))
            if entry.draw is not None:
                entry.referred_on = DRAWS[-1][0] - timedelta(days=chance.randrange(5, 40))
        if state == "undecided":
            person.facts.pop("in_job"), person.facts.pop("income_support")
        if state == "not_eligible":
            person.facts["municipality"] = chance.choice(("1281", "1262", "1263"))
        if state == "declined":
            entry.reason = chance.choice(
                ("Har fått arbete.", "Vill inte delta nu.", "Vill fortsätta hos sin handläggare.")
            )
        return entry

    def _write_referrals(self, waiting, draws, chance):
        """In slices, so that the workers write the first while the next is made."""
        slices = defaultdict(list)
        for branch, entry in self._entries(waiting, draws, chance):
            slices[branch].append(entry)
            if len(slices[branch]) == _REFERRALS:
                self._give_referrals(branch, slices.pop(branch))
        for branch, entries in slices.items():
            self._give_referrals(branch, entries)
        self.workers.finish()
        analyze(roughly=True)

    def _give_referrals(self, branch, entries):
        self.workers.give(
            f"Referrals of {branch} from {entries[0][0]['referred_on']}", self.intake.write, branch, entries
        )

    def _entries(self, waiting, draws, chance):
        for story in self.people:
            yield story.origin, self._enrolled_entry(story, draws)
        for entry in waiting:
            yield origin_of(entry.person), self._waiting_entry(entry, draws, chance)

    def _enrolled_entry(self, story, draws):
        branch, intake = story.origin, self.intake
        row = intake.referral(
            story.person,
            "called",
            story.referred_on,
            id=story.referral,
            pseudonym=story.pseudonym,
            draw=draws[story.draw] if story.draw is not None else None,
            called_on=story.called_on,
            team=self.teams[story.team].pk,
            contact_staff=story.staff[branch].pk,
            referred_by=self._referrer(story.person),
        )
        by = story.staff[branch]
        words = "" if story.draw is None else "Lottning"
        steps = (
            ("", "waiting", story.referred_on, ""),
            ("waiting", "called", story.called_on, words),
            ("called", "enrolled", story.opened, ""),
        )
        return row, [intake.move(story.referral, branch, *step[:3], by, step[3]) for step in steps], story.person.number

    def _referrer(self, person):
        staff = self.roster.with_role(Role.REFERRER, origin_of(person))
        return staff[0].pk if staff and person.way != "af_file" else None

    def _waiting_entry(self, entry, draws, chance):
        person, intake = entry.person, self.intake
        branch, key = origin_of(person), uuid.UUID(int=chance.getrandbits(128), version=4)
        clerk = intake.administrator if branch == "af" else intake.clerks[branch]
        contact = None
        if entry.team:
            code = next(code for code, team in self.teams.items() if team.pk == entry.team)
            contact = self.roster.in_team(code, branch)[0].pk
        row = intake.referral(
            person,
            entry.state,
            entry.referred_on,
            id=key,
            pseudonym=entry.pseudonym,
            called_on=entry.called_on,
            draw=draws[entry.draw] if entry.draw is not None else None,
            team=entry.team,
            contact_staff=contact,
            referred_by=self._referrer(person),
            verdict=verdict_words(self.definition, person, plan.DAY),
        )
        first = entry.state if entry.state in ("undecided", "not_eligible") else "waiting"
        steps = [("", first, entry.referred_on, "")]
        if entry.state in ("called", "declined"):
            steps.append(("waiting", entry.state, entry.called_on or plan.DAY - timedelta(days=1), entry.reason))
        return row, [intake.move(key, branch, *step[:3], clerk, step[3]) for step in steps], person.number

    def _enrol(self):
        """Month by month; the workers write each chunk of cases as soon as all its cases are open."""
        self.say("Enrolling and writing")
        first_phase = min(self.definition.phases, key=lambda phase: phase.number).code
        given = 0
        for opened in self._opened(first_phase):
            while opened - given >= CHUNK or given < opened == len(self.people):
                chunk = self.people[given : given + CHUNK]
                part = f"Cases {given + 1}–{given + len(chunk)}"
                self.workers.give(part, write_told, chunk, self.definition, self.roster, FIRST, told=self._tell_written)
                given += len(chunk)

    def _opened(self, first_phase):
        """Open the cases in order of month; gives after each month how many are open."""
        months = defaultdict(lambda: defaultdict(list))
        for story in self.people:
            months[story.opened.replace(day=1)][story.origin].append(story)
        opened = 0
        for month in sorted(months):
            for origin, mine in sorted(months[month].items()):
                for start in range(0, len(mine), CHUNK):
                    self.intake.open_cases(origin, mine[start : start + CHUNK], first_phase)
                opened += len(mine)
            yield opened

    def _tell_written(self, number):
        """After some chunks the planner must know: what it planned for empty tables is slow then."""
        self._written += number
        if -(-self._written // CHUNK) in _ANALYZED_AFTER:
            analyze(roughly=True)
        self.say(f"  {self._written} of {self.cases} cases")


def verdict_words(definition, person, on) -> dict:
    """The verdict as it is stored with a referral."""
    verdict = judge(definition, person.facts, on)
    return {
        "state": verdict.state,
        "way_in": verdict.way_in,
        "failed": list(verdict.failed),
        "missing": [{"fact": m.fact, "owner": m.owner, "question": m.question} for m in verdict.missing],
        "priority": verdict.priority,
    }


def choose_reasons(made, chance) -> None:
    """Why each discharged person left: the numbers of `plan.EXITS`, each reason where it is likely."""
    left = [story for story in made if story.closed]
    scale = len(made) / plan.CASES
    wanted = {code: max(1, round(number * scale)) for code, number in plan.EXITS.items()}
    goal = round(len(made) * plan.TO_WORK_OR_STUDIES / 1000)
    wanted["work"] = goal - wanted["work_subsidised"] - wanted["studies"]
    for story in _likeliest(left, chance, lambda s: s.origin == "fk", share=0.75):
        story.reason = "af_fk_cooperation"
    for code, weight in _LIKELY:
        open_ones = [story for story in left if not story.reason]
        for story in _weighted(open_ones, chance, weight, wanted[code]):
            story.reason = code
    for story in left:
        story.reason = story.reason or "ordinary_services"


def _stay(story):
    return (story.closed - story.opened).days


_LIKELY = (
    (
        "sickness_compensation",
        lambda s: 30 if s.person.has_sickness_benefit else 0.3 if s.person.age_band == "60+" else 0.01,
    ),
    ("deceased", lambda s: 3 if s.person.age_band == "60+" else 1),
    ("moved", lambda s: 6 if _stay(s) < 150 else 1),
    ("no_contact", lambda s: 6 if _stay(s) < 150 else 1),
    ("own_wish", lambda s: 6 if _stay(s) < 150 else 1),
    ("long_absence", lambda s: 2 if _stay(s) < 150 else 1),
    ("programme_ended", lambda s: 5 if _stay(s) > 240 else 0.01),
    ("studies", lambda s: 3 if s.person.age_band == "20-39" else 1 if s.person.age_band == "40-59" else 0.1),
    ("work_subsidised", lambda s: 2 if _stay(s) > 120 else 0.7),
    ("work", lambda s: 2 if _stay(s) > 100 else 1),
)


def _likeliest(people, chance, condition, share):
    found = [story for story in people if condition(story)]
    return chance.sample(found, round(len(found) * share))


def _weighted(people, chance, weight, number):
    """*number* people without replacement, by weight."""
    keyed = sorted(people, key=lambda story: (-(chance.random() ** (1 / weight(story))), story.number))
    return keyed[:number]


def choose_workplaces(made, chance) -> None:
    """65 % of all take part in a workplace-based activity (P-042), rather those who stay long enough."""
    able = [story for story in made if (story.end - story.opened).days > 40]
    wanted = min(round(len(made) * 0.65), len(able))
    for story in _weighted(able, chance, lambda s: 4 if (s.end - s.opened).days > 100 else 1, wanted):
        story.is_workplace = True


def told_in_cases(register) -> None:
    """What stands in the cases' own files alone, once all are written: it is copied with them."""
    answers_to_questions(register, FIRST)
    after_the_start(register)


def make_all(cases, *, seed=1, workers=None, say=print, was_begun=False):
    """Make everything in an empty database; a half-made register is thrown away first.

    workers: how many processes write at the same time; None: one for each processor. The rows are the same.
    """
    if was_begun:
        say("A half-made register is here: throwing it away first")
        empty_database()
    mark_begun(cases, seed)
    with unhurried(), Workers(workers or number_of_workers()) as crew:
        register = Register(size_of_block(cases), seed, say, crew)
        register.make()
        if size_of_block(cases) < cases:
            crew.finish()
            told_in_cases(register)
            multiply(cases, register.intake, register.taken, crew, say)
        SecondRegister(register.roster, seed, register.taken).make()  # while the workers write the first
        crew.finish()
        if size_of_block(cases) == cases:
            told_in_cases(register)
        signs_of_returns(register)
        answers_to_questions(register, SECOND)
        drafts_and_file(register)
        protected_case(register)
        meetings_with_others(register, FIRST)
        tell_of_employers(register)
        moves_and_texts(register)
        own_pages(register, FIRST)
        rights_requests(register)
        questions_of_grounds(register)
        questions_without_names(register.roster)
        tell_of_incidents(register.roster)
        tell_of_obstacles(register.roster)
        make_catalogue(register)
        write_attendance(register)
        analyze()
        say("Month-end snapshots")
        make_snapshots(crew)  # nothing that they count is written after this: the workers make them meanwhile
        write_registrations(register)
        block_of_a_unit(register)
        reports_to_fund(register)
        readings_to_review(register)
        propose_longer_retention(register.roster)
        proposal_to_destroy(register.roster)
        count_deadlines(crew)
        crew.finish()
    mark_complete()
