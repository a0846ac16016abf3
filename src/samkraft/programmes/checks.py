"""What must hang together in a programme file beyond the types: references, dates, sums, order, sources.

Each check yields (path, what was found, what is expected). A check that meets a value already reported as
wrong stops quietly; the others go on.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from samkraft.programmes.building import Unknown, UnknownValueError, show
from samkraft.programmes.definition import Condition, Eligibility, ProgrammeDefinition
from samkraft.programmes.marks import Sourced
from samkraft.programmes.party_checks import one_owner, owner_reports
from samkraft.programmes.positions import Path
from samkraft.programmes.question_checks import questions_can_be_answered, questions_once_a_meeting

Found = tuple[Path, str, str]
Check = Callable[[ProgrammeDefinition], Iterable[Found]]

_SOURCE = re.compile(r"(?:P|SEK|CON|GDPR|ALL|SKY|PNR|LOA|ARK|IAM|TIL|SEC)-\d+|[A-E]|S\d+")
_OPERATORS = {
    "yes_no": ("is",),
    "number": ("is", "at_least", "more_than", "at_most"),
    "date": ("months_ago_at_least", "years_ago_more_than"),
    "code": ("is", "one_of"),
}
_STRATA = ("priority", "sex")
_NUMBERED = (("phases", "number"), ("priority", "order"), ("mapping_areas", "order"), ("theory", "order"))


def find_problems(definition: ProgrammeDefinition, code_lists: FilePath) -> Iterator[Found]:
    """Everything in the definition that doesn't hang together."""
    if isinstance(definition, Unknown):
        return
    names = {path.stem for path in code_lists.glob("*.csv")}
    with_lists = (lambda whole: _code_lists(whole, names), lambda whole: _kinds_in_lists(whole, code_lists))
    for check in (*_CHECKS, *with_lists):
        yield from _until_unknown(check(definition))


def _until_unknown(found: Iterable[Found]) -> Iterator[Found]:
    try:
        yield from found
    except UnknownValueError:
        return


def _rows(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every dataclass in the definition with its path, from the outside in."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _rows(item, (*path, index))
    elif dataclasses.is_dataclass(value):
        yield path, value
        for field in dataclasses.fields(value):
            yield from _rows(getattr(value, field.name), (*path, field.name))


def _marked(definition: ProgrammeDefinition, mark: str) -> Iterator[tuple[Path, Any, Any]]:
    """Every single value of a field with that mark: its path, the mark's dict, the value."""
    for path, row in _rows(definition):
        for field in dataclasses.fields(row):
            value = getattr(row, field.name)
            if not field.metadata.get(mark) or isinstance(value, Unknown) or value is None:
                continue
            here = (*path, field.name)
            if isinstance(value, tuple):
                for index, item in enumerate(value):
                    yield (*here, index), field.metadata, item
            else:
                yield here, field.metadata, value


def _codes(definition: ProgrammeDefinition, collection: str) -> list[str]:
    rows: Any = definition
    for part in collection.split("."):
        rows = getattr(rows, part)
    return [row.code for row in rows if not isinstance(row.code, Unknown)]


def _references(definition: ProgrammeDefinition) -> Iterator[Found]:
    for path, mark, value in _marked(definition, "ref"):
        try:
            known = [*_codes(definition, mark["ref"]), *mark["also"]]
        except UnknownValueError:
            continue
        if value == "" or isinstance(value, Unknown) or value in known:
            continue
        close = get_close_matches(value, known, n=1)
        hint = f"menade du {close[0]}?" if close else "en av " + ", ".join(known)
        yield path, f"{value!r} finns inte i {mark['ref']}", hint


def _kinds_in_lists(definition: ProgrammeDefinition, code_lists: FilePath) -> Iterator[Found]:
    """What tells of a return is named by values that its code list has."""
    if definition.afterwards is None:
        return
    for index, sign in enumerate(definition.afterwards.return_signs):
        path = code_lists / f"{sign.code_list}.csv"
        values = _values_in(path) if path.exists() else sign.kinds
        for place, kind in enumerate(sign.kinds):
            if kind not in values:
                expected = f"ett värde i kodlistan {sign.code_list}"
                yield ("afterwards", "return_signs", index, "kinds", place), show(kind), expected


def _values_in(path: FilePath) -> set[str]:
    return {line.partition(",")[0] for line in path.read_text(encoding="utf-8-sig").splitlines()[1:]}


def _code_lists(definition: ProgrammeDefinition, names: set[str]) -> Iterator[Found]:
    for path, _, value in _marked(definition, "code_list"):
        if value and not isinstance(value, Unknown) and value not in names:
            yield path, f"kodlistan {value!r} finns inte", "en av " + ", ".join(sorted(names))


def _dates_inside(definition: ProgrammeDefinition) -> Iterator[Found]:
    span = f"{definition.start} till {definition.end or 'vidare'}"
    for path, _, value in _marked(definition, "inside"):
        if isinstance(value, date) and not definition.contains(value):
            yield path, str(value), f"en dag i programmet, {span}"


def _spans_in_order(definition: ProgrammeDefinition) -> Iterator[Found]:
    for path, row in _rows(definition):
        start, end = getattr(row, "start", None), getattr(row, "end", None)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield (*path, "end"), str(end), f"en dag från och med {start}"


def _codes_once(definition: ProgrammeDefinition) -> Iterator[Found]:
    for path, row in _rows(definition):
        for field in dataclasses.fields(row):
            yield from _doubles(getattr(row, field.name), (*path, field.name))


def _doubles(rows: Any, path: Path) -> Iterator[Found]:
    if not isinstance(rows, tuple):
        return
    seen: set[str] = set()
    for index, row in enumerate(rows):
        code = getattr(row, "code", None) if dataclasses.is_dataclass(row) else None
        if not isinstance(code, str):
            continue
        if code in seen:
            yield (*path, index, "code"), f"koden {code!r} finns redan", "en egen kod"
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", code):
            yield (*path, index, "code"), f"{code!r}", "små bokstäver a–z, siffror, _ . och -"
        seen.add(code)


def _sourced(definition: ProgrammeDefinition) -> Iterator[Found]:
    for path, row in _rows(definition):
        if not isinstance(row, Sourced) or isinstance(row.source, Unknown):
            continue
        if not row.source and row.assumption is False:
            yield (*path, "source"), "saknas", 'källa (source = "P-012") eller assumption = true'
        for part in filter(None, re.split(r"[,;]\s*", row.source)):
            if not _SOURCE.fullmatch(part):
                yield (*path, "source"), f"{part!r}", "nummer som P-012 eller SEK-01, skilda av komma"


def _numbered(definition: ProgrammeDefinition) -> Iterator[Found]:
    """Rows with an order stand in it, counted from one."""
    for name, key in _NUMBERED:
        for index, row in enumerate(getattr(definition, name)):
            number = getattr(row, key)
            if number != index + 1:
                yield (name, index, key), str(number), f"{index + 1}: raderna står i ordning från 1"


def _own_words_first(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, area in enumerate(definition.mapping_areas):
        if area.own_words != (index == 0):
            expected = "true för det första området, personens egna ord, och inga andra (P-031)"
            yield ("mapping_areas", index, "own_words"), show(area.own_words), expected


def _intake_adds_up(definition: ProgrammeDefinition) -> Iterator[Found]:
    total = sum(period.number for period in definition.intake)
    if total != definition.volume.participants:
        yield ("volume", "participants"), str(definition.volume.participants), f"summan av intake, {total}"


def _intake_in_order(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, period in enumerate(definition.intake[1:], start=1):
        before = definition.intake[index - 1]
        if period.start <= before.end:
            first = before.end + timedelta(days=1)
            expected = f"en dag från och med {first}: perioderna får inte gå i varandra"
            yield ("intake", index, "start"), str(period.start), expected


def _sexes_add_up(definition: ProgrammeDefinition) -> Iterator[Found]:
    volume = definition.volume
    if volume.women is None or volume.men is None:
        return
    if volume.women + volume.men != volume.participants:
        found = f"{volume.women} kvinnor och {volume.men} män"
        yield ("volume", "women"), found, f"tillsammans {volume.participants}"


def _stock_in_order(definition: ProgrammeDefinition) -> Iterator[Found]:
    if definition.stock is not None and definition.stock.low > definition.stock.high:
        yield ("stock", "low"), str(definition.stock.low), f"högst {definition.stock.high}"


def _months_add_up(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, profession in enumerate(definition.professions):
        total = sum(row.total for row in profession.months)
        if total != profession.total_months:
            path = ("professions", index, "total_months")
            yield path, str(profession.total_months), f"summan av months, {total}"


def _staff_adds_up(definition: ProgrammeDefinition) -> Iterator[Found]:
    months = sum(profession.total_months for profession in definition.professions)
    people = sum(profession.number for profession in definition.professions)
    staffing = definition.staffing
    if staffing.full_time_months != months:
        path = ("staffing", "full_time_months")
        yield path, str(staffing.full_time_months), f"summan av yrkena, {months}"
    if staffing.people != people:
        yield ("staffing", "people"), str(staffing.people), f"summan av yrkena, {people}"


def _budget_adds_up(definition: ProgrammeDefinition) -> Iterator[Found]:
    if definition.budget is None:
        return
    amounts = {row.code: row.amount for row in definition.budget.rows}
    places = {row.code: index for index, row in enumerate(definition.budget.rows)}
    for rule in definition.budget.sums:
        if rule.row not in amounts or not set(rule.parts) <= set(amounts):
            continue
        total = sum(amounts[part] for part in rule.parts)
        if total != amounts[rule.row]:
            path = ("budget", "rows", places[rule.row], "amount")
            yield path, str(amounts[rule.row]), f"summan av {' + '.join(rule.parts)}, {total}"


def _budget_shares(definition: ProgrammeDefinition) -> Iterator[Found]:
    if definition.budget is None:
        return
    amounts = {row.code: row.amount for row in definition.budget.rows}
    for index, share in enumerate(definition.budget.shares):
        if share.part not in amounts or not amounts.get(share.whole):
            continue
        percent = round(Decimal(100) * amounts[share.part] / amounts[share.whole], 2)
        if percent != share.percent:
            yield ("budget", "shares", index, "percent"), str(share.percent), str(percent)


def _conditions(definition: ProgrammeDefinition) -> Iterator[Found]:
    kinds = {fact.code: fact.kind for fact in definition.facts}
    for path, row in _rows(definition):
        if not isinstance(row, Condition) or row.fact not in kinds:
            continue
        kind = kinds[row.fact]
        if isinstance(kind, Unknown) or isinstance(row.op, Unknown) or isinstance(row.value, Unknown):
            continue
        if row.op not in _OPERATORS[kind]:
            yield (*path, "op"), f"{row.op!r} för faktat {row.fact}", " eller ".join(_OPERATORS[kind])
        elif not _value_fits(kind, row.op, row.value):
            yield (*path, "value"), show(row.value), _VALUE_WORDS[row.op, kind]


_VALUE_WORDS = {
    ("is", "yes_no"): "true eller false",
    ("is", "code"): "en kod som text",
    ("one_of", "code"): "en lista med koder",
} | {
    (op, kind): "ett heltal"
    for kind in ("number", "date")
    for op in ("is", "at_least", "more_than", "at_most", "months_ago_at_least", "years_ago_more_than")
}


def _value_fits(kind: str, op: str, value: Any) -> bool:
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind == "code":
        return isinstance(value, tuple if op == "one_of" else str)
    return isinstance(value, int) and not isinstance(value, bool)


def _facts_consistent(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, fact in enumerate(definition.facts):
        if bool(fact.codes) != bool(fact.code_list):
            expected = "codes och code_list tillsammans, eller ingen"
            yield ("facts", index, "codes"), show(list(fact.codes)), expected
        if fact.assumed is not None and fact.kind != "yes_no":
            yield ("facts", index, "assumed"), show(fact.assumed), "bara för fakta av slaget yes_no"


def _ways_in_exist(definition: ProgrammeDefinition) -> Iterator[Found]:
    eligibility: Eligibility = definition.eligibility
    if not eligibility.ways_in:
        yield ("eligibility", "ways_in"), "inga", "minst en väg in"
    for index, way in enumerate(eligibility.ways_in):
        if not way.conditions:
            yield ("eligibility", "ways_in", index, "conditions"), "inga", "minst ett villkor"


def _priority_ends_open(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, row in enumerate(definition.priority):
        is_last = index == len(definition.priority) - 1
        if bool(row.conditions) == is_last:
            expected = "inga villkor i den sista klassen" if is_last else "minst ett villkor"
            yield ("priority", index, "conditions"), f"{len(row.conditions)} villkor", expected


def _strata_known(definition: ProgrammeDefinition) -> Iterator[Found]:
    if definition.frame is None:
        return
    for index, stratum in enumerate(definition.frame.strata):
        if stratum not in _STRATA:
            yield ("frame", "strata", index), show(stratum), "ett av orden " + ", ".join(_STRATA)


def _retention_covers_everyone(definition: ProgrammeDefinition) -> Iterator[Found]:
    """A retention key means exactly one rule for each branch."""
    branches = [branch.code for branch in definition.branches]
    rules = [(rule.key, owner) for rule in definition.retention for owner in rule.owners or branches]
    count = Counter(rules)
    for index, rule in enumerate(definition.retention):
        for owner in rule.owners or branches:
            if count[rule.key, owner] > 1:
                path = ("retention", index, "owners")
                yield path, f"{owner} har {count[rule.key, owner]} regler med nyckeln {rule.key!r}", "en"
    for index, category in enumerate(definition.data_categories):
        without = [owner for owner in branches if not count[category.retention, owner]]
        if without:
            found = f"{category.retention!r} saknar regel för {', '.join(without)}"
            expected = "en nyckel med regel för alla: " + ", ".join(dict.fromkeys(key for key, _ in rules))
            yield ("data_categories", index, "retention"), found, expected


def _indicators(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, indicator in enumerate(definition.indicators):
        path: Path = ("indicators", index)
        has_measure = indicator.measure is not None
        if has_measure != (indicator.figures_from == "cases"):
            expected = "measure när figures_from är cases, annars ingen"
            yield (*path, "measure"), "finns" if has_measure else "saknas", expected
        if indicator.figures_from != "cases" and indicator.opens_to == "cases":
            yield (*path, "opens_to"), "'cases'", "counts: siffran räknas inte från ärenden"


def _targets(definition: ProgrammeDefinition) -> Iterator[Found]:
    for index, indicator in enumerate(definition.indicators):
        if indicator.target is not None:
            yield from _until_unknown(_target(definition, indicator, ("indicators", index, "target")))


def _target(definition: ProgrammeDefinition, indicator: Any, path: Path) -> Iterator[Found]:
    target = indicator.target
    if not definition.contains(target.by):
        span = f"{definition.start} till {definition.end or 'vidare'}"
        yield (*path, "by"), str(target.by), f"en dag i programmet, {span}"
    if (target.pace == "dated") != bool(target.points):
        yield (*path, "points"), f"{len(target.points)} punkter", "punkter när pace är dated, annars inga"
    if (target.direction == "within") != (target.upper is not None):
        yield (*path, "upper"), show(str(target.upper)), "upper när direction är within, annars inget"
    if indicator.unit == "share" and not 0 <= target.value <= 1:
        yield (*path, "value"), str(target.value), "en andel mellan 0 och 1"
    if not 0 <= target.near < 1:
        yield (*path, "near"), str(target.near), "en andel mellan 0 och 1, till exempel 0.10"
    yield from _points(target, path)


def _points(target: Any, path: Path) -> Iterator[Found]:
    for index, point in enumerate(target.points[1:], start=1):
        before, here = target.points[index - 1], (*path, "points", index)
        if point.on <= before.on:
            yield (*here, "on"), str(point.on), f"en dag efter {before.on}"
        if point.value < before.value:
            yield (*here, "value"), str(point.value), f"minst {before.value}: värdena är samlade"
    if target.points and (target.points[-1].on, target.points[-1].value) != (target.by, target.value):
        last = len(target.points) - 1
        found = f"{target.points[-1].value} den {target.points[-1].on}"
        yield (*path, "points", last), found, f"målet {target.value} den {target.by}"


def _offsets(definition: ProgrammeDefinition) -> Iterator[Found]:
    for name in ("deadlines", "follow_ups"):
        for index, row in enumerate(getattr(definition, name)):
            if row.offset_days and row.offset_months:
                expected = "antingen offset_days eller offset_months"
                yield (name, index, "offset_months"), "dagar och månader", expected


def _postponing(definition: ProgrammeDefinition) -> Iterator[Found]:
    rules = definition.postponing
    if not 1 <= rules.days_at_most <= 90:
        yield ("postponing", "days_at_most"), str(rules.days_at_most), "1–90 dagar i taget"
    if not rules.reasons:
        yield ("postponing", "reasons"), "en tom lista", "minst ett skäl"
    for index, row in enumerate(definition.deadlines):
        if row.stands_still and row.who != "process_leader":
            expected = "process_leader: den som leder ärendet ser att det står still"
            yield ("deadlines", index, "stands_still"), f"en frist för {row.who}", expected


def _planning(definition: ProgrammeDefinition) -> Iterator[Found]:
    states = Counter(row.state for row in definition.step_reasons)
    for index, row in enumerate(definition.step_reasons):
        if states[row.state] > 1:
            yield ("step_reasons", index, "state"), f"{row.state!r} finns redan", "varje läge en gång"
        if not row.words:
            yield ("step_reasons", index, "words"), "en tom lista", "minst ett skäl"
    for index, template in enumerate(definition.plan_templates):
        if not template.steps:
            yield ("plan_templates", index, "steps"), "en tom lista", "minst ett steg"
        for place, step in enumerate(template.steps):
            if step.days < 0 or step.after_days < 0:
                path = ("plan_templates", index, "steps", place, "days")
                yield path, f"{step.after_days} och {step.days}", "noll eller fler dagar"


def _parties_once(definition: ProgrammeDefinition) -> Iterator[Found]:
    seen: set[str] = set()
    for index, party in enumerate(definition.parties):
        if party.branch in seen:
            yield ("parties", index, "branch"), f"{party.branch!r} finns redan", "varje verksamhet en gång"
        seen.add(party.branch)


def _history(definition: ProgrammeDefinition) -> Iterator[Found]:
    """The review of a case history has limits to go by, and each branch tells of what it owns (P-039, CON-01)."""
    rules, path = definition.case_history, ("case_history",)
    for name in ("silence_days", "same_effort_times", "handler_changes", "handler_changes_months"):
        value = getattr(rules, name)
        if isinstance(value, int) and value < 1:
            yield (*path, name), str(value), "ett helt tal från 1"
    owners = {row.code: row.owners for row in definition.data_categories}
    for index, row in enumerate(rules.categories):
        if row.branch not in owners.get(row.category, (row.branch,)):
            place = (*path, "categories", index, "category")
            yield place, f"{row.category!r} är inte en uppgift som {row.branch!r} äger", "ett uppgiftsslag som den äger"


def _whole(definition: ProgrammeDefinition) -> Iterator[Found]:
    if definition.format != 1:
        yield ("format",), str(definition.format), "1, formatet som den här versionen läser"
    if not _matches(r"[a-z0-9][a-z0-9.-]*", definition.slug):
        yield ("slug",), repr(definition.slug), "små bokstäver a–z, siffror, punkt och bindestreck"
    if not _matches(r"[A-ZÅÄÖ]{2,4}", definition.case_prefix):
        yield ("case_prefix",), repr(definition.case_prefix), "två till fyra stora bokstäver"


def _matches(pattern: str, text: str) -> bool:
    if isinstance(text, Unknown):
        raise UnknownValueError
    return bool(re.fullmatch(pattern, text))


_CHECKS: tuple[Check, ...] = (
    _whole,
    _references,
    _dates_inside,
    _spans_in_order,
    _codes_once,
    _sourced,
    _numbered,
    _own_words_first,
    _history,
    _intake_adds_up,
    _intake_in_order,
    _sexes_add_up,
    _stock_in_order,
    _months_add_up,
    _staff_adds_up,
    _budget_adds_up,
    _budget_shares,
    _conditions,
    _facts_consistent,
    _ways_in_exist,
    _priority_ends_open,
    _strata_known,
    _retention_covers_everyone,
    _indicators,
    _targets,
    _offsets,
    _postponing,
    _planning,
    one_owner,
    owner_reports,
    _parties_once,
    questions_can_be_answered,
    questions_once_a_meeting,
)
