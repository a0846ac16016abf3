"""What happened in each case: rows, consent lines and releases with their days, as plain data. No database here."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samkraft.programmes.months import add_months
from samkraft.site.demo import plan, texts
from samkraft.site.demo.people import Person

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CORE = ("af", "soc", "ama")
WORKPLACE = ("work_practice", "work_training", "language_practice", "work_training_obstacles", "municipal_employment")
_NO_TALK = {"employer_work", "joint_planning", "follow_up"}
_SHORT_CONSENT = {"identity", "own_words", "plan", "discharge"}
_DECISION_DAYS = (3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13, 16, 21, 30)


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
    files: dict = field(default_factory=dict)
    job: object = None

    @property
    def end(self) -> date:
        return self.closed or self.day

    @property
    def is_present(self) -> bool:
        return self.closed is None

    @property
    def leader(self):
        return self.staff[self.leader_branch]

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

    def others(self, branch: str, category: str, on: date) -> list[str]:
        """The branches that a line lets this branch release to on a day, among those with a file by then."""
        return [
            line.to_branch
            for line in self.lines
            if line.from_branch == branch and line.category == category and line.recorded_by == branch
            and not line.is_withdrawn and line.since <= on <= line.until and self.joins.get(line.to_branch, on) <= on
        ]  # fmt: skip

    def release(self, on, branch, category, kind, item, version, title, content) -> bool:
        """Release an item to everyone whom a line covers; False when nobody is."""
        receivers = list(dict.fromkeys(self.others(branch, category, on)))
        if receivers:
            self.releases.append(Released(on, branch, receivers, category, kind, item, version, title, content))
        return bool(receivers)


def tell(story: Story, definition) -> Story:
    """Everything that happened in a case, in order."""
    story.job = story.portrait.job if story.portrait else story.chance.choice(texts.JOBS)
    consent_lines(story, definition)
    mapped_on = _mapping(story)
    planned_on = _plans(story, mapped_on, definition)
    _phases(story, planned_on)
    _talks(story, mapped_on, planned_on)
    benefits(story)
    if story.is_present:
        open_ends(story)
    else:
        ending(story, definition)
    return story


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
        late = [line for line in story.lines if line.from_branch in CORE and line.from_branch != story.origin
                and line.category in ("social", "municipal_activity", "minutes", "income_support")]  # fmt: skip
        for line in late[:3]:
            line.recorded_by, line.since = story.origin, max(line.since, story.joins[story.origin])
    elif gone > 60 and chance.random() < 0.02:
        for line in story.lines:
            line.is_withdrawn = line.category in ("minutes", "social")


def _renew(story, forgets) -> None:
    turn = story.day - timedelta(days=3) if forgets else story.after(300)
    new = []
    for line in story.lines:
        line.until = min(line.until, turn)
        if not forgets:
            new.append(
                Line(
                    line.from_branch, line.to_branch, line.category, turn, turn + timedelta(days=360), line.from_branch
                )
            )
    story.lines += new


def _mapping(story) -> date | None:
    """Sections by area, the person's own words first (P-031). Returns the day of the mapping meeting."""
    chance = story.chance
    met_on = story.after(chance.randrange(2, 12))
    if met_on >= story.end:
        return None
    areas = [("own_words", story.leader_branch, "own_words")]
    if story.is_present or story.portrait:
        areas += [
            ("work", "af", "labour_market"),
            ("everyday", "soc", "social"),
            ("municipal_activity", "ama", "municipal_activity"),
        ]
        areas += [("income_support", "soc", "income_support")] if story.person.income_support else []
        areas += [(area, branch, category) for area, branch, category in (
            ("education", "vux", "education"), ("benefits", "fk", "benefits"), ("health", "reg", "health"))
            if branch in story.joins]  # fmt: skip
    for place, (area, branch, category) in enumerate(areas):
        wrote_on = met_on if place == 0 else max(story.after(chance.randrange(0, 12), met_on), story.joins[branch])
        if wrote_on < story.end and not (place > 2 and chance.random() < 0.25 and not story.portrait):
            _section(story, area, branch, category, plan.working_day(wrote_on))
    return met_on


def _section(story, area, branch, category, wrote_on) -> None:
    written = getattr(story.portrait, area, "") if story.portrait else ""
    if area == "own_words":
        text = written or texts.own_words(story.chance, story.job)
    else:
        text = written or texts.section(story.chance, area, story.job)
    item, staff = story.key(), story.staff[branch]
    version = 1
    later = story.after(story.chance.randrange(20, 60), wrote_on)
    if story.is_present and area == "own_words" and story.chance.random() < 0.1 and later < story.end:
        story.add("MappingSection", branch, item=item, area=area, version=1, is_current=False, text=text,
            source="", written_by=staff.pk, written_on=wrote_on)  # fmt: skip
        version, wrote_on, text = 2, later, text + " Jag har provat nu och vill fortsätta på samma väg."
    source = "Ur anvisningen" if area in ("work", "income_support") and story.chance.random() < 0.3 else ""
    story.add("MappingSection", branch, item=item, area=area, version=version, is_current=True, text=text,
        source=source, written_by=staff.pk, written_on=wrote_on)  # fmt: skip
    is_fresh = story.is_present and (story.day - wrote_on).days < 12
    if area == "own_words" or not (
        (is_fresh and story.chance.random() < 0.4) or (story.is_present and story.chance.random() < 0.03)
    ):
        content = {
            "area": area,
            "text": text,
            "source": source,
            "written_by": staff.name,
            "written_on": wrote_on.isoformat(),
        }
        story.release(wrote_on, branch, category, "mapping", item, version, texts_area(area), content)


AREA_NAMES = {
    "own_words": "Personens egna ord", "work": "Arbete och erfarenhet", "education": "Utbildning och svenska",
    "everyday": "Vardag och social situation", "income_support": "Försörjning",
    "municipal_activity": "Insatser i kommunen", "benefits": "Ersättning", "health": "Hälsa och funktion",
    "review_af": "Genomlysning hos Arbetsförmedlingen", "review_ama": "Genomlysning hos Arbetsmarknadsavdelningen",
    "review_soc": "Genomlysning hos socialtjänsten",
}  # fmt: skip


def texts_area(area) -> str:
    return AREA_NAMES[area]


def _plans(story, mapped_on, definition) -> date | None:
    """The joint plan: draft, steps, versions published with the person there, activities that follow from the steps."""
    if mapped_on is None:
        return None
    chance = story.chance
    late = chance.random() < 0.11
    published = story.after(chance.randrange(31, 48) if late else chance.randrange(10, 29))
    published = max(published, story.after(1, mapped_on))
    if not late and (published - story.opened).days > 30:
        published = plan.working_day(story.opened + timedelta(days=29), -1)
    if published >= story.end:
        if story.is_present:
            _plan_rows(story, [], definition, None)
        return None
    days = [published]
    if story.is_present or story.portrait:
        while (next_day := story.after(chance.randrange(45, 66), days[-1])) < story.end:
            days.append(next_day)
    elif (story.end - published).days > 90 and chance.random() < 0.4:
        days.append(story.after(chance.randrange(55, 85), published))
    _plan_rows(story, days, definition, published)
    return published


def _plan_rows(story, days, definition, published) -> None:
    goal = story.portrait.goal if story.portrait else texts.goal(story.chance, story.job)
    workplace = _workplace_type(story) if story.is_workplace else ""
    if story.portrait:
        wanted = list(story.portrait.steps)
    else:
        wanted = texts.steps(story.chance, story.job, workplace, set(story.joins))
    publish_plan(story, wanted, days, definition, goal)


def publish_plan(story, wanted, days, definition, goal) -> None:
    """The draft with its steps, and a version for each day; without days a draft that nobody has seen."""
    branch, leader = story.leader_branch, story.leader
    plan_id, base = story.key(), days[0] if days else story.after(14)
    review = story.after(60, days[-1]) if days else None
    has_draft = story.is_present and story.chance.random() < 0.12
    story.add(
        "Plan",
        branch,
        id=plan_id,
        goal=goal,
        review_on=review,
        revision=len(days) + 1,
        changed_since_published=not days or has_draft,
    )
    steps = _step_rows(story, plan_id, base, definition, wanted)
    for number, on in enumerate(days, start=1):
        content = {
            "goal": goal,
            "steps": [_step_content(story, step, on) for step in steps],
            "review_on": story.after(60, on).isoformat(),
            "number": number,
            "published_on": on.isoformat(),
            "published_by": leader.name,
            "present": True,
        }
        story.add(
            "PlanVersion",
            branch,
            plan=plan_id,
            number=number,
            content=content,
            published_on=on,
            published_by=leader.pk,
            person_was_present=True,
            review_on=story.after(60, on),
        )
        story.release(on, branch, "plan", "plan", plan_id, number, f"Gemensam plan, version {number}", content)


def _step_rows(story, plan_id, base, definition, wanted) -> list[dict]:
    rows = []
    for position, step in enumerate(wanted, start=1):
        if step.who == "person" or step.who in story.joins:
            rows.append(_step_row(story, plan_id, base, position, step, definition))
    return rows


def _step_row(story, plan_id, base, position, step, definition) -> dict:
    starts, ends = story.after(step.after, base), story.after(step.after + step.days, base)
    if story.closed and step.type in WORKPLACE and starts > story.closed - timedelta(days=20):
        starts = plan.working_day(max(story.opened + timedelta(days=10), story.closed - timedelta(days=45)))
    if story.closed:
        ends = max(min(ends, plan.working_day(story.closed - timedelta(days=2), -1)), starts)
    is_mine = step.who == "person"
    owner = None if is_mine else step.who
    row = story.add(
        "PlanStep", story.leader_branch, id=story.key(), plan=plan_id, position=position, title=step.title[:160],
        why=step.why, activity_type=step.type, responsible_branch=owner,
        responsible_staff=story.staff[owner].pk if owner else None, by_participant=is_mine, starts_on=starts, ends_on=ends,
        state=_state(story, starts, ends, story.end), state_since=None,
    )  # fmt: skip
    if step.type and step.type not in _NO_TALK:
        _activity(story, row, definition)
    return row


def _state(story, starts, ends, on) -> str:
    if on < starts:
        return "agreed" if story.is_present else "interrupted"
    return "under_way" if on <= ends else "done"


def _step_content(story, row, on) -> dict:
    code = row["responsible_branch"] or ""
    branch = story.branch_words.get(code, ("", "")) if code else ("", "")
    staff = story.staff.get(code)
    state = "agreed" if on < row["starts_on"] else "under_way" if on <= row["ends_on"] else "done"
    return {
        "id": str(row["id"]), "title": row["title"], "activity_type": row["activity_type"], "branch_code": code,
        "branch_name": branch[0], "branch_mark": branch[1], "staff_id": str(staff.public_id) if staff else "",
        "staff_name": staff.name if staff else "", "by_participant": row["by_participant"],
        "starts": row["starts_on"].isoformat(), "ends": row["ends_on"].isoformat(), "state": state, "why": row["why"],
    }  # fmt: skip


def _workplace_type(story) -> str:
    if story.reason == "work_subsidised" and story.chance.random() < 0.4:
        return "subsidised_employment"
    return story.chance.choices(WORKPLACE, (40, 22, 14, 14, 10))[0]


def _activity(story, step, definition) -> None:
    """The booking behind a step: asked, decided, started and ended with its talks (P-034, P-042)."""
    chance, kind = story.chance, definition.activity_type(step["activity_type"])
    provider = story.leader_branch if kind.provider == "leading" else kind.provider
    placing = provider if provider in story.joins else story.leader_branch
    is_sure = kind.workplace_based and story.is_workplace
    waited = chance.choice(_DECISION_DAYS) if kind.decides else 0
    started = step["starts_on"]
    if is_sure and started >= story.end:
        started = plan.working_day(
            max(story.opened + timedelta(days=8), story.end - timedelta(days=chance.randrange(6, 30)))
        )
    asked = max(plan.working_day(started - timedelta(days=waited + chance.randrange(4, 18)), -1), story.opened)
    if asked > story.end:
        return
    decided = min(story.after(waited, asked), started)
    row = dict(
        id=story.key(), type=kind.code, title=step["title"], provider_branch=provider, provider="", deciding_branch=kind.decides or provider,
        is_workplace_based=kind.workplace_based, is_job_related=kind.job_related, step=step["id"], state="asked",
        asked_on=asked, decided_on=None, planned_from=started, planned_until=max(step["ends_on"], started), started_on=None,
        ended_on=None, start_talk_on=None, end_talk_on=None, end_reason="", placed_by=story.staff[placing].pk,
    )  # fmt: skip
    _run(story, row, decided, started, max(step["ends_on"], started), is_sure)
    story.add("Activity", placing, **row)
    if story.is_present:
        _release_activity(story, row, placing, kind.category)


def _run(story, row, decided, started, ends, is_sure) -> None:
    chance, end = story.chance, story.end
    if decided <= end:
        row["decided_on"], row["state"] = decided, "decided"
        if not is_sure and chance.random() < 0.03:
            row["state"], row["end_reason"] = "refused", "Platsen fanns inte längre."
            return
    if decided > end or started > end:
        if story.closed:
            row["state"], row["decided_on"] = ("interrupted", decided) if decided <= end else ("refused", end)
            row["ended_on"] = end if decided <= end else None
            row["end_reason"] = "Personen skrevs ut innan aktiviteten började."
        return
    row["state"], row["started_on"] = "under_way", started
    if chance.random() < 0.96:
        row["start_talk_on"] = started
    if ends < end or story.closed:
        row["state"], row["ended_on"] = ("completed" if chance.random() < 0.86 else "interrupted"), min(ends, end)
        if row["state"] == "interrupted":
            row["end_reason"] = chance.choice(
                ("Passade inte personen.", "Personen fick arbete.", "Arbetsgivaren kunde inte fortsätta.")
            )
        if chance.random() < 0.95:
            row["end_talk_on"] = min(story.after(chance.randrange(0, 5), row["ended_on"]), end)


def _release_activity(story, row, placing, category) -> None:
    on = row["ended_on"] or row["started_on"] or row["decided_on"] or row["asked_on"]
    content = {name: row[name] for name in ("type", "title", "provider", "provider_branch", "deciding_branch", "state")}
    days = (
        "asked_on",
        "decided_on",
        "planned_from",
        "planned_until",
        "started_on",
        "ended_on",
        "start_talk_on",
        "end_talk_on",
    )
    content |= {"step": str(row["step"]), "placed_by": story.staff[placing].name}
    content |= {name: row[name].isoformat() if row[name] else None for name in days}
    story.release(on, placing, category, "activity", row["id"], 1, row["title"], content)


def _phases(story, planned_on) -> None:
    """Phases 1 to 3; the limit of six months is kept by most, the rest have a decision, or should have (P-032, P-033)."""
    chance = story.chance
    story.phases = [("1", story.opened)]
    second = story.after(chance.randrange(26, 58))
    if planned_on:
        second = max(second, story.after(2, planned_on))
    limit = add_months(story.opened, 6)
    if chance.random() < 0.9:
        third = story.after(chance.randrange(85, 178))
    else:
        third = story.after(chance.randrange(186, 260))
    if story.closed and story.reason in ("work", "work_subsidised", "studies"):
        third = min(third, story.after(-chance.randrange(12, 60), story.closed))
    third = max(third, story.after(14, second))
    for phase, on in (("2", second), ("3", third)):
        if on < story.end - timedelta(days=1):
            story.phases.append((phase, on))
            talk = plan.working_day(on - timedelta(days=chance.randrange(0, 4)), -1)
            story.add("PhaseMove", story.leader_branch, phase=phase, direction="", moved_on=on,
                talk_on=max(talk, story.opened) if chance.random() < 0.96 else None,
                reason=chance.choice(texts.MOVE_REASONS), moved_by=story.leader.pk)  # fmt: skip
        else:
            break
    if min(third, story.end) > limit and chance.random() < 0.72:
        decided = plan.working_day(limit - timedelta(days=chance.randrange(1, 14)), -1)
        until = min(add_months(limit, 6), max(third, story.end) + timedelta(days=chance.randrange(-6, 50)))
        story.add("ExtensionDecision", story.leader_branch, decided_on=decided, until=max(until, limit + timedelta(days=5)),
            reason=chance.choice(texts.EXTENSION_NOTES), decided_by=story.leader.pk)  # fmt: skip


def _talks(story, mapped_on, planned_on) -> None:
    """Contacts through the whole stay, the meetings of mapping and plan, and minutes."""
    chance = story.chance
    step = (18, 30) if story.is_present else (24, 36)
    on = story.after(chance.randrange(2, 12))
    last = None
    while on < story.end:
        last = on
        on = story.after(chance.randrange(*step), on)
        _contact(story, last)
    if story.is_present and last and (story.day - last).days > 29 and chance.random() < 0.8:
        _contact(story, plan.working_day(story.day - timedelta(days=chance.randrange(2, 20)), -1))
    if mapped_on:
        meeting(story, "mapping", mapped_on)
    if planned_on:
        meeting(story, "plan", planned_on)
    if story.is_present or story.portrait:
        _minutes(story, planned_on)


def _contact(story, on) -> None:
    kind = story.chance.choices(("visit", "phone", "video", "letter", "workplace"), (34, 40, 10, 4, 12))[0]
    branch = story.leader_branch if story.chance.random() < 0.8 else story.chance.choice(CORE)
    story.add("Contact", branch, held_on=on, kind=kind, staff=story.staff[branch].pk)


def meeting(story, kind, on, at=None, state="held", branch=None) -> uuid.UUID:
    branch = branch or story.leader_branch
    at = at or time(story.chance.choice((8, 9, 10, 11, 13, 14, 15)), story.chance.choice((0, 15, 30)))
    starts = datetime.combine(on, at, STOCKHOLM)
    key = story.key()
    story.add("Meeting", branch, id=key, kind=kind, starts_at=starts, ends_at=starts + timedelta(minutes=60),
        place=story.chance.choice(texts.PLACES), with_interpreter=story.person.needs_interpreter,
        staff=story.staff[branch].pk, state=state)  # fmt: skip
    return key


def _minutes(story, planned_on) -> None:
    chance = story.chance
    days = [planned_on] if planned_on else []
    if planned_on and (story.end - planned_on).days > 40:
        days.append(plan.working_day(story.end - timedelta(days=chance.randrange(1, 22)), -1))
    for on in days:
        branch = story.leader_branch if chance.random() < 0.75 else chance.choice(CORE)
        item, staff = story.key(), story.staff[branch]
        title, text = chance.choice(texts.MINUTES_TITLES), texts.minutes(chance, story.job, story.person.first_name)
        is_new = (story.day - on).days < 23
        keeps = chance.random() < (0.15 if is_new else 0.5)
        content = {
            "title": title,
            "text": text,
            "held_on": on.isoformat(),
            "written_by": staff.name,
            "written_on": on.isoformat(),
        }
        shared = not keeps and (not is_new or chance.random() < 0.6)
        shared = shared and story.release(on, branch, "minutes", "minutes", item, 1, title, content)
        story.add("Minutes", branch, item=item, version=1, is_current=True, meeting=None, held_on=on, title=title, text=text,
            written_by=staff.pk, written_on=on, keep_own=keeps or (not is_new and not shared))  # fmt: skip


def benefits(story) -> None:
    """What the person lives on since when, each fact in the file of the branch that knows (P-012, P-014)."""
    person, ends = story.person, None
    if story.reason in ("work", "work_subsidised") and story.closed:
        ends = story.closed
    facts = []
    if person.has_sickness_benefit:
        facts.append(("fk", "sickness_benefit"))
    if person.facts.get("activity_support") or (person.in_job and not person.income_support):
        facts.append(("af", "activity_support"))
    if person.income_support or not facts:
        facts.append(("soc", "income_support"))
    later = story.chance.randrange(0, 50)
    for place, (branch, kind) in enumerate(facts):
        since = person.support_since + timedelta(days=later if place else 0)
        story.add("BenefitFact", branch, kind=kind, valid_from=since, valid_until=ends)


def open_ends(story) -> None:
    """What lies ahead of someone present: next talk, meetings to come, tasks overdue, today and coming, reports."""
    chance = story.chance
    if story.meets_today:
        meeting(story, chance.choice(("follow_up", "plan", "mapping", "activity_start", "phase_move")), story.day,
            story.meets_today, "planned")  # fmt: skip
    ahead = story.after(chance.randrange(1, 30), story.day)
    story.next_talk = story.day if story.meets_today else ahead
    if chance.random() < 0.5:
        meeting(story, chance.choice(("follow_up", "activity_end", "phase_move")), ahead, state="planned")
    if chance.random() < 0.55:
        _task(story, chance.choices((-1, 0, 1), (18, 12, 70))[0])
    if chance.random() < 0.3:
        done = plan.working_day(story.day - timedelta(days=chance.randrange(3, 30)), -1)
        if done > story.opened:
            _task(story, 1, done)
    if chance.random() < 0.14:
        _step_report(story)


def _task(story, sign, done=None) -> None:
    chance = story.chance
    branch = chance.choice([code for code in CORE if code in story.staff])
    due = {-1: story.day - timedelta(days=chance.randrange(1, 20)), 0: story.day}.get(
        sign, story.after(chance.randrange(1, 25), story.day)
    )
    staff = story.staff[branch].pk
    story.add("Task", branch, title=chance.choice(texts.TASKS), due_on=max(done or due, story.opened), assigned_to=staff,
        done_on=done, made_by=staff)  # fmt: skip


def _step_report(story) -> None:
    chance = story.chance
    steps = [row for model, _, row in story.rows if model == "PlanStep" and row["responsible_branch"] in CORE
             and row["responsible_branch"] != story.leader_branch]  # fmt: skip
    on = plan.working_day(story.day - timedelta(days=chance.randrange(0, 14)), -1)
    if on <= story.opened + timedelta(days=20):
        return
    if steps and chance.random() < 0.65:
        step = chance.choice(steps)
        branch, title, kind = step["responsible_branch"], step["title"], "step_report"
        state = step["state"] if step["state"] in ("under_way", "done") else "waiting"
        values = dict(step=step["id"], state=state, starts_on=step["starts_on"], ends_on=step["ends_on"])
        text = chance.choice(texts.STEP_REPORTS)
    else:
        branch, kind = (
            chance.choice([b for b in CORE if b in story.staff and b != story.leader_branch]),
            "step_proposal",
        )
        title, text = "Studiebesök på " + story.job.place, "Förslag: boka före semestern."
        starts = story.after(14, story.day)
        values = dict(step=None, state="proposed", starts_on=starts, ends_on=story.after(10, starts))
    item, staff = story.key(), story.staff[branch]
    story.add("StepReport", branch, item=item, title=title, text=text, written_by=staff.pk, written_on=on, **values)
    content = {"title": title, "text": text, "state": values["state"], "step": str(values["step"]) if values["step"] else None,
               "starts_on": values["starts_on"].isoformat(), "ends_on": values["ends_on"].isoformat(),
               "written_by": staff.name, "written_on": on.isoformat()}  # fmt: skip
    if story.leader_branch in story.others(branch, "plan", on):
        story.releases.append(Released(on, branch, [story.leader_branch], "plan", kind, item, 1, title, content))


def ending(story, definition) -> None:
    """Discharge, handover to a named receiver, later follow-ups (P-036 to P-038)."""
    chance, reason = story.chance, definition.discharge_reason(story.reason)
    starts = None
    if reason.start_within_days:
        starts = story.after(chance.choice((-7, -3, 0, 0, 1, 7, 14, 30, 60)), story.closed)
    story.add("Discharge", story.leader_branch, discharged_on=story.closed, reason=reason.code, outcome=reason.group,
        support_form=_support_form(chance) if reason.forms else "", starts_on=starts,
        note=texts.discharge_note(chance, reason.code, story.job), decided_by=story.leader.pk)  # fmt: skip
    if reason.needs_handover:
        _handover(story, definition)
    rules = {row.code: row for row in definition.follow_ups}
    for code in reason.follow_ups:
        _follow_up(story, rules[code], reason)


def _support_form(chance) -> str:
    forms = ("new_start_job", "introduction_job", "extra_job", "wage_subsidy_development", "wage_subsidy_employment",
             "vocational_introduction", "sheltered_public", "other_support")  # fmt: skip
    return chance.choices(forms, (34, 24, 14, 10, 9, 4, 3, 2))[0]


def _handover(story, definition) -> None:
    chance, branch = story.chance, story.leader_branch
    receiver_branch = "fk" if story.reason in ("af_fk_cooperation", "sickness_compensation") else story.origin
    if receiver_branch not in story.receivers or (
        receiver_branch != branch and receiver_branch not in story.others(branch, "discharge", story.closed)
    ):
        receiver_branch = "af" if branch == "af" or "af" in story.others(branch, "discharge", story.closed) else branch
    receiver = chance.choice(story.receivers[receiver_branch])
    handover = story.key()
    content = {
        "parts": list(definition.handover.parts),
        "goal": next((row["goal"] for model, _, row in story.rows if model == "Plan"), ""),
        "done": [row["title"] for model, _, row in story.rows if model == "PlanStep" and row["state"] == "done"],
        "left": [row["title"] for model, _, row in story.rows if model == "PlanStep" and row["state"] != "done"],
        "own_words": next((row["text"] for model, _, row in story.rows
                           if model == "MappingSection" and row["area"] == "own_words"), ""),
        "contact": story.person.phone,
    }  # fmt: skip
    state, answered, why = _answer(story)
    without_account = chance.random() < 0.04 and state == "accepted"
    story.add("Handover", branch, id=handover, receiver=None if without_account else receiver.pk,
        receiver_branch=receiver_branch, receiver_name=receiver.name, receiver_unit=receiver.title, content=content,
        state=state if without_account else "sent", sent_on=story.closed, sent_by=story.leader.pk,
        answered_on=answered if without_account else None,
        answered_how="per telefon, till avsändaren" if without_account else "", return_reason="")  # fmt: skip
    if not without_account:
        story.releases.append(Released(story.closed, branch, [receiver_branch], "discharge", "handover", handover, 1,
            f"Överlämning {story.closed:%Y-%m-%d}", content, receiver, (state, answered, why)))  # fmt: skip


def _answer(story) -> tuple:
    answered = story.after(story.chance.randrange(1, 12), story.closed)
    place = story.chance.random()
    if answered > story.day or place < 0.015:
        return "sent", None, ""
    if place < 0.06:
        return "returned", answered, story.chance.choice(texts.RETURN_REASONS)
    return "accepted", answered, ""


_STILL = ("still_work", "other_work", "job_seeker", "ordinary_services", "other", "not_reached")


def _follow_up(story, rule, reason) -> None:
    chance = story.chance
    due = add_months(story.closed, rule.offset_months or 0) + timedelta(days=rule.offset_days or 0)
    done, outcome = None, ""
    if due <= story.day and chance.random() < (0.97 if (story.day - due).days > 30 else 0.7):
        done = min(story.after(chance.randrange(-3, 9), due), story.day)
        if reason.code == "studies":
            outcome = chance.choices(("still_studies", "other_work", "job_seeker", "not_reached"), (78, 6, 9, 7))[0]
        elif reason.goal_reached:
            outcome = chance.choices(_STILL, (76, 7, 8, 3, 2, 4))[0]
        else:
            outcome = chance.choices(("job_seeker", "ordinary_services", "other_work", "to_studies", "other", "not_reached"),
                (38, 27, 9, 6, 8, 12))[0]  # fmt: skip
    story.add("FollowUp", story.leader_branch, kind=rule.code, due_on=due, done_on=done, outcome=outcome, note="",
        done_by=story.leader.pk if done else None)  # fmt: skip
