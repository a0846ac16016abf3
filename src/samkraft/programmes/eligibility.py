"""Who may take part (P-012, P-015), judged from facts of which some may be missing.

Three answers to each condition: yes, no, unknown. A person is eligible when everything that all must meet
holds and one way in holds; not eligible when something fails that no missing fact can mend; otherwise the
verdict waits for named facts, each with the branch that can supply it.

`facts` is a mapping from fact code to value. The codes are those of the programme file's `facts`; values
may be Python values or the text of a file (`"JA"`, `"2019-03-01"`, `"412"`). What can't be understood
counts as missing. One key is built in: `referral_way`, the code of the way the person came, for the frame
of the draw.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Literal

from samkraft.programmes.definition import Condition, Fact, Frame, ProgrammeDefinition, WayIn
from samkraft.programmes.months import add_months, months_between

Facts = Mapping[str, object]
State = Literal["eligible", "not_eligible", "undecided"]

_YES = {"ja", "j", "yes", "y", "true", "sant", "1", "x"}
_NO = {"nej", "n", "no", "false", "falskt", "0"}
_COMPARED = 20_000


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that nobody has supplied: whose it is and the question to ask."""

    fact: str
    owner: str
    question: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one person on one day.

    `failed` are sentences, in the order of the file. `priority` is the code of the first class that surely
    holds; `priority_missing` are facts that could lift the person to an earlier one. `in_frame` is None when
    it can't be told whether the person belongs to the frame of the draw, and False where there is no frame.
    """

    state: State
    way_in: str | None
    failed: tuple[str, ...]
    missing: tuple[MissingFact, ...]
    priority: str
    priority_missing: tuple[MissingFact, ...]
    in_frame: bool | None


def judge(definition: ProgrammeDefinition, facts: Facts, on: date) -> Verdict:
    """The verdict on a person with those facts, on a day."""
    known = _Known(definition, facts, on)
    always, ways = definition.eligibility.always, definition.eligibility.ways_in
    base = known.all_hold(always)
    answers = {way.code: known.all_hold(way.conditions) for way in ways}
    way_in = next((code for code, answer in answers.items() if answer), None)
    state = _state(base, way_in is not None, any(answer is None for answer in answers.values()))
    priority, priority_missing = known.priority()
    return Verdict(
        state=state,
        way_in=way_in,
        failed=known.failed(always, () if way_in else ways) if state == "not_eligible" else (),
        missing=known.missing_for(always, () if way_in else ways) if state == "undecided" else (),
        priority=priority,
        priority_missing=priority_missing,
        in_frame=known.in_frame(definition.frame),
    )


class Answers:
    """What facts answer to every condition of a definition on a day; equal values are compared once.

    A verdict follows from these answers alone, so whoever judges many people can judge equal answers once.
    """

    def __init__(self, definition: ProgrammeDefinition, on: date) -> None:
        self._definition, self._on = definition, on
        self._asked: dict[str, list[Condition]] = {}
        for condition in dict.fromkeys(_all_conditions(definition)):
            self._asked.setdefault(condition.fact, []).append(condition)
        # True is 1 to a dict, but not to a fact that is a number.
        self._compared = lru_cache(_COMPARED, typed=True)(self._compare)

    def of(self, facts: Facts) -> tuple[object, ...]:
        """The answers, and the way of referral."""
        compared, value = self._compared, facts.get
        return (value("referral_way"), *[compared(code, value(code)) for code in self._asked])

    def _compare(self, code: str, raw: object) -> tuple[bool | None, ...]:
        known = _Known(self._definition, {code: raw}, self._on)
        return tuple(known.holds(condition) for condition in self._asked[code])


def _all_conditions(definition: ProgrammeDefinition) -> Iterable[Condition]:
    rules = definition.eligibility
    groups = [
        rules.always,
        *(way.conditions for way in rules.ways_in),
        *(row.conditions for row in definition.priority),
    ]
    return chain(*groups, definition.frame.conditions if definition.frame else ())


def facts_from_codes(definition: ProgrammeDefinition, codes: Mapping[str, str]) -> dict[str, bool]:
    """Yes/no facts that follow from a code, by code list: `{"skat": "70"}` gives `{"in_job": True}`."""
    return {
        fact.code: codes[fact.code_list].strip() in fact.codes
        for fact in definition.facts
        if codes.get(fact.code_list, "").strip()
    }


def _state(base: bool | None, has_way: bool, may_have_way: bool) -> State:
    if base is False or not (has_way or may_have_way):
        return "not_eligible"
    return "eligible" if base and has_way else "undecided"


class _Known:
    """The facts of one person, understood as the programme file says."""

    def __init__(self, definition: ProgrammeDefinition, facts: Facts, on: date) -> None:
        self.definition = definition
        self.facts = facts
        self.on = on
        self.by_code = {fact.code: fact for fact in definition.facts}

    def value(self, code: str) -> object | None:
        fact = self.by_code[code]
        found = understand(fact, self.facts.get(code))
        return fact.assumed if found is None else found

    def holds(self, condition: Condition) -> bool | None:
        value = self.value(condition.fact)
        return None if value is None else _compare(condition, value, self.on)

    def all_hold(self, conditions: Iterable[Condition]) -> bool | None:
        answers = [self.holds(condition) for condition in conditions]
        if False in answers:
            return False
        return None if None in answers else True

    def failed(self, always: Iterable[Condition], ways: Iterable[WayIn]) -> tuple[str, ...]:
        """Each rule that failed, once. A way that can still open is not a failure."""
        conditions = [*always, *(condition for way in ways for condition in way.conditions)]
        sentences = (condition.failed for condition in conditions if self.holds(condition) is False)
        return tuple(dict.fromkeys(sentences))

    def missing_for(self, always: Iterable[Condition], ways: Iterable[WayIn]) -> tuple[MissingFact, ...]:
        """The facts that decide: those of all, and those of ways that haven't already failed."""
        open_ways = [way for way in ways if self.all_hold(way.conditions) is None]
        return self.missing([*always, *(condition for way in open_ways for condition in way.conditions)])

    def missing(self, conditions: Iterable[Condition]) -> tuple[MissingFact, ...]:
        codes = dict.fromkeys(c.fact for c in conditions if self.holds(c) is None)
        facts = (self.by_code[code] for code in codes)
        return tuple(MissingFact(fact.code, fact.owner, fact.question) for fact in facts)

    def priority(self) -> tuple[str, tuple[MissingFact, ...]]:
        could_lift: list[Condition] = []
        for row in self.definition.priority:
            answer = self.all_hold(row.conditions)
            if answer:
                return row.code, self.missing(could_lift)
            if answer is None:
                could_lift.extend(row.conditions)
        raise AssertionError("the last priority class has no conditions")

    def in_frame(self, frame: Frame | None) -> bool | None:
        if frame is None:
            return False
        way = self.facts.get("referral_way")
        if way is not None and way not in frame.referral_ways:
            return False
        return self.all_hold(frame.conditions)


def understand(fact: Fact, raw: object) -> bool | int | date | str | None:
    """A value in the kind that the fact has, None where there is none or it makes no sense."""
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "":
        return None
    return _READERS[fact.kind](raw)


def _yes_no(raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = str(raw).lower()
    return True if word in _YES else False if word in _NO else None


def _number(raw: object) -> int | None:
    if isinstance(raw, bool):
        return None
    try:
        return int(str(raw))
    except ValueError:
        return None


def _date(raw: object) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


def _code(raw: object) -> str | None:
    return str(raw)


_READERS = {"yes_no": _yes_no, "number": _number, "date": _date, "code": _code}


def _compare(condition: Condition, found: object, on: date) -> bool:
    wanted = condition.value
    match condition.op, found, wanted:
        case "is", _, _:
            return found == wanted
        case "one_of", str(), tuple():
            return found in wanted
        case "at_least", int(), int():
            return found >= wanted
        case "more_than", int(), int():
            return found > wanted
        case "at_most", int(), int():
            return found <= wanted
        case "months_ago_at_least", date(), int():
            return months_between(found, on) >= wanted
        case "years_ago_more_than", date(), int():
            return add_months(found, 12 * wanted) < on
    raise AssertionError(f"{condition.op} of {found!r} and {wanted!r} should have been refused on load")
