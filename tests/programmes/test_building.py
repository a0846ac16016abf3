"""Whatever stands in a file, the reader answers with problems, never with a crash."""

import copy
import random
import tomllib
from decimal import Decimal

import pytest

from samkraft.programmes.building import Builder
from samkraft.programmes.checks import find_problems
from samkraft.programmes.definition import ProgrammeDefinition
from tests.programmes.programme_files import FOLDER, MALMOKRAFTEN


def load(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"), parse_float=Decimal)


RAW = load("common/malmo.toml") | load(MALMOKRAFTEN)
RAW.pop("extends")


def leaves(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from leaves(item, (*path, key))


def problems_of(raw):
    found = []
    definition = Builder(lambda *problem: found.append(problem)).build(ProgrammeDefinition, raw, ())
    return [*found, *find_problems(definition, FOLDER / "code_lists")]


def changed(path, value):
    raw = copy.deepcopy(RAW)
    inner = raw
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return raw


def repr_of(wrong):
    return "object" if type(wrong) is object else repr(wrong)


def test_the_unchanged_data_has_no_problems():
    assert problems_of(RAW) == []


@pytest.mark.parametrize("wrong", [object(), [], {}, -1, "", "ö", True], ids=repr_of)
def test_a_nonsense_value_anywhere_is_reported_and_nothing_breaks(wrong):
    spots = random.Random(20210630).sample(sorted(leaves(RAW), key=str), 25)
    for path in spots:
        found = problems_of(changed(path, wrong))
        if type(wrong) is object:
            assert any(key == path for key, _, _ in found), path


def test_a_key_left_out_anywhere_is_reported_or_has_a_default():
    spots = [path for path in sorted(leaves(RAW), key=str) if isinstance(path[-1], str)]
    for path in random.Random(1).sample(spots, 40):
        raw = copy.deepcopy(RAW)
        inner = raw
        for part in path[:-1]:
            inner = inner[part]
        del inner[path[-1]]
        for key, found, _ in problems_of(raw):
            assert found != "saknas" or key[: len(path)] == path or key[-1] in ("source", "measure")
