"""The 2023 programme beside the first: twenty people on a day of its own, in five steps (P-015, P-039)."""

# ruff: noqa: E501  one line for each text reads better than broken Swedish

import random
from datetime import date, time, timedelta

from samkraft.access.choices import Role
from samkraft.programmes.models import Programme
from samkraft.site.demo import contents, courses, endings, plan, plans, texts
from samkraft.site.demo.dialogues import talk
from samkraft.site.demo.intake import Intake
from samkraft.site.demo.people import PeopleMaker
from samkraft.site.demo.staff import SECOND
from samkraft.site.demo.stories import Story, consent_lines
from samkraft.site.demo.twice import people_enrolled_twice
from samkraft.site.demo.writing import CaseWriter

PEOPLE = 20
STEPS = ("meeting", "review", "three_party_meeting", "plan", "handover")
_REVIEW_AF = (
    "Inskriven sedan {year}. Fyra handläggare och sex insatser. Praktik på {place} var den enda som ledde till samtal om arbete.",
    "Första kontakten {year}. Långa uppehåll mellan insatserna, som mest fjorton månader. Eget initiativ till praktik på {place}.",
    "Sedan {year} i programmet. Två arbetsmarknadsutbildningar påbörjade, en avslutad. Ingen uppföljning efter kursen.",
)
_REVIEW_AMA = (
    "Två perioder av arbetsträning. God närvaro båda gångerna, men ingen fortsättning planerades.",
    "Okänd hos oss före 2021. En språkpraktik som personen själv avslutade.",
    "Tidsbegränsad anställning i sex månader. Referens finns.",
)
_REVIEW_SOC = (
    "Kontakt sedan flera år. Många byten av handläggare. Vardagen är stabil i dag.",
    "Kort kontakt 2019 och sedan 2021. Personen har själv tagit initiativ till stöd.",
)
_OWN = (
    "Det som hjälpte var när en och samma person ringde varje vecka. Det som inte hjälpte var alla kurser i att skriva cv.",
    "Ingen frågade vad jag ville. När jag sa att jag ville köra truck fick jag en datakurs.",
    "Jag var nära ett jobb 2016. Sedan bytte jag handläggare och allt började om.",
    "Jag vill att någon läser allt som redan står om mig, så att jag slipper berätta en gång till.",
)
_RECOMMENDATIONS = {
    "job": "Fortsätter i jobb- och utvecklingsgarantin med en namngiven handläggare och en jobbnära insats.",
    "ama": "Planerar med Arbetsmarknadsavdelningen: arbetsträning med sikte på anställning.",
    "sip": "En samordnad individuell plan hålls ihop av primärvården.",
}


class SecondRegister:
    """The demo register of Malmö långtid 2023."""

    def __init__(self, roster, seed, taken):
        self.roster, self.seed = roster, seed
        self.chance = random.Random(f"{seed}:second")
        self.maker = PeopleMaker(f"{seed}:second")
        self.maker.taken = taken

    def make(self):
        """Refer, enrol and write twenty people."""
        programme = Programme.objects.get(slug=SECOND)
        version = programme.version_on(programme.demo_day)
        self.day, self.definition = programme.demo_day, version.definition
        self.team = programme.teams.get()
        self.intake = Intake(self.roster, programme, version, {}, self.seed, self.day)
        self.intake.administrator = self.roster.with_role(Role.PROJECT_ADMINISTRATOR, "af", SECOND)[0]
        made = [self._story(number) for number in range(PEOPLE)]
        self._refer(made)
        for story in made:
            self._tell(story)
        CaseWriter(made, self.roster, SECOND, self.day).write()
        people_enrolled_twice(self, made)

    def _story(self, number) -> Story:
        chance = self.chance
        opened = plan.working_day(date(2023, 2, 6) + timedelta(days=number * 4 + chance.randrange(3)))
        person = self.maker.person(chance.choice(("woman", "man")), 2023 - chance.randrange(34, 61), "compulsory")
        registered = opened.replace(year=opened.year - chance.randrange(11, 19))
        person.way, person.in_job, person.income_support = "af_file", True, chance.random() < 0.6
        person.registered_since, person.support_since, person.priority = registered, registered, "everyone"
        person.facts = {
            "municipality": "1280",
            "in_job": True,
            "job_days": chance.randrange(460, 2400),
            "referral_way": "af_file",
            "registered_since": registered.isoformat(),
            "unemployment_insurance_basis": False,
            "income_support": person.income_support,
            "activity_support": True,
        }
        story = Story(
            number, person, opened, None, self.team.code, "af", random.Random(f"{self.seed}:second:{number}"), self.day
        )
        story.joins = {"af": opened, "ama": opened} | ({"soc": opened} if person.income_support else {})
        for branch in story.joins:
            story.staff[branch] = chance.choice(self.roster.in_team(self.team.code, branch, SECOND))
        story.leader_branch, story.assigned_until = "af", None
        story.branches = self.roster.branches
        story.areas = {area.code: area for area in self.definition.mapping_areas}
        story.receivers = {
            code: staff for code in story.joins if (staff := self.roster.with_role(Role.RECEIVER, code, SECOND))
        }
        story.job = chance.choice(texts.JOBS)
        return story

    def _refer(self, made):
        entries = []
        for story in made:
            by, story.referral = story.staff["af"], story.key()
            story.referred_on = story.opened - timedelta(days=story.chance.randrange(14, 40))
            story.called_on = plan.working_day(story.opened - timedelta(days=8), -1)
            row = self.intake.referral(
                story.person,
                "called",
                story.referred_on,
                id=story.referral,
                called_on=story.called_on,
                team=self.team.pk,
                contact_staff=by.pk,
            )
            states = (
                ("", "waiting", story.referred_on),
                ("waiting", "called", story.called_on),
                ("called", "enrolled", story.opened),
            )
            moves = [self.intake.move(story.referral, "af", before, after, on, by) for before, after, on in states]
            entries.append((row, moves, story.person.number))
        self.intake.write("af", entries)
        self.intake.open_cases("af", made, "meeting")

    def _tell(self, story):
        """As far on the way as the time since enrolment lets."""
        reached = min(4, (self.day - story.opened).days // 19)
        if reached == 4:
            story.closed = plan.working_day(min(story.after(80), self.day - timedelta(days=2)), -1)
            story.reason = ("job", "ama", "own_wish", "job")[story.number % 4]
            story.is_unanswered = story.number in (1, 3)
        consent_lines(story, self.definition)
        story.phases = [(STEPS[0], story.opened)]
        for place in range(1, reached + 1):
            on = story.after(place * 18)
            if on < story.end - timedelta(days=1):
                self._step(story, STEPS[place], on)
        self._review(story)
        courses.benefits(story)
        if story.closed:
            endings.ending(story, self.definition)
        else:
            story.meets_today = time(9 + story.number % 6, 0) if story.number % 5 == 0 else None
            courses.open_ends(story)
            talk(story, self.definition)

    def _step(self, story, phase, on):
        story.phases.append((phase, on))
        direction = ""
        if phase == "plan":
            direction = story.reason if story.reason in _RECOMMENDATIONS else story.chance.choice(("job", "ama", "sip"))
            self._plan(story, direction, on)
        story.add(
            "PhaseMove",
            "af",
            phase=phase,
            direction=direction,
            moved_on=on,
            talk_on=None,
            reason=_RECOMMENDATIONS.get(direction, ""),
            moved_by=story.leader.pk,
        )
        if phase == "three_party_meeting":
            courses.meeting(story, "three_party", on)
        story.add("Contact", "af", held_on=on, kind="visit", staff=story.leader.pk)

    def _review(self, story):
        words = {"year": story.person.registered_since.year, "place": story.job.place}
        parts = (
            ("own_words", "af", "own_words", _OWN, 2),
            ("review_af", "af", "labour_market", _REVIEW_AF, 20),
            ("review_ama", "ama", "municipal_activity", _REVIEW_AMA, 24),
            ("review_soc", "soc", "social", _REVIEW_SOC, 27),
        )
        for area, branch, category, pool, after in parts:
            on = story.after(after)
            if branch not in story.joins or on >= story.end:
                continue
            text, item, staff = story.chance.choice(pool).format(**words), story.key(), story.staff[branch]
            row = story.add(
                "MappingSection",
                branch,
                item=item,
                area=area,
                version=1,
                is_current=True,
                strengths="",
                text=text,
                source="",
                written_by=staff.pk,
                written_on=on,
            )
            title, content = f"Kartläggning: {story.area(area).name}", contents.section(row, story.area(area), staff)
            story.release(on, branch, category, "mapping", item, 1, title, content)

    def _plan(self, story, direction, on):
        wanted = {
            "job": [
                texts.Step(
                    "Stöd och matchning med en namngiven handläggare",
                    "support_and_matching",
                    "af",
                    "En person håller ihop.",
                    7,
                    90,
                )
            ],
            "ama": [
                texts.Step(
                    "Arbetsträning med handledare på " + story.job.place,
                    "municipal_activity",
                    "ama",
                    "Jobbnära från start.",
                    10,
                    90,
                )
            ],
            "sip": [texts.Step("Kallelse till möte om samordnad individuell plan", "", "af", "", 5, 20)],
        }[direction]
        wanted.append(texts.Step("Läser igenom genomlysningen hemma", "", "person", "", 1, 10))
        plans.publish_plan(story, wanted, [on], self.definition, f"Jag vet vart jag ska: {story.job.name}.")
