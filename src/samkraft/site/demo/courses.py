"""The way through the phases, contacts and meetings, benefits, and what lies ahead of those present."""

import uuid
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from samkraft.programmes.months import add_months
from samkraft.sharing.choices import ItemKind
from samkraft.site.demo import contents, plan, texts
from samkraft.site.demo.stories import CORE, Released

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def move_phases(story, planned_on) -> None:
    """Phases 1 to 3; most keep the limit of six months, the rest have a decision, or should have (P-032, P-033)."""
    chance = story.chance
    story.phases = [("1", story.opened)]
    second = story.after(chance.randrange(26, 58))
    if planned_on:
        second = max(second, story.after(2, planned_on))
    limit = add_months(story.opened, 6)
    third = story.after(chance.randrange(85, 178)) if chance.random() < 0.9 else story.after(chance.randrange(186, 260))
    if story.closed and story.reason in ("work", "work_subsidised", "studies"):
        third = min(third, story.after(-chance.randrange(12, 60), story.closed))
    third = max(third, story.after(14, second))
    for phase, on in (("2", second), ("3", third)):
        if on < story.end - timedelta(days=1):
            story.phases.append((phase, on))
            talk = max(plan.working_day(on - timedelta(days=chance.randrange(0, 4)), -1), on - timedelta(days=3))
            forgets = chance.random() > (0.9 if (story.day - on).days < 30 else 0.995)
            story.add(
                "PhaseMove",
                story.leader_branch,
                phase=phase,
                direction="",
                moved_on=on,
                talk_on=None if forgets else max(talk, story.opened),
                reason=chance.choice(texts.MOVE_REASONS),
                moved_by=story.leader.pk,
            )
        else:
            break
    if min(third, story.end) > limit and chance.random() < 0.72:
        decided = plan.working_day(limit - timedelta(days=chance.randrange(1, 14)), -1)
        until = min(add_months(limit, 6), max(third, story.end) + timedelta(days=chance.randrange(-6, 50)))
        story.add(
            "ExtensionDecision",
            story.leader_branch,
            decided_on=decided,
            until=max(until, limit + timedelta(days=5)),
            reason=chance.choice(texts.EXTENSION_NOTES),
            decided_by=story.leader.pk,
        )


def hold_talks(story, mapped_on, planned_on) -> None:
    """Contacts through the whole stay, the meetings of mapping and plan, and minutes."""
    chance = story.chance
    step = (18, 30) if story.is_present else (24, 36)
    on = story.after(chance.randrange(2, 12))
    led = None  # a contact of another branch isn't known to the leader's
    while on < story.end:
        led = on if _contact(story, on) == story.leader_branch else led
        on = story.after(chance.randrange(*step), on)
    if story.is_present and led and (story.day - led).days > 22 and chance.random() < 0.97:
        recent = plan.working_day(story.day - timedelta(days=chance.randrange(2, 20)), -1)
        _contact(story, recent, story.leader_branch)
    if mapped_on:
        meeting(story, "mapping", mapped_on)
    if planned_on:
        meeting(story, "plan", planned_on)
    if story.is_present or story.portrait:
        _minutes(story, planned_on)


def _contact(story, on, branch=None) -> str:
    kind = story.chance.choices(("visit", "phone", "video", "letter", "workplace"), (34, 40, 10, 4, 12))[0]
    branch = branch or (story.leader_branch if story.chance.random() < 0.8 else story.chance.choice(CORE))
    story.add("Contact", branch, held_on=on, kind=kind, staff=story.staff[branch].pk)
    return branch


def meeting(story, kind, on, at=None, state="held", branch=None) -> uuid.UUID:
    branch = branch or story.leader_branch
    at = at or time(story.chance.choice((8, 9, 10, 11, 13, 14, 15)), story.chance.choice((0, 15, 30)))
    starts = datetime.combine(on, at, STOCKHOLM)
    key = story.key()
    story.add(
        "Meeting",
        branch,
        id=key,
        kind=kind,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=60),
        place=story.chance.choice(texts.PLACES),
        with_interpreter=story.person.needs_interpreter,
        staff=story.staff[branch].pk,
        state=state,
    )
    return key


def change_leader(story) -> None:
    """Some are led by another authority at first, and a few go back to one that had let go (P-001, P-006)."""
    chance, now = story.chance, story.leader_branch
    before = [code for code in CORE if code in story.staff and code != now and story.joins[code] <= story.opened]
    if not before or chance.random() > 0.09 or (story.end - story.opened).days < 90:
        return
    way = [chance.choice(before), now]
    if chance.random() < 0.15:
        way.insert(0, now)
    on = story.opened
    for old, new in pairwise(way):
        on = story.after(chance.randrange(12, 36), on)
        story.add(
            "LeaderChange",
            old,
            item=story.key(),
            changed_on=on,
            from_staff=story.staff[old].pk,
            to_staff=story.staff[new].pk,
            to_branch=new,
            note=chance.choice(texts.LEADER_CHANGES),
            changed_by=story.staff[old].pk,
        )


def _minutes(story, planned_on) -> None:
    chance = story.chance
    days = [planned_on] if planned_on else []
    if planned_on and (story.end - planned_on).days > 40:
        days.append(plan.working_day(story.end - timedelta(days=chance.randrange(1, 22)), -1))
    for on in days:
        branch = story.leader_branch if chance.random() < 0.75 else chance.choice(CORE)
        item, staff = story.key(), story.staff[branch]
        is_new = (story.day - on).days < 23
        keeps = chance.random() < (0.15 if is_new else 0.5)
        row = {
            "item": item,
            "version": 1,
            "is_current": True,
            "meeting": None,
            "held_on": on,
            "title": chance.choice(texts.MINUTES_TITLES),
            "text": texts.minutes(chance, story.job, story.person.first_name),
            "written_by": staff.pk,
            "written_on": on,
        }
        shared = not keeps and (not is_new or chance.random() < 0.6)
        if shared:
            title, content = contents.minutes(row, staff)
            shared = story.release(on, branch, "minutes", "minutes", item, 1, title, content)
        story.add("Minutes", branch, **row, keep_own=keeps or (not is_new and not shared))


def benefits(story) -> None:
    """What the person lives on since when, each fact in the file of the branch that knows (P-012, P-014)."""
    person, ends = story.person, None
    if story.reason in ("work", "work_subsidised") and story.closed:
        ends = story.closed
    facts = []
    if person.has_sickness_benefit:
        facts.append(("fk", "sickness_benefit", "benefits"))
    if person.facts.get("activity_support") or (person.in_job and not person.income_support):
        facts.append(("af", "activity_support", "labour_market"))
    if person.income_support or not facts:
        facts.append(("soc", "income_support", "income_support"))
    later = story.chance.randrange(0, 50)
    for place, (branch, kind, category) in enumerate(facts):
        since = person.support_since + timedelta(days=later if place else 0)
        story.add("BenefitFact", branch, category=category, kind=kind, valid_from=since, valid_until=ends)


def open_ends(story) -> None:
    """What lies ahead of someone present: next talk, meetings to come, tasks overdue, today and coming, reports."""
    chance = story.chance
    if story.meets_today:
        meeting(
            story,
            chance.choice(("follow_up", "plan", "mapping", "activity_start", "phase_move")),
            story.day,
            story.meets_today,
            "planned",
        )
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
    story.add(
        "Task",
        branch,
        title=chance.choice(texts.TASKS),
        due_on=max(done or due, story.opened),
        assigned_to=staff,
        done_on=done,
        made_by=staff,
    )


def _step_report(story) -> None:
    chance = story.chance
    steps = [
        row
        for model, _, row in story.rows
        if model == "PlanStep"
        and row["responsible_branch"] in CORE
        and row["responsible_branch"] != story.leader_branch
    ]
    on = plan.working_day(story.day - timedelta(days=chance.randrange(0, 14)), -1)
    if on <= story.opened + timedelta(days=20):
        return
    if steps and chance.random() < 0.65:
        step = chance.choice(steps)
        branch, title, kind = step["responsible_branch"], step["title"], "step_report"
        state = step["state"] if step["state"] in ("under_way", "done") else "waiting"
        values = {"step": step["id"], "state": state, "starts_on": step["starts_on"], "ends_on": step["ends_on"]}
        text = chance.choice(texts.STEP_REPORTS)
    else:
        branch, kind = (
            chance.choice([b for b in CORE if b in story.staff and b != story.leader_branch]),
            "step_proposal",
        )
        title, text = "Studiebesök på " + story.job.place, "Förslag: boka före semestern."
        starts = story.after(14, story.day)
        values = {"step": None, "state": "proposed", "starts_on": starts, "ends_on": story.after(10, starts)}
    item, staff = story.key(), story.staff[branch]
    row = story.add(
        "StepReport", branch, item=item, title=title, text=text, written_by=staff.pk, written_on=on, **values
    )
    if story.leader_branch in story.others(branch, "plan", on):
        title, content = f"{ItemKind(kind).label}: {title}"[:200], contents.report(row, staff)
        story.releases.append(Released(on, branch, [story.leader_branch], "plan", kind, item, 1, title, content))
