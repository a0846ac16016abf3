"""A draw that anybody can check: hash tickets, strata, inclusion probabilities.

Protocol. Freeze the list and publish its hash (`list_hash`) and `RULE`. Fix the seed afterwards from a source
that nobody controls. `draw`, keep the record, publish its hashes. Later, `extend` if more are to be called;
`verify` proves the record from the list with nothing but SHA-256.

Source of the ticket rule: R. L. Rivest, ``consistent_sampler`` (MIT licence). Apportionment between strata:
largest remainder (Hare quota), in whole numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from samkraft_analysis.frames import Frame, read, refuse_missing
from samkraft_analysis.whole_numbers import whole_number

RULE_VERSION = "1"
RULE = (
    "ticket = '0.' followed by the decimal digits, in reverse order, of SHA-256(hex(SHA-256(seed)) + id), "
    "read as an integer and zero-padded to at least 64 digits (text as UTF-8). Within each stratum the "
    "people are ordered by increasing ticket and the first ones called, as many as the stratum has seats. A "
    "number of seats is split between the strata by largest remainder; a tie goes to the stratum whose next "
    "person has the lowest ticket. More seats go by largest remainder over those not yet called, so nobody "
    "is un-called."
)

Seats = int | Mapping[Any, int]


class VerificationError(ValueError):
    """The record doesn't follow from the list; ``differences`` says in words what differs."""

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        super().__init__("The draw can't be verified: " + " ".join(self.differences))


@dataclass(frozen=True)
class Stratum:
    """One stratum of a draw: people on the list, seats drawn, and the probability of being called."""

    name: str
    people: int
    seats: int

    @property
    def inclusion_probability(self) -> float:
        return self.seats / self.people


@dataclass(frozen=True)
class Round:
    """One round of calling: the seats asked for (None when given per stratum) and how they fell."""

    asked: int | None
    seats: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Draw:
    """The record of a draw.

    ``frame`` has one row per person: id, stratum, ticket (text, sorts as the number), rank in the stratum,
    called, inclusion_probability. Two draws are equal when list, seed, rounds and result are.
    """

    frame: pl.DataFrame = field(compare=False, repr=False)
    seed: str
    id_column: str
    stratum_column: str
    strata: tuple[Stratum, ...]
    rounds: tuple[Round, ...]
    list_hash: str
    result_hash: str
    rule: str = field(default=RULE, repr=False)
    rule_version: str = RULE_VERSION

    @property
    def n(self) -> int:
        """People on the list."""
        return self.frame.height

    @property
    def seats(self) -> dict[str, int]:
        """Seats drawn so far, by stratum."""
        return {stratum.name: stratum.seats for stratum in self.strata}

    @property
    def called(self) -> list[Any]:
        """The ids called, by stratum and rank."""
        return self.frame.filter(pl.col("called"))["id"].to_list()

    def to_dict(self) -> dict[str, Any]:
        """The whole record as plain values, fit for JSON."""
        return {
            "rule_version": self.rule_version,
            "rule": self.rule,
            "seed": self.seed,
            "id_column": self.id_column,
            "stratum_column": self.stratum_column,
            "strata": [[s.name, s.people, s.seats] for s in self.strata],
            "rounds": [{"asked": r.asked, "seats": dict(r.seats)} for r in self.rounds],
            "list_hash": self.list_hash,
            "result_hash": self.result_hash,
            "people": self.frame.rows(),
        }

    def to_json(self) -> str:
        """The record as JSON text, always the same for the same draw."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Draw:
        """A record as `to_dict` gave it. Nothing is checked here but the shape: `verify` does the rest."""
        try:
            return cls(
                frame=_people_frame([tuple(row) for row in record["people"]]),
                seed=record["seed"],
                id_column=record["id_column"],
                stratum_column=record["stratum_column"],
                strata=tuple(Stratum(*row) for row in record["strata"]),
                rounds=tuple(Round(r["asked"], tuple(sorted(r["seats"].items()))) for r in record["rounds"]),
                list_hash=record["list_hash"],
                result_hash=record["result_hash"],
                rule=record["rule"],
                rule_version=record["rule_version"],
            )
        except (KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
            raise ValueError(f"This isn't the record of a draw: {error!r} where a draw's fields should be.") from None

    @classmethod
    def from_json(cls, text: str) -> Draw:
        """A record from the text that `to_json` gave."""
        try:
            record = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"The record of the draw isn't JSON: {error}.") from None
        if not isinstance(record, dict):
            raise ValueError("The record of the draw must be one JSON object with the draw's fields.")
        return cls.from_dict(record)


def ticket(seed: str | int, id: str | int) -> Decimal:
    """The ticket of one id, a number between 0 and 1; draw in increasing order.

    >>> sorted("abcd", key=lambda id: ticket("31", id))
    ['b', 'a', 'd', 'c']
    >>> round(ticket(314159, "AB-135"), 9)
    Decimal('0.000599854')
    """
    return Decimal(_ticket_text(_seed_hash(str(seed)), str(id)))


def largest_remainder(counts: Sequence[int], seats: int, order: Sequence[int] | None = None) -> list[int]:
    """Split ``seats`` in proportion to ``counts`` by largest remainder, in whole numbers.

    Equal remainders go to the larger count, then to the earlier place; ``order`` (place → preference, the
    lowest first) replaces that. Raises ``ValueError`` for negative or all-zero counts.

    >>> largest_remainder([47000, 16000, 15800, 12000, 6100, 3100], 10)
    [5, 2, 1, 1, 1, 0]
    """
    numbers = [whole_number(count, "A count") for count in counts]
    seats = whole_number(seats, "The number of seats")
    total = sum(numbers)
    if not total:
        if seats:
            raise ValueError(f"{seats} seats can't be split between strata without a single person in them.")
        return [0] * len(numbers)
    given = [number * seats // total for number in numbers]
    prefer: Callable[[int], Any] = (lambda i: order[i]) if order is not None else (lambda i: (-numbers[i], i))
    by_remainder = sorted(range(len(numbers)), key=lambda i: (-(numbers[i] * seats % total), prefer(i)))
    for i in by_remainder[: seats - sum(given)]:
        given[i] += 1
    return given


def list_hash(frame: Frame, id: str, stratum: str) -> str:
    """SHA-256 of the frozen list (ids and strata), to be published before the seed is known.

    Any order of the rows gives the same hash: the lines ``["id","stratum"]`` are sorted. Raises ``ValueError`` for
    missing or repeated ids.

    >>> people = pl.DataFrame({"id": list("abcd"), "sex": ["K", "K", "M", "M"]})
    >>> list_hash(people.reverse(), "id", "sex") == draw(people, "id", "sex", 2, seed=31).list_hash
    True
    """
    return _list_hash(_listed(frame, id, stratum))


def draw(frame: Frame, id: str, stratum: str, seats: Seats, seed: str | int) -> Draw:
    """Draw ``seats`` people from the list within its strata.

    ``id`` and ``stratum`` name columns; ids are unique, and pseudonymous: the record keeps them for good.
    ``seats`` is a number, split by largest remainder, or ``{stratum: seats}`` naming every stratum.
    Raises ``ValueError`` for missing or repeated ids, more seats than people, unknown or unnamed strata.

    >>> people = pl.DataFrame({"id": list("abcd"), "sex": ["K", "K", "M", "M"]})
    >>> draw(people, "id", "sex", 2, seed=31).called
    ['b', 'd']
    """
    listed = _listed(frame, id, stratum)
    if not listed.height:
        raise ValueError("The list has no people, so nobody can be drawn from it.")
    seed = _seed_text(seed)
    if not seed:
        raise ValueError("The seed is empty; take it from a public source that nobody controls.")
    queues = _queues(listed, seed)
    first = _round(queues, dict.fromkeys(queues, 0), seats)
    return _record(listed, queues, seed, id, stratum, (first,))


def extend(draw: Draw, more: Seats) -> Draw:
    """Call ``more`` people from the same list; nobody who was called is un-called.

    A number goes by largest remainder over those not yet called, on top of the seats already drawn: splitting
    the new total afresh could take a seat from a stratum (the Alabama paradox). Raises ``ValueError`` for more
    seats than people left.

    >>> people = pl.DataFrame({"id": list("abcd"), "sex": ["K", "K", "M", "M"]})
    >>> extend(draw(people, "id", "sex", 2, seed=31), 1).called
    ['b', 'a', 'd']
    """
    listed = draw.frame.select(pl.col("id"), pl.col("stratum"))
    queues = _queues(listed, draw.seed)
    extra = _round(queues, draw.seats, more)
    return _record(listed, queues, draw.seed, draw.id_column, draw.stratum_column, (*draw.rounds, extra))


def verify(draw_record: Draw | Mapping[str, Any] | str, frame: Frame) -> None:
    """Prove that the record follows from the list and the seed; or raise `VerificationError`.

    It says what differs. ``draw_record`` is a `Draw`, the dict or the JSON text of one. ``frame`` is the
    list as it was frozen. Raises ``ValueError`` for what is no record.

    >>> people = pl.DataFrame({"id": list("abcd"), "sex": ["K", "K", "M", "M"]})
    >>> record = draw(people, "id", "sex", 2, seed=31).to_json()
    >>> verify(record, people)
    >>> verify(record, people[:3])
    Traceback (most recent call last):
    samkraft_analysis.lottery.VerificationError: The draw can't be verified: 1 people are in the record but not on ...
    """
    record = _as_draw(draw_record)
    if record.rule_version != RULE_VERSION:
        raise VerificationError([f"The rule is version {record.rule_version!r}, this library knows {RULE_VERSION!r}."])
    listed = _listed(frame, record.id_column, record.stratum_column)
    differences = _list_differences(record, listed)
    if not differences:
        differences = _result_differences(record, listed)
    if differences:
        raise VerificationError(differences)


def _seed_text(seed: Any) -> str:
    if isinstance(seed, str):
        return seed.strip()
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        raise ValueError(f"The seed is {seed!r}; give a text or a whole number, from a source that nobody controls.")
    return str(int(seed))


def _seed_hash(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def _ticket_text(seed_hash: str, id: str) -> str:
    number = int.from_bytes(hashlib.sha256((seed_hash + id).encode()).digest(), "big")
    return "0." + str(number).zfill(64)[::-1]


def _listed(frame: Frame, id: str, stratum: str) -> pl.DataFrame:
    """The list as two checked columns, ``id`` and ``stratum``."""
    columns = read(frame, [id, stratum], text=[id, stratum])
    refuse_missing(columns, id, stratum)
    for name in {id, stratum}:
        columns = columns.with_columns(_as_written(columns[name]))
    listed = columns.select(pl.col(id).alias("id"), pl.col(stratum).alias("stratum"))
    repeated = listed.filter(pl.col("id").is_duplicated())["id"]
    if len(repeated):
        raise ValueError(f"Column {id!r} has {repeated.n_unique()} ids on more than one row; each person once, please.")
    return listed


def _as_written(column: pl.Series) -> pl.Series:
    """Whole numbers and text as they are, categories as text; nothing that could be written in two ways."""
    if column.dtype.is_integer() or column.dtype == pl.String:
        return column
    if column.dtype in (pl.Categorical, pl.Enum):
        return column.cast(pl.String)
    raise ValueError(f"Column {column.name!r} holds {column.dtype} values; give whole numbers or text there.")


def _texts(listed: pl.DataFrame) -> list[tuple[str, str]]:
    return [(str(id), str(stratum)) for id, stratum in listed.rows()]


def _list_hash(listed: pl.DataFrame) -> str:
    lines = sorted(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in _texts(listed))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _queues(listed: pl.DataFrame, seed: str) -> dict[str, list[tuple[str, str, int]]]:
    """Stratum → its people in the order of the draw, as (ticket, id as text, row on the list)."""
    seed_hash = _seed_hash(seed)
    queues: dict[str, list[tuple[str, str, int]]] = {}
    for row, (id, stratum) in enumerate(_texts(listed)):
        queues.setdefault(stratum, []).append((_ticket_text(seed_hash, id), id, row))
    return {stratum: sorted(queues[stratum]) for stratum in sorted(queues)}


def _round(queues: Mapping[str, list[tuple[str, str, int]]], drawn: Mapping[str, int], seats: Seats) -> Round:
    """How the seats of one round fall, given those already drawn."""
    left = {name: len(queue) - drawn[name] for name, queue in queues.items()}
    if isinstance(seats, Mapping):
        return Round(None, tuple(_named_seats(left, seats).items()))
    asked = whole_number(seats, "The number of seats")
    if asked > sum(left.values()):
        raise ValueError(f"{asked} seats are more than the {sum(left.values())} people who can still be called.")
    return Round(asked, tuple(_split(queues, drawn, left, asked).items()))


def _named_seats(left: Mapping[str, int], seats: Mapping[Any, int]) -> dict[str, int]:
    named = {str(name): whole_number(number, f"Stratum {name!s}'s number of seats") for name, number in seats.items()}
    for name in named.keys() - left.keys():
        raise ValueError(f"There is no stratum {name!r} on the list; its strata are: {', '.join(left)}.")
    for name in left.keys() - named.keys():
        raise ValueError(f"Stratum {name!r} has no number of seats; give one, 0 if nobody there is to be called.")
    for name, number in named.items():
        if number > left[name]:
            raise ValueError(
                f"Stratum {name!r} has {left[name]} people left to call, which is fewer than {number} seats."
            )
    return {name: named[name] for name in left}


def _split(
    queues: Mapping[str, list[tuple[str, str, int]]],
    drawn: Mapping[str, int],
    left: Mapping[str, int],
    asked: int,
) -> dict[str, int]:
    """Largest remainder over those left; a tie goes to the stratum whose next person has the lowest ticket.

    The next person is the one after the whole part of the stratum's share, the one that the tie is about.
    """
    names, total = list(left), sum(left.values())

    def next_ticket(name: str) -> str:
        place = drawn[name] + (left[name] * asked // total if total else 0)
        return queues[name][place][0] if place < len(queues[name]) else "1"

    preference = {name: i for i, name in enumerate(sorted(names, key=next_ticket))}
    return dict(
        zip(
            names,
            largest_remainder(list(left.values()), asked, [preference[name] for name in names]),
            strict=True,
        )
    )


def _record(
    listed: pl.DataFrame,
    queues: Mapping[str, list[tuple[str, str, int]]],
    seed: str,
    id_column: str,
    stratum_column: str,
    rounds: tuple[Round, ...],
) -> Draw:
    seats = {name: sum(dict(one.seats)[name] for one in rounds) for name in queues}
    strata = tuple(Stratum(name, len(queue), seats[name]) for name, queue in queues.items())
    listing = _list_hash(listed)
    called = [[name, [id for _, id, _ in queues[name][: seats[name]]]] for name in queues]
    return Draw(
        frame=_result_frame(listed, queues, strata),
        seed=seed,
        id_column=id_column,
        stratum_column=stratum_column,
        strata=strata,
        rounds=rounds,
        list_hash=listing,
        result_hash=_result_hash(listing, seed, called),
    )


def _result_hash(listing: str, seed: str, called: list[Any]) -> str:
    content = {"rule_version": RULE_VERSION, "list_hash": listing, "seed": seed, "called": called}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _result_frame(
    listed: pl.DataFrame, queues: Mapping[str, list[tuple[str, str, int]]], strata: Sequence[Stratum]
) -> pl.DataFrame:
    ids, labels = listed["id"].to_list(), listed["stratum"].to_list()
    rows = []
    for stratum in strata:
        for rank, (number, _, row) in enumerate(queues[stratum.name], start=1):
            called = rank <= stratum.seats
            rows.append((ids[row], labels[row], number, rank, called, stratum.inclusion_probability))
    return _people_frame(rows)


def _people_frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    names = ["id", "stratum", "ticket", "rank", "called", "inclusion_probability"]
    if any(len(row) != len(names) for row in rows):
        raise TypeError("people")
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pl.DataFrame({name: list(column) for name, column in zip(names, columns, strict=True)})


def _as_draw(record: Draw | Mapping[str, Any] | str) -> Draw:
    if isinstance(record, Draw):
        return record
    return Draw.from_json(record) if isinstance(record, str) else Draw.from_dict(record)


def _list_differences(record: Draw, listed: pl.DataFrame) -> list[str]:
    now, then = dict(_texts(listed)), dict(_texts(record.frame.select("id", "stratum")))
    kinds = {
        "on the list but not in the record": now.keys() - then.keys(),
        "in the record but not on the list": then.keys() - now.keys(),
        "in another stratum than in the record": {id for id in now.keys() & then.keys() if now[id] != then[id]},
    }
    words = [f"{len(ids)} people are {what} ({_some(ids)})." for what, ids in kinds.items() if ids]
    if len(then) < record.frame.height:
        words.append(f"{record.frame.height - len(then)} rows of the record repeat a person.")
    if _list_hash(listed) != record.list_hash:
        words.append("The list's hash isn't the one in the record.")
    return words


def _some(ids: set[str]) -> str:
    first = sorted(ids)[:5]
    return ", ".join(first) + (" …" if len(ids) > len(first) else "")


def _result_differences(record: Draw, listed: pl.DataFrame) -> list[str]:
    try:
        again = _again(record, listed)
    except (ValueError, IndexError) as error:
        return [f"The rounds of the record can't be drawn from the list: {error}"]
    words = []
    for place, (mine, theirs) in enumerate(zip(again.rounds, record.rounds, strict=True), start=1):
        if dict(mine.seats) != dict(theirs.seats):
            words.append(f"Round {place} gives the strata {dict(mine.seats)}, the record says {dict(theirs.seats)}.")
    if again.strata != record.strata:
        words.append("People or seats per stratum aren't those of the record.")
    words += _row_differences(record.frame, again.frame)
    if again.result_hash != record.result_hash:
        words.append("The result's hash isn't the one in the record.")
    if record.rule != RULE:
        words.append("The rule's text isn't the published one.")
    return words


def _again(record: Draw, listed: pl.DataFrame) -> Draw:
    first, *later = [dict(one.seats) if one.asked is None else one.asked for one in record.rounds]
    result = draw(listed, "id", "stratum", first, record.seed)
    for more in later:
        result = extend(result, more)
    return result


def _row_differences(theirs: pl.DataFrame, mine: pl.DataFrame) -> list[str]:
    recorded = {str(row[0]): row[2:] for row in theirs.rows()}
    drawn = {str(row[0]): row[2:] for row in mine.rows()}
    words = []
    if list(recorded) != list(drawn):
        words.append("The people of the record aren't in order of stratum and rank.")
    for place, what in enumerate(["ticket", "rank", "called", "inclusion_probability"]):
        differing = {id for id, row in drawn.items() if recorded[id][place] != row[place]}
        if differing:
            words.append(f"Column {what!r} differs for {len(differing)} people ({_some(differing)}).")
    return words
