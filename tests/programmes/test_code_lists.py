from datetime import date

import pytest

from samkraft.programmes.code_lists import read_code_list, read_code_lists
from samkraft.programmes.reading import ProgrammeFileError
from tests.programmes.programme_files import FOLDER

HEAD = "value,label,valid_from,valid_to,source\n"


@pytest.fixture
def written(tmp_path):
    def write(text, name="forms.csv", encoding="utf-8"):
        (tmp_path / name).write_text(text, encoding=encoding)
        return tmp_path / name

    return write


def problems(path):
    with pytest.raises(ProgrammeFileError) as caught:
        read_code_list(path)
    return [(problem.line, problem.key) for problem in caught.value.problems]


def test_the_projects_lists_are_sound():
    lists = read_code_lists(FOLDER / "code_lists")
    assert len(lists["skat"].entries) == 52
    assert lists["skat"].label("70", date(2021, 6, 30)) == "Jobb- och utvecklingsgarantin"
    assert len(lists["forsorjningshinder"].entries) == 23
    assert len(lists["municipal_employment_forms"].entries) == 5
    assert len(lists["employment_day_90_outcomes"].entries) == 6


def test_a_value_that_is_not_in_force_keeps_its_own_name():
    levels = read_code_lists(FOLDER / "code_lists")["sun_levels"]
    assert levels.label("sun-2000-4", date(2019, 6, 1)) == "Gymnasial utbildning"
    assert levels.label("sun-2000-4", date(2021, 6, 1)) == "sun-2000-4"


def test_a_list_is_dated(written):
    path = written(HEAD + "a,Gammal,2019-01-01,2020-12-31,P-001\na,Ny,2021-01-01,,P-001\n", encoding="utf-8-sig")
    forms = read_code_list(path)
    assert [forms.label("a", date(year, 6, 1)) for year in (2018, 2020, 2025)] == ["a", "Gammal", "Ny"]
    assert forms.name == "forms"


def test_every_bad_line_is_told(written):
    path = written(
        HEAD
        + "a,A,2020-01-01,,P-001\n"
        + ",B,2020-01-01,,P-001\n"
        + "c,C,2020-13-01,,\n"
        + "\n"
        + "d,D,2020-01-01\n"
        + "e,E,2020-05-01,2020-04-30,P-001\n"
    )
    assert problems(path) == [(3, "value"), (4, "source"), (4, "valid_from"), (6, ""), (7, "valid_to")]


def test_stretches_of_one_value_do_not_overlap(written):
    path = written(HEAD + "a,A,2020-01-01,2020-12-31,P-001\nb,B,2020-01-01,,P-001\na,A,2020-12-31,,P-001\n")
    assert problems(path) == [(4, "value")]


@pytest.mark.parametrize("text", ["", "value;label\n", "label,value,valid_from,valid_to,source\n"])
def test_other_headings_are_refused(written, text):
    assert problems(written(text)) == [(1, "")]


def test_another_encoding_is_refused(written):
    assert problems(written(HEAD + "a,Å,2020-01-01,,P-001\n", encoding="latin-1")) == [(1, "")]


def test_the_problems_of_all_files_come_together(written):
    written(HEAD + "a,A,x,,P-001\n", "one.csv")
    path = written(HEAD + "a,,2020-01-01,,P-001\n", "two.csv")
    with pytest.raises(ProgrammeFileError) as caught:
        read_code_lists(path.parent)
    assert [problem.file for problem in caught.value.problems] == ["one.csv", "two.csv"]
