import json
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis import lottery
from samkraft_analysis.lottery import Draw, VerificationError, draw, extend, largest_remainder, ticket, verify

DATA = Path(__file__).parent.parent / "data" / "lottery"
CASES = json.loads((DATA / "tickets.json").read_text())["cases"]


def people(**sizes):
    rows = [(f"{stratum}-{i}", stratum) for stratum, size in sizes.items() for i in range(size)]
    return pl.DataFrame(rows, schema=["id", "stratum"], orient="row")


def test_tickets_order_as_the_published_examples():
    small, hundred, thousands = CASES
    assert sorted(small["ids"], key=lambda id: ticket(small["seed"], id)) == small["order"]
    by_ticket = sorted(range(100), key=lambda id: ticket(hundred["seed"], id))
    assert by_ticket[:10] == hundred["first10"]
    assert [str(ticket("41", id))[:11] for id in by_ticket[:5]] == hundred["tickets_first5"]
    ids = sorted((f"AB-{i}" for i in range(2000)), key=lambda id: ticket(thousands["seed"], id))
    assert ids[:24] == thousands["first24"]
    assert str(ticket(314159, "AB-135")) == thousands["ticket_of_AB_135"]


def test_draw_calls_the_published_first_ten():
    frame = pl.DataFrame({"who": range(100), "all": ["alla"] * 100})
    assert draw(frame, "who", "all", 10, seed=41).called == CASES[1]["first10"]


def test_largest_remainder_as_the_textbook():
    for case in json.loads((DATA / "proportional.json").read_text()):
        assert largest_remainder(case["sizes"], case["total"]) == case["result"]


def test_largest_remainder_never_gives_a_stratum_more_seats_than_people():
    chance = random.Random(5)
    for _ in range(500):
        counts = [chance.randrange(9) for _ in range(chance.randrange(1, 6))] + [1]
        seats = chance.randrange(sum(counts) + 1)
        given = largest_remainder(counts, seats)
        assert sum(given) == seats
        assert all(g <= c for g, c in zip(given, counts, strict=True))


def test_largest_remainder_is_exact_for_numbers_beyond_floats():
    assert largest_remainder([2**60 + 1, 2**60], 1) == [1, 0]


@pytest.mark.parametrize("counts, seats", [([1, -1], 1), ([0, 0], 1), ([1.5], 1), ([3], -1), ([3], 1.5)])
def test_largest_remainder_refuses_what_is_no_number_of_people(counts, seats):
    with pytest.raises(ValueError, match=r"(\S+\s+){4,}"):
        largest_remainder(counts, seats)


def test_every_person_gets_rank_and_inclusion_probability_by_stratum():
    result = draw(people(K=30, M=70), "id", "stratum", 10, seed="tärning 4 2 6")
    assert result.frame.columns == ["id", "stratum", "ticket", "rank", "called", "inclusion_probability"]
    assert result.seats == {"K": 3, "M": 7}
    by_stratum = {s.name: s for s in result.strata}
    for row in result.frame.iter_rows(named=True):
        assert row["called"] == (row["rank"] <= result.seats[row["stratum"]])
        assert row["inclusion_probability"] == by_stratum[row["stratum"]].inclusion_probability == 0.1
        assert Decimal(row["ticket"]) == ticket("tärning 4 2 6", row["id"])


def test_ranks_follow_the_tickets_inside_each_stratum():
    result = draw(people(K=40, M=40), "id", "stratum", 5, seed=1)
    for _, queue in result.frame.group_by("stratum"):
        assert queue.sort("rank")["ticket"].to_list() == sorted(queue["ticket"].to_list())


def test_row_order_changes_nothing():
    frame = people(A=11, B=7, C=23)
    first = draw(frame, "id", "stratum", 9, seed=7)
    for seed in range(5):
        again = draw(frame.sample(fraction=1, shuffle=True, seed=seed), "id", "stratum", 9, seed=7)
        assert again == first
        assert again.frame.equals(first.frame)


def test_every_kind_of_frame_gives_the_same_draw(tmp_path):
    frame = people(K=12, M=9)
    frame.write_csv(tmp_path / "list.csv")
    frame.write_parquet(tmp_path / "list.parquet")
    kinds = [
        frame,
        frame.lazy(),
        frame.to_pandas(),
        frame.to_arrow(),
        tmp_path / "list.csv",
        str(tmp_path / "list.parquet"),
    ]
    draws = [draw(kind, "id", "stratum", 6, seed=3) for kind in kinds]
    assert all(one == draws[0] and one.frame.equals(draws[0].frame) for one in draws)


def test_a_csv_id_with_leading_zeros_stays_as_written(tmp_path):
    (tmp_path / "list.csv").write_text("id,stratum\n007,1\n7,1\n")
    assert sorted(draw(tmp_path / "list.csv", "id", "stratum", 2, seed=3).called) == ["007", "7"]


def test_ids_and_strata_may_have_any_column_names_and_whole_numbers():
    frame = pl.DataFrame({"person": [3, 1, 2], "prio": [1, 1, 2]})
    result = draw(frame, "person", "prio", {1: 1, 2: 1}, seed=1)
    assert result.frame["id"].dtype == pl.Int64
    verify(result, frame)


def test_named_seats_oversample_a_stratum_as_asked():
    result = draw(people(prio=10, other=90), "id", "stratum", {"prio": 9, "other": 1}, seed=2)
    assert result.seats == {"other": 1, "prio": 9}
    assert result.frame.filter(pl.col("stratum") == "prio")["inclusion_probability"].unique().to_list() == [0.9]


def test_a_tie_between_strata_goes_to_the_lowest_next_ticket():
    frame = people(K=10, M=10)
    for seed in range(20):
        result = draw(frame, "id", "stratum", 1, seed=seed)
        assert result.called == [min(frame["id"], key=lambda id: ticket(seed, id))]


def test_extending_never_uncalls_anybody():
    chance = random.Random(11)
    for seed in range(30):
        sizes = {name: chance.randrange(1, 12) for name in "ABCDE"[: chance.randrange(1, 6)]}
        frame = people(**sizes)
        result = draw(frame, "id", "stratum", chance.randrange(frame.height), seed=seed)
        while len(result.called) < frame.height:
            more = chance.randrange(1, frame.height - len(result.called) + 1)
            longer = extend(result, more)
            assert set(result.called) < set(longer.called)
            assert len(longer.called) == len(result.called) + more
            verify(longer.to_json(), frame)
            result = longer


def test_one_more_seat_takes_none_from_a_small_stratum_alabama_paradox():
    sizes = [6, 6, 2]
    assert largest_remainder(sizes, 10) == [4, 4, 2]
    assert largest_remainder(sizes, 11) == [5, 5, 1]  # split afresh, the small stratum would lose a seat
    before = draw(people(A=6, B=6, C=2), "id", "stratum", 10, seed=1)
    after = extend(before, 1)
    assert before.seats["C"] == after.seats["C"] == 2
    assert set(before.called) < set(after.called)


def test_record_survives_json_and_is_the_same_text_each_time():
    result = extend(draw(people(K=5, M=8), "id", "stratum", {"K": 2, "M": 1}, seed=9), 3)
    text = result.to_json()
    assert Draw.from_json(text) == result
    assert Draw.from_json(text).to_json() == text
    assert "SHA-256" in json.loads(text)["rule"]


def test_list_hash_is_known_before_the_seed():
    frame = people(K=5, M=8)
    assert lottery.list_hash(frame, "id", "stratum") == draw(frame, "id", "stratum", 3, seed=9).list_hash


def test_list_hash_can_be_checked_with_any_sha256_tool():
    import hashlib

    frame = pl.DataFrame({"id": ["b", "a"], "stratum": ["K", "Å"]})
    lines = '["a","Å"]\n["b","K"]'
    assert lottery.list_hash(frame, "id", "stratum") == hashlib.sha256(lines.encode()).hexdigest()


def tampered(result, **changes):
    return {**json.loads(result.to_json()), **changes}


def test_verify_accepts_a_true_record_as_draw_dict_and_text():
    frame = people(K=9, M=4)
    result = draw(frame, "id", "stratum", 4, seed=6)
    for record in (result, result.to_dict(), result.to_json()):
        assert verify(record, frame) is None


@pytest.mark.parametrize(
    "change, words",
    [
        ({"seed": "7"}, "ticket"),
        ({"list_hash": "0" * 64}, "list's hash"),
        ({"result_hash": "0" * 64}, "result's hash"),
        ({"rule": "by favour"}, "rule's text"),
        ({"rule_version": "0"}, "version"),
        ({"rounds": [{"asked": 4, "seats": {"K": 4, "M": 0}}]}, "Round 1"),
        ({"strata": [["K", 9, 4], ["M", 4, 0]]}, "per stratum"),
        ({"rounds": []}, "rounds"),
        ({"rounds": [{"asked": 99, "seats": {}}]}, "rounds"),
    ],
)
def test_verify_says_what_was_changed_in_a_record(change, words):
    frame = people(K=9, M=4)
    with pytest.raises(VerificationError, match=words):
        verify(tampered(draw(frame, "id", "stratum", 4, seed=6), **change), frame)


def test_verify_finds_a_person_called_out_of_turn():
    frame = people(K=9, M=4)
    record = json.loads(draw(frame, "id", "stratum", 4, seed=6).to_json())
    record["people"][0][4], record["people"][8][4] = False, True
    with pytest.raises(VerificationError, match="'called' differs for 2 people"):
        verify(record, frame)


def test_verify_finds_a_person_named_twice_and_people_out_of_order():
    frame = people(K=9, M=4)
    record = json.loads(draw(frame, "id", "stratum", 4, seed=6).to_json())
    rows = record["people"]
    twice = [[*rows[-1][:4], True, rows[-1][5]], *rows]
    with pytest.raises(VerificationError, match="1 rows of the record repeat a person"):
        verify({**record, "people": twice}, frame)
    with pytest.raises(VerificationError, match="aren't in order of stratum and rank"):
        verify({**record, "people": rows[::-1]}, frame)


def places_in(value, path=()):
    """The path of everything inside a record, lists and dicts as well as what they hold."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places_in(one, (*path, key))


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_verify_fails_on_any_altered_record(data):
    frame = people(K=5, M=7)
    record = json.loads(extend(draw(frame, "id", "stratum", 4, seed=3), {"K": 1, "M": 2}).to_json())
    path = data.draw(st.sampled_from([p for p in places_in(record) if p[-1] not in ("asked", "id_column", "people")]))
    holder = record
    for key in path[:-1]:
        holder = holder[key]
    before = holder[path[-1]]
    changes = {str: "other", bool: not before, int: 3 if before != 3 else 1, float: 0.25, list: [], dict: {}}
    holder[path[-1]] = changes.get(type(before), 2)
    with pytest.raises(ValueError, match=r"(\S+\s+){4,}"):
        verify(record, frame)


def test_verify_names_people_added_removed_and_moved():
    frame = people(K=9, M=4)
    result = draw(frame, "id", "stratum", 4, seed=6)
    with pytest.raises(VerificationError, match=r"1 people are in the record but not on the list \(M-3\)"):
        verify(result, frame.head(12))
    with pytest.raises(VerificationError, match=r"on the list but not in the record \(X-0\)"):
        verify(result, pl.concat([frame, people(X=1)]))
    moved = frame.with_columns(stratum=pl.when(pl.col("id") == "K-0").then(pl.lit("M")).otherwise("stratum"))
    with pytest.raises(VerificationError, match=r"another stratum than in the record \(K-0\)"):
        verify(result, moved)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"people": [[1]]}'])
def test_what_is_no_record_is_said_to_be_none(text):
    with pytest.raises(ValueError, match="record of"):
        verify(text, people(K=2))


BAD = {
    "no such column": (
        lambda f: f.rename({"id": "who"}),
        1,
        "no column 'id'; the columns there are: who, stratum",
    ),
    "missing ids": (lambda f: f.with_columns(id=pl.lit(None, pl.String)), 1, "'id' has 5 missing values"),
    "missing strata": (
        lambda f: f.with_columns(stratum=pl.lit(None, pl.String)),
        1,
        "'stratum' has 5 missing",
    ),
    "twice": (lambda f: pl.concat([f, f]), 1, "5 ids on more than one row"),
    "decimals": (lambda f: f.with_columns(id=pl.Series([1.5, 2, 3, 4, 5])), 1, "Float64 values"),
    "truth values, which are True here and true there": (lambda f: f.with_columns(stratum=True), 1, "Boolean values"),
    "a truth value for a number": (lambda f: f, True, "must be a whole number, not True"),
    "nobody": (lambda f: f.clear(), 1, "no people"),
    "too many": (lambda f: f, 6, "6 seats are more than the 5 people"),
    "negative": (lambda f: f, -1, "can't be negative"),
    "not whole": (lambda f: f, 1.5, "whole number"),
    "unknown stratum": (lambda f: f, {"K": 1, "X": 1}, "no stratum 'X'"),
    "unnamed stratum": (lambda f: f, {"K": 1}, "'M' has no number of seats"),
    "stratum too small": (lambda f: f, {"K": 1, "M": 3}, "fewer than 3 seats"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_in_words(case):
    change, seats, words = BAD[case]
    with pytest.raises(ValueError, match=words):
        draw(change(people(K=3, M=2)), "id", "stratum", seats, seed=1)


def test_an_empty_seed_is_refused():
    with pytest.raises(ValueError, match="seed is empty"):
        draw(people(K=3), "id", "stratum", 1, seed=" ")


@pytest.mark.parametrize("seed", [None, 1.5, b"dice", True])
def test_a_seed_is_text_or_a_whole_number(seed):
    """None was drawn with as the text "None"."""
    with pytest.raises(ValueError, match=f"The seed is {seed!r}; give a text or a whole number"):
        draw(people(K=3), "id", "stratum", 1, seed=seed)


def test_extending_past_the_list_is_refused():
    result = draw(people(K=3), "id", "stratum", 2, seed=1)
    with pytest.raises(ValueError, match="2 seats are more than the 1 people"):
        extend(result, 2)


def test_what_is_no_frame_is_refused():
    with pytest.raises(TypeError, match="is not a frame"):
        draw([1, 2], "id", "stratum", 1, seed=1)
    with pytest.raises(ValueError, match="no file"):
        draw("nowhere.csv", "id", "stratum", 1, seed=1)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.parquet", b"no parquet at all", r"file 'list.parquet' can't be read \(parquet: .*\); correct it"),
        ("list.csv", b"", r"file 'list.csv' can't be read \(empty CSV\)"),
        ("list.csv", b"id,stratum\na,K\nb,M,c\n", "file 'list.csv' can't be read .found more fields"),
        ("list.csv", b"id,stratum\na,\xff\n", "file 'list.csv' can't be read .invalid utf-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=words):
        draw(tmp_path / name, "id", "stratum", 1, seed=1)


def test_columns_of_mixed_kinds_and_names_that_stand_twice_are_refused_in_words():
    with pytest.raises(ValueError, match="Column 'id' holds values of mixed kinds; make all of them text"):
        draw(pd.DataFrame({"id": ["a", 1], "stratum": ["K", "K"]}), "id", "stratum", 1, seed=1)
    with pytest.raises(ValueError, match="The pandas frame has 2 columns 'id'; rename all but one"):
        draw(pd.DataFrame([["a", "K", "b"]], columns=["id", "stratum", "id"]), "id", "stratum", 1, seed=1)
    beside = pd.DataFrame({"id": ["a", "b"], "stratum": ["K", "K"], "note": ["c", 1]})
    assert draw(beside, "id", "stratum", 2, seed=1).n == 2
    twice = pa.table([["a"], ["K"], ["b"]], names=["id", "stratum", "id"])
    with pytest.raises(ValueError, match="The table can't be read"):
        draw(twice, "id", "stratum", 1, seed=1)


def test_a_pandas_frame_with_missing_ids_is_refused():
    with pytest.raises(ValueError, match="'id' has 1 missing"):
        draw(pd.DataFrame({"id": ["a", None], "stratum": ["K", "K"]}), "id", "stratum", 1, seed=1)


def test_the_library_loads_without_site_pandas_or_arrow():
    code = (
        "import sys, samkraft_analysis.lottery, samkraft_analysis.disclosure_control;"
        "bad = {'samkraft', 'django', 'pandas', 'pyarrow'} & set(sys.modules);"
        "sys.exit(str(bad) if bad else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
