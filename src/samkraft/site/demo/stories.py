"""One case as plain data: who takes part, consent lines, rows and releases with their days. No database here."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from samkraft.programmes.months import add_months
from samkraft.site.demo import plan
from samkraft.site.demo.people import Person

CORE = ("af", "soc", "ama")
_SHORT_CONSENT = {"identity", "own_words", "plan", "discharge"}


@dataclass
class Line:
    """A consent line: recorded by its from-branch, or (unconfirmed) by the one that sat with the person."""

    from_branch: str
    to_branch: str
    category: str
    since: date
    until: date
    recorded_by: str
    is_withdrawn: bool = False


@dataclass
class Released:
    """One item released to branches on a day."""

    on: date
    from_branch: str
    to_branches: list[str]
    category: str
    kind: str
    item: uuid.UUID
    version: int
    title: str
    content: dict
    addressed_to: object = None
    answer: tuple = ()


@dataclass
class Story:
    """One case from referral to the demo's day."""

    number: int
    person: Person
    opened: date
    closed: date | None
    team: str
    origin: str
    chance: random.Random
    day: date = plan.DAY
    reason: str = ""
    is_workplace: bool = False
    is_unanswered: bool = False
    portrait: object = None
    meets_today: time | None = None
    referred_on: date | None = None
    called_on: date | None = None
    draw: int | None = None
    pseudonym: str = ""
    joins: dict = field(default_factory=dict)
    staff: dict = field(default_factory=dict)
    leader_branch: str = ""
    phases: list = field(default_factory=list)
    next_talk: date | None = None
    rows: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    releases: list = field(default_factory=list)
    case_id: uuid.UUID | None = None
    case_number: str = ""
    files: dict = field(default_factory=dict)
    job: object = None
    referral: uuid.UUID | None = None
    assigned_until: date | None = None
    receivers: dict = field(default_factory=dict)
    branches: dict = field(default_factory=dict)
    areas: dict = field(default_factory=dict)

    @property
    def end(self) -> date:
        return self.closed or self.day

    @property
    def is_present(self) -> bool:
        return self.closed is None

    @property
    def leader(self):
        return self.staff[self.leader_branch]

    def area(self, code: str):
        """An area of the programme's mapping."""
        return self.areas[code]

    def key(self) -> uuid.UUID:
        """A key of an item, from this case's own chance."""
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def add(self, model: str, branch: str, **values) -> dict:
        """A row in a branch's file."""
        self.rows.append((model, branch, values))
        return values

    def after(self, days: int, start: date | None = None) -> date:
        """The working day so many days after a day (the enrolment)."""
        return plan.working_day((start or self.opened) + timedelta(days=days))

    def led_on(self, on: date) -> date:
        """The day itself, or the last before it on which the leader's branch could work with the case (CON-01)."""
        if self.leader_branch == self.origin:
            return on
        mine = (line for line in self.lines if self.leader_branch in (line.from_branch, line.to_branch))
        return min(on, max(line.until for line in mine if not line.is_withdrawn))

    def others(self, branch: str, category: str, on: date) -> list[str]:
        """The branches that a line lets this branch release to on a day, among those with a file by then."""
        return [
            line.to_branch
            for line in self.lines
            if line.from_branch == branch
            and line.category == category
            and line.recorded_by == branch
            and not line.is_withdrawn
            and line.since <= on <= line.until
            and self.joins.get(line.to_branch, on) <= on
        ]

    def release(self, on, branch, category, kind, item, version, title, content) -> bool:
        """Release an item to everyone whom a line covers; False when nobody is."""
        receivers = list(dict.fromkeys(self.others(branch, category, on)))
        if receivers:
            self.releases.append(Released(on, branch, receivers, category, kind, item, version, title, content))
        return bool(receivers)


def choose_branches(story: Story, roster) -> None:
    """Which branches take part from when, who works with the case, and who leads it (P-020, P-021, P-024)."""
    chance, person = story.chance, story.person
    story.joins = dict.fromkeys(CORE, story.opened) | {story.origin: story.opened}
    extra = {
        "fk": 1.0 if person.has_sickness_benefit else 0.04,
        "vux": 0.22,
        "reg": 0.4 if person.has_sickness_benefit else 0.07,
    }
    for branch, share in extra.items():
        joined = story.after(chance.randrange(4, 30))
        if branch not in story.joins and (
            chance.random() < share or (story.portrait and branch in story.portrait.branches)
        ):
            if branch == "fk" and person.has_sickness_benefit:
                joined = story.opened
            if joined < story.end - timedelta(days=25) or joined == story.opened:
                story.joins[branch] = joined
    for branch in story.joins:
        story.staff[branch] = chance.choice(roster.in_team(story.team, branch))
    story.leader_branch = _leading(story)


def _leading(story) -> str:
    if story.person.has_sickness_benefit and story.origin == "fk" and story.chance.random() < 0.5:
        return "fk"
    return story.chance.choices(CORE, (46, 27, 27))[0]


def consent_lines(story, definition) -> None:
    """Lines from the enrolment meeting: all that the programme presets for those present, the fewest for those gone."""
    wanted = {}
    for preset in definition.consent.presets:
        for to in (*preset.to_branches, *preset.to_if_in_team):
            if preset.from_branch in story.joins and to in story.joins:
                wanted[preset.from_branch, to, preset.category] = True
    for to in story.joins:
        for category in ("identity", "enrolment"):
            wanted[story.origin, to, category] = True
        for category in ("own_words", "plan", "minutes", "discharge"):
            wanted[story.leader_branch, to, category] = True
    if not story.is_present and story.portrait is None:
        wanted = {key: True for key in wanted if _is_needed(story, key)}
    until = min(story.opened + timedelta(days=364), add_months(story.closed, 6) if story.closed else date.max)
    for from_branch, to, category in wanted:
        if from_branch != to:
            since = max(story.joins[from_branch], story.joins[to])
            story.lines.append(Line(from_branch, to, category, since, until, from_branch))
    if story.is_present:
        _vary_consents(story)
    elif story.closed > until:  # who stays longer than a consent can hold says yes again
        _renew(story, forgets=False, latest=add_months(story.closed, 6))


def _is_needed(story, key) -> bool:
    from_branch, _to, category = key
    if category == "identity":
        return from_branch == story.origin
    return category in _SHORT_CONSENT and from_branch == story.leader_branch


def _vary_consents(story) -> None:
    """Consent that is renewed, has run out, will soon, was taken back, or waits for the from-branch to confirm."""
    chance, gone = story.chance, (story.day - story.opened).days
    if gone > 330:
        _renew(story, forgets=chance.random() < 0.12)
    elif gone > 150 and chance.random() < 0.04:
        ends = story.day + timedelta(days=chance.randrange(2, 29))
        for line in story.lines:
            line.until = min(line.until, ends)
    elif gone < 45 and chance.random() < 0.18:
        late = [
            line
            for line in story.lines
            if line.from_branch in CORE
            and line.from_branch != story.origin
            and line.category in ("social", "municipal_activity", "minutes", "income_support")
        ]
        for line in late[:3]:
            line.recorded_by, line.since = story.origin, max(line.since, story.joins[story.origin])
    elif gone > 60 and chance.random() < 0.02:
        for line in story.lines:
            line.is_withdrawn = line.category in ("minutes", "social")


def _renew(story, forgets, latest=date.max) -> None:
    turn = story.day - timedelta(days=3) if forgets else story.after(300)
    new = []
    for line in story.lines:
        line.until = min(line.until, turn)
        if not forgets:
            new.append(
                Line(
                    line.from_branch,
                    line.to_branch,
                    line.category,
                    turn,
                    min(turn + timedelta(days=360), latest),
                    line.from_branch,
                )
            )
    story.lines += new
