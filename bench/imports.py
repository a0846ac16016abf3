"""A referral file of 100,000 rows: read, judged, reported and taken, in constant memory; and rolled back again."""

import resource
import sys
import tempfile
import time

from django.db import connection, transaction

from bench.people_there import PROGRAMME, acting_as, holders
from bench.table import Row
from samkraft.access.choices import Role
from samkraft.exchange.pages import error_lines
from samkraft.exchange.receiving import Arriving
from samkraft.exchange.samples import write_ais_csv
from samkraft.exchange.staging import stage
from samkraft.exchange.taking import take
from samkraft.programmes.models import Programme

ROWS = 100_000
SECONDS = 30
GROWTH_MB = 64
_CHUNK = 64 * 1024


def measure(cases: int, rows: int = ROWS) -> list[Row]:
    """The whole import, and how much memory it took beyond what a tenth of it takes."""
    _import(rows // 10)
    before = _peak_mb()
    read, taken = _import(rows)
    bound = SECONDS * rows / ROWS
    return [
        Row(cases, f"import of {rows:,} referral rows: verdicts and report", read, bound, "s"),
        Row(cases, f"import of {rows:,} referral rows, taken as well", read + taken, bound, "s"),
        Row(cases, f"memory that {rows:,} rows take beyond {rows // 10:,}", _peak_mb() - before, GROWTH_MB, "MB"),
    ]


def _import(rows: int) -> tuple[float, float]:
    """Seconds for verdicts and report, and for the taking, up to and with the checks of a commit."""
    with tempfile.TemporaryFile() as file, _administrator_acts() as who:
        write_ais_csv(file, rows, seed=7, on=who.day)
        file.seek(0)
        begun = time.perf_counter()
        upload = stage(Arriving("bench.csv", iter(lambda: file.read(_CHUNK), b"")), *_programme())
        errors = sum(1 for _line in error_lines(upload))
        _check_everything()
        reported = time.perf_counter()
        taken = take(upload.pk).taken
        _check_everything()
        done = time.perf_counter()
        transaction.set_rollback(True)
    if upload.rows != rows or errors < 2 or not taken:
        raise SystemExit(f"The import came to {upload.rows} rows, {errors} errors, {taken} taken.")
    return reported - begun, done - reported


def _administrator_acts():
    held = [one for one in holders(Role.PROJECT_ADMINISTRATOR) if one.branch.code == "af"]
    if not held:
        raise SystemExit("The register has no project administrator.")
    return acting_as(held[0])


def _programme():
    programme = Programme.objects.get(slug=PROGRAMME)
    return programme, programme.version_on()


def _check_everything() -> None:
    """What a commit would check: the bench takes everything back, and the work must count all the same."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    for measured in measure(int(sys.argv[1])):
        measured.say()
