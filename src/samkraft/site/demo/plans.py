"""Mapping, the joint plan and the activities that follow from its steps (P-030 to P-035, P-042)."""

from datetime import date, timedelta

from samkraft.site.demo import contents, plan, texts
from samkraft.site.demo.steps import stand_with_reasons

WORKPLACE = ("work_practice", "work_training", "language_practice", "work_training_obstacles", "municipal_employment")
_NO_TALK = {"employer_work", "joint_planning", "follow_up"}
_DECISION_DAYS = (3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13, 16, 21, 30)


def map_areas(story) -> date | None:
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
        areas += [
            (area, branch, category)
            for area, branch, category in (
                ("education", "vux", "education"),
                ("benefits", "fk", "benefits"),
                ("health", "reg", "health"),
            )
            if branch in story.joins
        ]
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
        story.add(
            "MappingSection",
            branch,
            item=item,
            area=area,
            version=1,
            is_current=False,
            text=text,
            strengths="",
            source="",
            written_by=staff.pk,
            written_on=wrote_on,
        )
        version, wrote_on, text = 2, later, text + " Jag har provat nu och vill fortsätta på samma väg."
    source = "Ur anvisningen" if area in ("work", "income_support") and story.chance.random() < 0.3 else ""
    row = story.add(
        "MappingSection",
        branch,
        item=item,
        area=area,
        version=version,
        is_current=True,
        text=text,
        strengths=_strengths(story, area),
        source=source,
        written_by=staff.pk,
        written_on=wrote_on,
    )
    is_fresh = story.is_present and (story.day - wrote_on).days < 12
    if area == "own_words" or not (
        (is_fresh and story.chance.random() < 0.4) or (story.is_present and story.chance.random() < 0.03)
    ):
        programme_area = story.area(area)
        title = f"Kartläggning: {programme_area.name}"
        content = contents.section(row, programme_area, staff)
        story.release(wrote_on, branch, category, "mapping", item, version, title, content)


def _strengths(story, area) -> str:
    """What there is to build on, where the area of work asks for it first."""
    return f"Har {story.job.before}. Tycker om {story.job.likes}." if area == "work" else ""


def make_plans(story, mapped_on, definition) -> date | None:
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
        content = contents.plan(goal, steps, story, on, story.after(60, on))
        content = content.published(number, on, leader.name, True).to_json()
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
    stand_with_reasons(story, rows, definition)
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
        "PlanStep",
        story.leader_branch,
        id=story.key(),
        plan=plan_id,
        position=position,
        title=step.title[:160],
        why=step.why,
        activity_type=step.type,
        responsible_branch=owner,
        responsible_staff=story.staff[owner].pk if owner else None,
        by_participant=is_mine,
        starts_on=starts,
        ends_on=ends,
        state=_state(story, starts, ends, story.end),
        state_since=None,
        reason="",
    )
    if step.type and step.type not in _NO_TALK:
        _activity(story, row, definition)
    return row


def _state(story, starts, ends, on) -> str:
    if on < starts:
        return "agreed" if story.is_present else "interrupted"
    return "under_way" if on <= ends else "done"


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
    row = {
        "id": story.key(),
        "type": kind.code,
        "title": step["title"],
        "provider_branch": provider,
        "provider": "",
        "deciding_branch": kind.decides or provider,
        "is_workplace_based": kind.workplace_based,
        "is_job_related": kind.job_related,
        "step": step["id"],
        "state": "asked",
        "asked_on": asked,
        "decided_on": None,
        "planned_from": started,
        "planned_until": max(step["ends_on"], started),
        "started_on": None,
        "ended_on": None,
        "start_talk_on": None,
        "end_talk_on": None,
        "end_reason": "",
        "placed_by": story.staff[placing].pk,
    }
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
    content = contents.activity(row, story, placing)
    story.release(on, placing, category, "activity", row["id"], 1, row["title"], content)
