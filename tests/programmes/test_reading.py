import json
from decimal import Decimal

import pytest

from samkraft.programmes.reading import (
    ProgrammeFileError,
    content_hash,
    from_json,
    programme_files,
    read_programme,
    to_json,
)
from tests.programmes.programme_files import FOLDER, LONG_TERM, MALMOKRAFTEN, programme


def only(problems):
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def test_the_projects_files_are_sound():
    assert [path.name for path in programme_files(FOLDER)] == [LONG_TERM, MALMOKRAFTEN]
    assert programme(MALMOKRAFTEN).slug == "malmokraften-2.0"
    assert programme(LONG_TERM).slug == "malmo-langtid-2023"


def test_an_unknown_key_is_named_with_the_one_that_was_meant(copy):
    line = copy.change("average_load = 150", "avrage_load = 150", after='code = "team-3"')
    found = copy.problems()
    assert [(problem.line, problem.key) for problem in found] == [
        (line - 6, "teams[team-3].average_load"),
        (line, "teams[team-3].avrage_load"),
    ]
    assert found[0].found == "saknas"
    assert found[1].expected == "menade du average_load?"
    assert str(found[1]) == (
        f"malmokraften-2.0.toml, rad {line}, teams[team-3].avrage_load: okänd nyckel. "
        "Här ska stå: menade du average_load?"
    )


def test_a_missing_key_is_told_at_the_head_of_its_table(copy):
    line = copy.change('name = "Team 2"\n', "")
    problem = only(copy.problems())
    assert (problem.line, problem.key, problem.found) == (line - 2, "teams[team-2].name", "saknas")
    assert problem.expected == "nyckeln name: text inom citattecken"


@pytest.mark.parametrize(
    ("old", "new", "key", "found", "expected"),
    [
        ("participants = 5600", 'participants = "5600"', "volume.participants", "'5600'", "ett heltal"),
        ("participants = 5600", "participants = true", "volume.participants", "true", "ett heltal"),
        ("number = 1500", "number = 1500.0", "intake[2020-1].number", "1500.0", "ett heltal"),
        ("start = 2020-02-01", 'start = "2020-02-01"', "intake[2020-1].start", "'2020-02-01'",
         "ett datum (2020-01-31)"),
        ("start = 2020-02-01", "start = 2020-02-01T00:00:00", "intake[2020-1].start", "2020-02-01 00:00:00",
         "ett datum (2020-01-31)"),
        ("is_gate = true", 'is_gate = "ja"', "activity_plan.is_gate", "'ja'", "true eller false"),
        ("prefix = ", "prefix = 4 # ", "case_prefix", "4", "text inom citattecken"),
        ("value = 0.65", 'value = "65 %"', "indicators[workplace_share].target.value", "'65 %'", "ett tal"),
        ('strata = ["priority", "sex"]', 'strata = "sex"', "frame.strata", "'sex'",
         "en lista: text inom citattecken"),
        ("[frame]", "[[frame]]", "frame", "en tabell", "en tabell"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_with_what_is_expected(copy, old, new, key, found, expected):
    line = copy.change(old, new)
    if key == "frame":
        assert copy.places() == [(line, "frame")]
        return
    problem = only(copy.problems())
    assert (problem.line, problem.key, problem.found, problem.expected) == (line, key, found, expected)


def test_a_word_outside_the_vocabulary_is_refused_with_the_nearest(copy):
    line = copy.change('pace = "follows_intake"', 'pace = "follow_intake"', after='code = "enrolled"')
    problem = only(copy.problems())
    assert problem.line == line
    assert problem.expected == "ett av orden constant, follows_intake, dated (menade du follows_intake?)"


def test_all_problems_come_at_once_and_none_hides_another(copy):
    lines = {
        copy.change("demo_day = 2021-06-30", "demo_day = 2031-06-30"): "demo_day",
        copy.change("women = 2800", "women = 2801"): "volume.women",
        copy.change("number = 500", 'number = "500"'): "intake[2022-1].number",
        copy.change("amount = 2_680_912", "amount = 2_680_913"): "budget.rows[project_costs].amount",
        copy.change('unit = "sek"', 'unit = "kr"'): "indicators[budget_used].unit",
        copy.change('decides = "af"', 'decides = "ams"'): "activity_types[work_ability_assessment].decides",
    }
    line = copy.change("amount = 75_657_734", "amount = 75_657_734 # planning and implementation")
    lines[line] = lines.pop(next(at for at, key in lines.items() if key.startswith("budget")))
    assert set(copy.places()) >= set(lines.items())


def test_a_problem_in_what_is_shared_names_that_file(copy):
    line = copy.change('secrecy = "HSV"', 'secrecy = "VÅRD"', file="common/malmo.toml")
    problem = only(copy.problems())
    assert (problem.file, problem.line, problem.key) == ("malmo.toml", line, "branches[reg].secrecy")
    assert only(copy.problems(LONG_TERM)).file == "malmo.toml"


def test_a_programme_may_replace_a_whole_shared_list(copy):
    copy.append('\n[[roles]]\ncode = "handler"\nname = "H"\nscope = "case"\nwords = "W"\nsource = "P-020"\n')
    assert [role.code for role in read_programme(copy.folder / MALMOKRAFTEN).roles] == ["handler"]


def test_a_missing_shared_file_is_told_at_its_line(copy):
    line = copy.change("common/malmo.toml", "common/lund.toml")
    problem = only(copy.problems())
    assert (problem.line, problem.key, problem.found) == (line, "extends", "'common/lund.toml'")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("women = 2800", "women = = 2800"),
        ("women = 2800", "women = 2800\nwomen = 2800"),
        ('name = "Team 9"', 'name = "Team 9'),
        ("[volume]", "[volume"),
        ("start = 2020-02-01", "start = 2020-02-31"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(copy, old, new):
    line = copy.change(old, new)
    problem = only(copy.problems())
    assert problem.line == line + new.count("\n")
    assert problem.found.startswith("går inte att läsa som TOML")


def test_a_string_without_an_end_is_told_at_the_last_line(copy):
    line = copy.append('\nlast = """\nno end\n')
    assert only(copy.problems()).line in (line + 2, line + 3)


def test_a_file_in_another_encoding_is_told_with_its_line(copy):
    path = copy.folder / MALMOKRAFTEN
    path.write_bytes(b'format = 1\nname = "Malm\xf6kraften"\n')
    problem = only(copy.problems())
    assert (problem.line, problem.expected) == (2, "UTF-8")


def test_a_file_that_is_not_there_is_one_problem(tmp_path):
    with pytest.raises(ProgrammeFileError) as caught:
        read_programme(tmp_path / "none.toml")
    assert caught.value.problems[0].expected == "en fil som finns"


@pytest.mark.parametrize("name", [MALMOKRAFTEN, LONG_TERM])
def test_a_definition_comes_back_equal_from_a_stored_version(name):
    text = json.dumps(to_json(programme(name)))
    again = from_json(json.loads(text))
    assert again == programme(name)
    assert from_json(text) == again
    assert all(isinstance(i.target.value, Decimal) for i in again.indicators if i.target)


def test_a_stored_version_that_no_longer_fits_says_what_is_wrong():
    data = to_json(programme(LONG_TERM))
    data["volume"]["people"] = data["volume"].pop("participants")
    data["start"] = "some day"
    with pytest.raises(ProgrammeFileError) as caught:
        from_json(data)
    keys = {problem.key for problem in caught.value.problems}
    assert keys == {"start", "volume.participants", "volume.people"}


def test_the_hash_follows_the_file_and_what_it_extends(copy):
    before = content_hash(copy.folder / MALMOKRAFTEN)
    assert before == content_hash(FOLDER / MALMOKRAFTEN)
    copy.change("Team 9", "Team nio")
    changed = content_hash(copy.folder / MALMOKRAFTEN)
    copy.change("Handläggare", "Handledare", file="common/malmo.toml")
    assert len({before, changed, content_hash(copy.folder / MALMOKRAFTEN)}) == 3
