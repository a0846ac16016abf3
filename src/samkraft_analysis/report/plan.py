"""The evaluation plan: what is promised before anybody looks at an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from os import PathLike
from typing import Any

from samkraft_analysis.report.toml_reading import Keys, PlanError, Words, open_file

ESTIMANDS = ("itt", "late", "late_curve", "rmst", "rmtl", "log_rank", "gray", "cox")
OF_TIMES = ("late_curve", "rmst", "rmtl", "log_rank", "gray", "cox")
SENSITIVITY = (
    "without_strata", "without_covariates", "with_covariates", "itt_classical", "late_hc1", "late_with_covariates",
    "missing_as_worst", "missing_as_best", "weighted", "doubly_robust", "matched",
)  # fmt: skip
VARIANCES = ("classical", "HC0", "HC1", "HC2", "HC3")
LATE_VARIANCES = ("HC0", "HC1", "classical")


@dataclass(frozen=True)
class Condition:
    """One condition on who belongs to the population: a column and what it must be."""

    column: str
    words: Words
    one_of: tuple[Any, ...] | None
    at_least: float | None
    at_most: float | None


@dataclass(frozen=True)
class Population:
    words: Words
    id: str | None
    conditions: tuple[Condition, ...]
    expected: int | None


@dataclass(frozen=True)
class Assignment:
    """Who was called: columns of 0 and 1, and the strata within which the draw was made."""

    words: Words
    called: str
    took_part: str
    strata: tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """A way to leave: its code in the data, and whether it is what the programme is for."""

    code: int
    name: Words
    is_goal: bool


@dataclass(frozen=True)
class FollowUp:
    """Time from time zero to the first exit, in days, and what the exit was (0 = still there)."""

    time: str
    cause: str
    until: float
    at: tuple[float, ...]
    unit: Words
    step: float
    causes: tuple[Cause, ...]

    @property
    def goals(self) -> tuple[Cause, ...]:
        return tuple(cause for cause in self.causes if cause.is_goal)


@dataclass(frozen=True)
class Outcome:
    code: str
    name: Words
    column: str
    kind: str
    is_primary: bool
    higher_is_better: bool

    @property
    def is_share(self) -> bool:
        return self.kind == "share"


@dataclass(frozen=True)
class Covariate:
    column: str
    name: Words


@dataclass(frozen=True)
class Subgroup:
    """Groups by the values of one column. The family says which tests are judged together."""

    column: str
    name: Words
    is_sex: bool
    family: str
    values: tuple[tuple[Any, Words], ...]


@dataclass(frozen=True)
class Conventions:
    """Each choice that moves a number."""

    itt_variance: str
    late_variance: str
    incidence_variance: str
    ties: str
    threshold: int


@dataclass(frozen=True)
class Plan:
    """A read and checked plan; ``hash`` is the SHA-256 of the file's bytes."""

    file: str
    hash: str
    title: Words
    authors: tuple[str, ...]
    decided: date
    outcomes_from: date | None
    data_until: date | None
    report_due: date | None
    source: Words | None
    population: Population
    time_zero: Words
    assignment: Assignment
    follow_up: FollowUp | None
    estimands: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    covariates: tuple[Covariate, ...]
    adjust_for: tuple[str, ...]
    subgroups: tuple[Subgroup, ...]
    sensitivity: tuple[str, ...]
    conventions: Conventions

    @property
    def primary(self) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.is_primary)

    @property
    def baseline_columns(self) -> tuple[str, ...]:
        """What is read before the outcomes."""
        named = [self.population.id] if self.population.id else []
        named += [self.assignment.called, self.assignment.took_part, *self.assignment.strata]
        named += [condition.column for condition in self.population.conditions]
        named += [covariate.column for covariate in self.covariates] + list(self.adjust_for)
        named += [subgroup.column for subgroup in self.subgroups]
        return tuple(dict.fromkeys(named))

    @property
    def outcome_columns(self) -> tuple[str, ...]:
        """What is read last, when the plan is already hashed."""
        times = (self.follow_up.time, self.follow_up.cause) if self.follow_up else ()
        return tuple(dict.fromkeys([*(outcome.column for outcome in self.outcomes), *times]))


def read_plan(path: str | PathLike[str]) -> Plan:
    """Read and check an evaluation plan (a TOML file).

    Raises `PlanError`, a ``ValueError``, with one sentence per mistake: file, key, what is expected.
    The keys are described in ``docs/analysis/evaluation-plan.md``.
    """
    keys, hashed = open_file(path)
    if keys.whole("format") != 1:
        keys.wrong("format", "must be 1, the only format that this version reads")
    plan = _plan(keys, hashed)
    keys.finish()
    _check_together(keys, plan)
    keys.raise_problems()
    return plan


def _plan(keys: Keys, hashed: str) -> Plan:
    outcomes = tuple(_outcome(one) for one in keys.tables("outcomes"))
    covariates = tuple(_covariate(one) for one in keys.tables("covariates", optional=True))
    dates = _dates(keys)
    return Plan(
        file=keys.file,
        hash=hashed,
        title=keys.words("title"),
        authors=keys.texts("authors", []),
        decided=dates[0],
        outcomes_from=dates[1],
        data_until=dates[2],
        report_due=dates[3],
        source=keys.words("source", None),
        population=_population(keys),
        time_zero=_words_of(keys, "time_zero"),
        assignment=_assignment(keys),
        follow_up=_follow_up(keys),
        estimands=keys.choices("estimands", ESTIMANDS),
        outcomes=outcomes,
        covariates=covariates,
        adjust_for=keys.texts("adjust_for", []),
        subgroups=tuple(_subgroup(one) for one in keys.tables("subgroups", optional=True)),
        sensitivity=keys.choices("sensitivity", SENSITIVITY, []),
        conventions=_conventions(keys),
    )


def _dates(keys: Keys) -> tuple[date, date | None, date | None, date | None]:
    dates = keys.table("dates")
    found = (
        dates.day("decided"), dates.day("outcomes_from", None), dates.day("data_until", None), dates.day("report", None)
    )  # fmt: skip
    dates.finish()
    return found


def _words_of(keys: Keys, name: str) -> Words:
    table = keys.table(name)
    words = table.words("words")
    table.finish()
    return words


def _population(keys: Keys) -> Population:
    table = keys.table("population")
    population = Population(
        words=table.words("words"),
        id=table.text("id", None),
        conditions=tuple(_condition(one) for one in table.tables("conditions", optional=True)),
        expected=table.whole("expected", None, at_least=1),
    )
    table.finish()
    return population


def _condition(keys: Keys) -> Condition:
    single = keys.scalar("is", None)
    several = keys.scalars("one_of", None) if "one_of" in keys.content else None
    keys.asked.add("one_of")
    condition = Condition(
        column=keys.text("column"),
        words=keys.words("words"),
        one_of=(single,) if single is not None else several,
        at_least=keys.number("at_least", None),
        at_most=keys.number("at_most", None),
    )
    if condition.one_of is None and condition.at_least is None and condition.at_most is None:
        keys.wrong("column", "has no condition; is, one_of, at_least or at_most is expected beside it")
    keys.finish()
    return condition


def _assignment(keys: Keys) -> Assignment:
    table = keys.table("assignment")
    assignment = Assignment(
        words=table.words("words"),
        called=table.text("called"),
        took_part=table.text("took_part"),
        strata=table.texts("strata", []),
    )
    table.finish()
    return assignment


def _follow_up(keys: Keys) -> FollowUp | None:
    table = keys.optional_table("follow_up")
    if table is None:
        return None
    follow_up = FollowUp(
        time=table.text("time"),
        cause=table.text("cause"),
        until=table.number("until", above=0),
        at=table.numbers("at"),
        unit=table.words("unit", Words("dagar", "days")),
        step=table.number("step", 7, above=0),
        causes=tuple(_cause(one) for one in table.tables("causes")),
    )
    if follow_up.at and (follow_up.at[0] <= 0 or follow_up.at[-1] > follow_up.until):
        table.wrong("at", f"is {list(follow_up.at)}; times after 0 and up to until ({follow_up.until:g}) are expected")
    if len({cause.code for cause in follow_up.causes}) < len(follow_up.causes):
        table.wrong("causes", "has a code twice; one code per cause is expected")
    if not follow_up.goals:
        table.wrong("causes", "has no goal; at least one cause with goal = true is expected")
    table.finish()
    return follow_up


def _cause(keys: Keys) -> Cause:
    cause = Cause(keys.whole("code", at_least=1), keys.words("name"), keys.truth("goal", False))
    keys.finish()
    return cause


def _outcome(keys: Keys) -> Outcome:
    outcome = Outcome(
        code=keys.text("code"),
        name=keys.words("name"),
        column=keys.text("column"),
        kind=keys.choice("kind", ("share", "mean"), "share"),
        is_primary=keys.truth("primary", False),
        higher_is_better=keys.truth("higher_is_better", True),
    )
    keys.finish()
    return outcome


def _covariate(keys: Keys) -> Covariate:
    covariate = Covariate(keys.text("column"), keys.words("name"))
    keys.finish()
    return covariate


def _subgroup(keys: Keys) -> Subgroup:
    values = tuple(_value(one) for one in keys.tables("values"))
    subgroup = Subgroup(
        column=keys.text("column"),
        name=keys.words("name"),
        is_sex=keys.truth("sex", False),
        family=keys.choice("family", ("planned", "exploratory"), "planned"),
        values=values,
    )
    if len(values) < 2:
        keys.wrong("values", f"has {len(values)} value; at least two groups to compare are expected")
    keys.finish()
    return subgroup


def _value(keys: Keys) -> tuple[Any, Words]:
    value = (keys.scalar("is"), keys.words("name"))
    keys.finish()
    return value


def _conventions(keys: Keys) -> Conventions:
    table = keys.optional_table("conventions") or Keys(keys.file, {}, "conventions.", keys.problems)
    conventions = Conventions(
        itt_variance=table.choice("itt_variance", VARIANCES, "HC2"),
        late_variance=table.choice("late_variance", LATE_VARIANCES, "HC0"),
        incidence_variance=table.choice("incidence_variance", ("delta", "aalen"), "delta"),
        ties=table.choice("ties", ("efron", "breslow"), "efron"),
        threshold=table.whole("threshold", 5, at_least=0),
    )
    if conventions.threshold == 1:
        table.wrong("threshold", "is 1; 0 (nothing is hidden) or at least 2 people is expected")
    table.finish()
    return conventions


def _check_together(keys: Keys, plan: Plan) -> None:
    """What only several keys together can get wrong."""
    primary = sum(outcome.is_primary for outcome in plan.outcomes)
    if plan.outcomes and primary != 1:
        keys.wrong("outcomes", f"has {primary} with primary = true; exactly one primary outcome is expected")
    codes = [outcome.code for outcome in plan.outcomes]
    if len(set(codes)) < len(codes):
        keys.wrong("outcomes", "has a code twice; one code per outcome is expected")
    if sum(subgroup.is_sex for subgroup in plan.subgroups) != 1:
        keys.wrong("subgroups", "must have one with sex = true: effects are always given for women and men")
    needing = [name for name in plan.estimands if name in OF_TIMES]
    if needing and plan.follow_up is None:
        keys.wrong("estimands", f"asks for {', '.join(needing)}; a table [follow_up] is expected for them")
    for name in ("with_covariates", "late_with_covariates", "weighted", "doubly_robust", "matched"):
        if name in plan.sensitivity and not plan.adjust_for:
            keys.wrong("sensitivity", f"asks for {name}; columns in adjust_for are expected for it")
    shared = set(plan.outcome_columns) & set(plan.baseline_columns)
    if shared - {""}:
        keys.wrong("outcomes", f"uses {', '.join(sorted(shared))}, which also stands among what is known at time zero")


__all__ = ["Plan", "PlanError", "read_plan"]
