"""The command line: what it does, what it says, with which exit status."""

import json

import polars as pl
import pytest

from samkraft_analysis.command_line import main
from tests.analysis.plans import people, write_plan

FORECAST = """\
format = 1
title = { sv = "Flödet", en = "The flow" }
until = 2020-12-31
replications = 50
[[intake]]
start = 2020-02-01
end = 2020-07-31
number = 1500
[stay]
family = "gamma"
mean = 179
shape = 19.8
[uncertainty]
mean_stay_days = 12
[exits]
work = 0.4
other = 0.6
"""


@pytest.fixture
def people_file(tmp_path):
    path = tmp_path / "list.csv"
    pl.DataFrame({"id": [f"{n:03}" for n in range(40)], "sex": ["K", "M"] * 20}).write_csv(path)
    return str(path)


def run(capsys, *arguments):
    status = main([str(one) for one in arguments])
    return status, *capsys.readouterr()


@pytest.mark.parametrize("command", [[], ["evaluate"], ["forecast"], ["draw"], ["verify"]])
def test_help_has_examples(capsys, command):
    with pytest.raises(SystemExit) as done:
        main([*command, "--help"])
    assert done.value.code == 0
    assert "python -m samkraft_analysis " in capsys.readouterr().out.partition("examples:")[2]


def test_an_evaluation_writes_results_and_report(capsys, tmp_path):
    people(800).write_parquet(tmp_path / "people.parquet")
    plan = write_plan(tmp_path, change=("expected = 2800", "expected = 800"))
    status, said, progress = run(capsys, "evaluate", plan, tmp_path / "people.parquet", "--out", tmp_path / "out")
    assert status == 0 and "800 people; 0 deviations from the plan." in said
    assert json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))["flow"]["population"] == 800
    assert progress.index("SHA-256") < progress.index("outcomes")


def test_a_registered_hash_that_differs_is_a_deviation(capsys, tmp_path):
    people(2800).write_parquet(tmp_path / "people.parquet")
    options = ("--out", tmp_path / "out", "--language", "sv", "--registered", "0" * 64, "--quiet")
    status, said, progress = run(capsys, "evaluate", write_plan(tmp_path), tmp_path / "people.parquet", *options)
    assert status == 0 and "1 deviations" in said and progress == ""


def test_a_plan_at_fault_gives_status_1_and_every_mistake(capsys, tmp_path):
    plan = write_plan(tmp_path, change=("code = 2", 'code = "x"'))
    status, said, problem = run(capsys, "evaluate", plan, "people.csv", "--out", tmp_path)
    assert (status, said) == (1, "")
    assert "plan.toml: follow_up.causes[2].code is 'x'; a whole number of at least 1 is expected." in problem


@pytest.mark.parametrize(("content", "said"), [(None, "There is no file"), (b"PAR1 nonsense", "can't be read")])
def test_data_at_fault_give_status_1_and_a_sentence(capsys, tmp_path, content, said):
    if content:
        (tmp_path / "people.parquet").write_bytes(content)
    status, _, problem = run(capsys, "evaluate", write_plan(tmp_path), tmp_path / "people.parquet", "--out", tmp_path)
    assert status == 1 and said in problem and "Traceback" not in problem


def test_a_day_that_is_no_day_is_told(capsys, tmp_path):
    status, _, problem = run(capsys, "evaluate", write_plan(tmp_path), "x.csv", "--out", tmp_path, "--on", "soon")
    assert status == 1 and "--on is 'soon'; a date such as 2022-05-31 is expected." in problem


@pytest.mark.parametrize("arguments", [["evaluate"], ["divine"], ["verify", "a"], ["draw", "x.csv", "--id", "id"]])
def test_a_command_that_is_not_understood_gives_status_2(capsys, arguments):
    with pytest.raises(SystemExit) as done:
        main(arguments)
    assert done.value.code == 2


def test_a_forecast_prints_its_days_and_where_its_bands_come_from(capsys, tmp_path):
    (tmp_path / "plan.toml").write_text(FORECAST, "utf-8")
    status, said, _ = run(capsys, "forecast", tmp_path / "plan.toml", "--out", tmp_path / "out")
    assert status == 0 and "1,500 people admitted, mean stay 179 days" in said
    assert "mean stay: standard error 12 days" in said and "left_work" in said
    written = json.loads((tmp_path / "out" / "forecast.json").read_text("utf-8"))
    assert written["days"][0]["day"] == "2020-07-31"
    assert written["days"][0]["mean"] == pytest.approx(1354.83, abs=0.05)  # stock/expected.json: 1354.831501 on day 181
    assert (tmp_path / "out" / "forecast.sv.svg").read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('family = "gamma"', 'family = "gama"', "stay.family is 'gama'; one of gamma, weibull, lognormal, exponential"),
        ("shape = 19.8", "", "stay.shape is missing; a number above 0 is expected."),
        ("until = 2020-12-31", "until = 2019-12-31", "plan.toml: The plan's last day 2019-12-31 is before"),
        ("number = 1500", "nummer = 1500", "intake[1].nummer is not a key that is known here"),
        ("format = 1", 'format = 1\nprogramme = "none.toml"', "none.toml: the file can't be read"),
    ],
)
def test_a_forecast_plan_at_fault_is_told(capsys, tmp_path, old, new, said):
    (tmp_path / "plan.toml").write_text(FORECAST.replace(old, new), "utf-8")
    status, _, problem = run(capsys, "forecast", tmp_path / "plan.toml")
    assert status == 1 and said in problem


def test_a_draw_can_be_verified_extended_and_betrayed(capsys, tmp_path, people_file):
    record, more = tmp_path / "draw.json", tmp_path / "more.json"
    named = ("--id", "id", "--stratum", "sex")
    status, hashed, _ = run(capsys, "draw", people_file, *named, "--list-hash")
    assert status == 0 and len(hashed.strip()) == 64
    status, said, _ = run(capsys, "draw", people_file, *named, "--seats", 10, "--seed", 31415, "--out", record)
    assert status == 0 and hashed.strip() in said and "K: 5 of 20 called (0.2500)" in said
    assert run(capsys, "verify", record, people_file)[0] == 0
    assert run(capsys, "draw", "--extend", record, "--seats", "K=2", "M=1", "--out", more)[0] == 0
    assert "13 called" in run(capsys, "verify", more, people_file)[1]
    record.write_text(record.read_text("utf-8").replace('"seed":"31415"', '"seed":"27182"'), "utf-8")
    status, _, problem = run(capsys, "verify", record, people_file)
    assert status == 1 and "The draw can't be verified:" in problem


def test_seats_that_are_no_numbers_are_a_wrong_use(capsys, people_file):
    with pytest.raises(SystemExit) as done:
        main(["draw", people_file, "--id", "id", "--stratum", "sex", "--seats", "many", "--seed", "1"])
    assert done.value.code == 2 and "--seats many isn't a number" in capsys.readouterr().err
