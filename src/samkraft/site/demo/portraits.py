"""The cases that are written out in full: thirty mappings and plans, read one by one by a person.

They stand in two files by the direction that the plan takes: towards people (`portraits_care`) and towards things
(`portraits_trade`). No step gives a medical or social reason.
"""
# ruff: noqa: E501  tables of names and texts: a row for each

from dataclasses import dataclass

from samkraft.site.demo.texts import Job, Step


@dataclass(frozen=True)
class Portrait:
    """One mapping and one plan in full. Attributes by the names of the mapping areas."""

    job: Job
    goal: str
    own_words: str
    work: str
    everyday: str
    municipal_activity: str
    steps: tuple[Step, ...]
    education: str = ""
    branches: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language that the text presupposes, "another" for any but Swedish, "" for any."""
        told = f"{self.own_words} {self.work} {self.education}"
        city = next((language for city, language in _CITIES.items() if city in told), "")
        return city or ("another" if any(word in told for word in _CAME_HERE) else "")

    def suits(self, story) -> bool:
        """Whether the case's person can have said this."""
        spoken = story.person.language
        return self.language in ("", spoken) or (self.language == "another" and spoken != "svenska")

    def fit(self, story) -> None:
        """Let a case be this one."""
        story.portrait = self
        story.is_workplace = any(step.type in WORKPLACE_TYPES for step in self.steps)


_CITIES = {
    "Damaskus": "arabiska",
    "Kabul": "dari",
    "Sarajevo": "bosniska",
    "Mogadishu": "somaliska",
    "Tirana": "albanska",
}
_CAME_HERE = ("hemlandet", "invandrare", "andraspråk", "i Sverige", "kom hit", "Här har jag", "Här vill de")
WORKPLACE_TYPES = {
    "work_practice", "work_training", "language_practice", "work_training_obstacles", "municipal_employment",
    "subsidised_employment",
}  # fmt: skip


def portrait(job, goal, own_words, work, everyday, municipal_activity, *steps, education="", branches=()) -> Portrait:
    """A portrait from plain tuples: job (name, place, before, course, likes), steps (title, type, who, why, after, days)."""
    return Portrait(
        Job(*job), goal, own_words, work, everyday, municipal_activity, tuple(Step(*step) for step in steps),
        education, branches,
    )  # fmt: skip


def all_portraits() -> tuple[Portrait, ...]:
    """All of them, in a fixed order."""
    from samkraft.site.demo.portraits_care import PORTRAITS as care
    from samkraft.site.demo.portraits_trade import PORTRAITS as trade

    return (*care, *trade)
