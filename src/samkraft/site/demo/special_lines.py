"""Papers asked for in health care, study plans and guidance, the AF/FK cooperation, of those present (P-025, P-037)."""

import random
import uuid
from datetime import timedelta

from samkraft.casework.care import papers
from samkraft.casework.studies import studies
from samkraft.site.demo import plan
from samkraft.site.demo.contents import told
from samkraft.site.demo.stories import Released

_PAPERS = (
    ("care_plan", "Vårdcentralen Sorgenfri", "Stämma av mot den gemensamma planen", 30),
    ("function_statement", "Vårdcentralen Lunden", "Anpassningar på arbetsplatsen", 30),
    ("rehab_contact", "Vårdcentralen Kirseberg", "En kontakt inför arbetsträningen", 14),
)
_STUDIES = (
    ("Svenska som andraspråk, kurs D", "Komvux Södervärn"), ("Vårdbiträde", "Komvux Pauli"),
    ("Yrkesförarutbildning", "Arbetsmarknadsutbildning"), ("Matematik 1", "Komvux Pauli"),
)  # fmt: skip
_COOPERATION = (("asked", 0), ("first_meeting", 12), ("last_meeting", 40), ("planned_preparing", 45))


def special_lines(story, definition) -> None:
    """What the branches that take part keep of these: by chance of its own, so that nothing else changes by it."""
    chance = random.Random(f"lines:{story.number}:{story.opened}")
    if (story.day - story.opened).days < 30:
        return
    keeper = next((code for code in ("reg", "fk") if code in story.staff), "")
    if keeper and chance.random() < 0.5:
        _paper(story, chance, keeper, {"reg": "health", "fk": "benefits"}[keeper])
    if "vux" in story.staff:
        _studies(story, chance)
    if "fk" in story.staff and story.person.has_sickness_benefit and definition.cooperation_steps:
        _cooperation(story, chance, {step.code: step.name for step in definition.cooperation_steps})


def _day(story, chance, most):
    on = plan.working_day(story.day - timedelta(days=chance.randrange(2, most)), -1)
    return max(on, max(story.joins.values()))


def _key(chance):
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _release(story, on, branch, kind, row, what):
    receivers = list(dict.fromkeys(story.others(branch, what.category, on)))
    if receivers:
        made = Released(on, branch, receivers, what.category, kind, row["item"], 1, what.title, what.content)
        story.releases.append(made)


def _paper(story, chance, branch, category):
    paper, asked_of, why, days = chance.choice(_PAPERS)
    on, staff = _day(story, chance, 60), story.staff[branch]
    has_come = chance.random() < 0.5
    row = story.add(
        "CarePaper", branch, item=_key(chance), category=category, paper=paper, asked_of=asked_of, why=why,
        asked_on=on, asked_by=staff.pk, answer_by=on + timedelta(days=days), state="received" if has_come else "asked",
        settled_on=story.day if has_come else None, valid_until=story.day + timedelta(days=120) if has_come else None,
    )  # fmt: skip
    _release(story, on, branch, "care_paper", row, papers.to_release(None, told(row, asked_by=staff)))


def _studies(story, chance):
    staff, on = story.staff["vux"], _day(story, chance, 50)
    for number in range(chance.randrange(1, 3)):
        held = max(on - timedelta(days=7 * number), story.joins["vux"])
        story.add("GuidanceTalk", "vux", held_as="group" if number else "individual", held_on=held, held_by=staff.pk)
    if chance.random() < 0.6:
        education, place = chance.choice(_STUDIES)
        row = story.add(
            "StudyPlan", "vux", item=_key(chance), category="education", education=education, place=place,
            starts_on=story.after(45, story.day), ends_on=None, state=chance.choice(("planned", "applied")),
            made_on=on, made_by=staff.pk,
        )  # fmt: skip
        _release(story, on, "vux", "study_plan", row, studies.to_release(None, told(row, made_by=staff)))


def _cooperation(story, chance, names):
    """The first steps, as far as the time since the agency joined allows."""
    staff = story.staff["fk"]
    for step, days in _COOPERATION[: chance.randrange(0, 5)]:
        on = plan.working_day(story.joins["fk"] + timedelta(days=20 + days))
        if on >= story.day:
            return
        row = story.add("CooperationStep", "fk", item=_key(chance), step=step, taken_on=on, noted_by=staff.pk)
        content = {"step": step, "name": names[step], "taken_on": on.isoformat(), "noted_by": staff.name}
        receivers = list(dict.fromkeys(story.others("fk", "plan", on)))
        if receivers:
            made = Released(on, "fk", receivers, "plan", "cooperation", row["item"], 1, "Samarbete", content)
            story.releases.append(made)
