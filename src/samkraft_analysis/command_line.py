"""The command line: evaluations, forecasts, draws and their verification."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from samkraft_analysis import lottery
from samkraft_analysis.frames import read

DONE, INPUT_AT_FAULT, WRONG_USE = 0, 1, 2

_EXAMPLES = """\
examples:
  python -m samkraft_analysis evaluate plan.toml people.parquet --out report
  python -m samkraft_analysis forecast plan.toml --out forecast
  python -m samkraft_analysis draw people.csv --id id --stratum sex --seats 150 --seed 31415 --out draw.json
  python -m samkraft_analysis verify draw.json people.csv

exit status: 0 done; 1 the plan, the data or the record is at fault; 2 the command was not understood"""

_EVALUATE = """\
Carry out an evaluation plan. Writes results.json, report.sv.pdf, report.en.pdf and the figures as SVG.
The plan is hashed before outcomes are read; --registered holds it against the hash that was made public."""

_EVALUATE_EXAMPLES = """\
examples:
  python -m samkraft_analysis evaluate plan.toml people.parquet --out report
  python -m samkraft_analysis evaluate plan.toml people.csv --out report --language sv --registered 6e400dd8…"""

_FORECAST_EXAMPLES = """\
examples:
  python -m samkraft_analysis forecast plan.toml
  python -m samkraft_analysis forecast plan.toml --out forecast"""

_DRAW = """\
Draw people within strata by hash tickets. Freeze the list first, publish its hash (--list-hash), and take the seed
afterwards from a source that nobody controls. --extend calls more people by an earlier record; nobody is un-called."""

_VERIFY_EXAMPLES = """\
examples:
  python -m samkraft_analysis verify draw.json people.csv"""

_DRAW_EXAMPLES = """\
examples:
  python -m samkraft_analysis draw people.csv --id id --stratum sex --list-hash
  python -m samkraft_analysis draw people.csv --id id --stratum sex --seats 150 --seed 31415 --out draw.json
  python -m samkraft_analysis draw --extend draw.json --seats 20 --out draw-2.json"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError, pl.exceptions.PolarsError) as problem:
        print(f"{options.command}: {_in_words(problem)}", file=sys.stderr)
        return INPUT_AT_FAULT
    except KeyboardInterrupt:
        print(f"{options.command}: stopped; what is written so far may be incomplete.", file=sys.stderr)
        return INPUT_AT_FAULT


def _evaluate(options: argparse.Namespace) -> int:
    from samkraft_analysis import report

    steps = _Steps(quiet=options.quiet)
    plan = report.read_plan(options.plan)
    steps(f"plan {plan.file}, SHA-256 {plan.hash}")
    results = report.evaluate(plan, options.data, registered=options.registered, on=_day(options.on), progress=steps)
    languages = ("sv", "en") if options.language == "both" else (options.language,)
    written = report.write(results, options.out, languages, steps)
    steps.finish()
    print(f"{results.n:,} people; {len(results.deviations)} deviations from the plan.")
    _print_written(written)
    return DONE


def _forecast(options: argparse.Namespace) -> int:
    from samkraft_analysis.report.forecast_plan import read_forecast
    from samkraft_analysis.report.forecasting import forecast, write_forecast

    plan = read_forecast(options.plan)
    steps = _Steps(quiet=options.quiet)
    result = forecast(plan, lambda done, of: steps.count("replications", done, of))
    steps.finish()
    print(f"{plan.title.en}: {plan.flow.intake.number:,.0f} people admitted, mean stay {plan.flow.stay.mean:g} days.")
    with pl.Config(
        tbl_rows=-1, tbl_cols=-1, tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True, float_precision=0
    ):
        print(result.days)
    print("The bands q5 to q95 hold: " + "; ".join(result.sources) + ".")
    if options.out:
        _print_written(write_forecast(result, options.out))
    return DONE


def _draw(options: argparse.Namespace) -> int:
    record = lottery.extend(_record(options.extend), _seats(options)) if options.extend else _new_draw(options)
    if record is None:
        return DONE
    for stratum in record.strata:
        print(f"{stratum.name}: {stratum.seats} of {stratum.people} called ({stratum.inclusion_probability:.4f})")
    print(f"list hash   {record.list_hash}\nresult hash {record.result_hash}")
    if options.out:
        Path(options.out).write_text(record.to_json(), "utf-8")
        _print_written([Path(options.out)])
    return DONE


def _new_draw(options: argparse.Namespace) -> lottery.Draw | None:
    """A first draw; or only the hash of the list, to be published before there is a seed."""
    for name in ("list", "id", "stratum"):
        if getattr(options, name) is None:
            _wrong_use(
                options, f"{'LIST' if name == 'list' else '--' + name} is needed, unless --extend names a record"
            )
    people = read(options.list, [options.id, options.stratum], text=[options.id])
    if options.list_hash:
        print(lottery.list_hash(people, options.id, options.stratum))
        return None
    if options.seed is None:
        _wrong_use(options, "--seed is needed; take it from a source that nobody controls")
    return lottery.draw(people, options.id, options.stratum, _seats(options), options.seed)


def _verify(options: argparse.Namespace) -> int:
    record = _record(options.record)
    people = read(options.list, [record.id_column, record.stratum_column], text=[record.id_column])
    try:
        lottery.verify(record, people)
    except lottery.VerificationError as error:
        print("The draw can't be verified:", file=sys.stderr)
        for difference in error.differences:
            print(f"  {difference}", file=sys.stderr)
        return INPUT_AT_FAULT
    print(f"Verified: {record.n:,} people, {len(record.called):,} called, result hash {record.result_hash}")
    return DONE


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"--on is {text!r}; a date such as 2022-05-31 is expected.") from None


def _record(path: str) -> lottery.Draw:
    return lottery.Draw.from_json(Path(path).read_text("utf-8"))


def _seats(options: argparse.Namespace) -> lottery.Seats:
    """A number, or STRATUM=NUMBER pairs."""
    if not options.seats:
        _wrong_use(options, "--seats is needed: a number, or one STRATUM=NUMBER per stratum")
    try:
        if len(options.seats) == 1 and "=" not in options.seats[0]:
            return int(options.seats[0])
        return {name: int(number) for name, _, number in (one.rpartition("=") for one in options.seats)}
    except ValueError:
        _wrong_use(options, f"--seats {' '.join(options.seats)} isn't a number, nor STRATUM=NUMBER pairs")


def _wrong_use(options: argparse.Namespace, sentence: str) -> NoReturn:
    print(f"{options.command}: {sentence}. See --help.", file=sys.stderr)
    raise SystemExit(WRONG_USE)


def _in_words(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return f"{problem.filename}: {problem.strerror}; give a file that can be read, or a folder to write to."
    if isinstance(problem, pl.exceptions.PolarsError):
        return f"The data can't be read: {str(problem).splitlines()[0]}. Give a whole Parquet or CSV file."
    return str(problem)


def _print_written(paths: Sequence[Path]) -> None:
    for path in paths:
        print(f"wrote {path}")


class _Steps:
    """Progress on the error stream: a line per step, with the seconds it took."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.begun, self.open = quiet, time.monotonic(), False

    def __call__(self, text: str) -> None:
        if not self.quiet:
            print(f"[{time.monotonic() - self.begun:5.1f} s] {text} …", file=sys.stderr, flush=True)

    def count(self, what: str, done: int, of: int) -> None:
        if not self.quiet and sys.stderr.isatty():
            print(
                f"\r[{time.monotonic() - self.begun:5.1f} s] {what}: {done} of {of} ",
                end="",
                file=sys.stderr,
                flush=True,
            )
            self.open = True

    def finish(self) -> None:
        if self.open:
            print(file=sys.stderr)
        self("done")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m samkraft_analysis",
        description="Tell whether a programme works, plan its flow, draw who is called.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str, epilog: str, about: str | None = None) -> argparse.ArgumentParser:
        style = argparse.RawDescriptionHelpFormatter
        added = commands.add_parser(name, help=text, description=about or text, epilog=epilog, formatter_class=style)
        added.set_defaults(run=run)
        return added

    _evaluate_arguments(command("evaluate", _evaluate, "carry out an evaluation plan", _EVALUATE_EXAMPLES, _EVALUATE))
    _forecast_arguments(command("forecast", _forecast, "forecast a programme's flow", _FORECAST_EXAMPLES))
    _draw_arguments(command("draw", _draw, "draw who is called, provably", _DRAW_EXAMPLES, _DRAW))
    verify = command("verify", _verify, "prove a draw from the list and its record", _VERIFY_EXAMPLES)
    verify.add_argument("record", metavar="RECORD.json", help="the record that draw wrote")
    verify.add_argument("list", metavar="LIST", help="the frozen list (CSV or Parquet)")
    return parser


def _evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN.toml", help="the evaluation plan")
    parser.add_argument("data", metavar="DATA", help="one row per person (Parquet or CSV)")
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder to write to; made if it isn't there")
    parser.add_argument(
        "--language", choices=("sv", "en", "both"), default="both", help="of the report (default: both)"
    )
    parser.add_argument("--registered", metavar="HASH", help="the plan's SHA-256 as it was made public")
    parser.add_argument("--on", metavar="DATE", help="the day of the evaluation, held against the plan's dates")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def _forecast_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN.toml", help="the forecast plan; it may name a programme file")
    parser.add_argument("--out", metavar="DIR", help="also write JSON, CSV and charts there")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def _draw_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", nargs="?", metavar="LIST", help="the frozen list (CSV or Parquet)")
    parser.add_argument("--id", metavar="COLUMN", help="the column with the ids")
    parser.add_argument("--stratum", metavar="COLUMN", help="the column with the strata")
    parser.add_argument("--seats", nargs="+", metavar="N", help="how many: a number, or STRATUM=NUMBER pairs")
    parser.add_argument("--seed", help="the seed, a text from a public source")
    parser.add_argument("--list-hash", action="store_true", help="only print the hash of the list")
    parser.add_argument("--extend", metavar="RECORD.json", help="call more people by this record")
    parser.add_argument("--out", metavar="RECORD.json", help="write the record there")
