import io
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from samkraft.exchange import referral_file
from samkraft.exchange.ais_layout import COLUMNS
from samkraft.exchange.referral_file import read_referrals
from samkraft.exchange.samkraft_layout import COLUMNS as SAMKRAFT_COLUMNS
from samkraft.exchange.samkraft_layout import PROTECTION
from samkraft.exchange.samples import write_ais_csv
from tests.exchange.referral_files import ON, rows_of

DOCS = Path(__file__).parent.parent.parent / "docs" / "referral-file.md"


def sample(rows=400, **options):
    content = io.BytesIO()
    written = write_ais_csv(content, rows, **options)
    return content.getvalue(), written


def test_a_sample_file_reads_back_as_it_was_meant():
    content, written = sample()
    rows = rows_of(content, mode="demo")
    assert [row.line for row in rows] == list(range(2, 402))
    assert [row.line for row in rows if row.protected] == written.protected == [17, 217]
    harmless = {"telephone too short", "another municipality", "category missing"}
    blocked = {line for line, fault in written.faulty.items() if fault not in harmless}
    assert {row.line for row in rows if not row.can_be_taken} == blocked | set(written.protected)
    flawed = {line for line, fault in written.faulty.items() if fault == "telephone too short"}
    assert {row.line for row in rows if row.problems} == blocked | flawed


def test_even_a_small_sample_has_every_kind_of_fault_and_a_protected_person():
    _, written = sample(rows=40)
    assert len(Counter(written.faulty.values())) == 12
    assert written.protected == [17]


@pytest.mark.parametrize("encoding, delimiter", [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", "\t")])
def test_the_same_seed_gives_the_same_file_however_it_is_written(encoding, delimiter):
    content, _ = sample(encoding=encoding, delimiter=delimiter)
    assert content == sample(encoding=encoding, delimiter=delimiter)[0]
    names = [(row.last_name, row.json_facts) for row in rows_of(content)]
    assert names == [(row.last_name, row.json_facts) for row in rows_of(sample()[0])]
    assert content != sample(encoding=encoding, delimiter=delimiter, seed=2)[0]


def test_a_sample_without_faults_is_taken_whole():
    content, written = sample(faults=False)
    assert all(row.can_be_taken for row in rows_of(content, mode="demo"))
    assert not written.faulty


def test_memory_does_not_grow_with_the_file(monkeypatch):
    """All that is kept per person is the entry by which a second row is found; of cells, a fixed number."""
    monkeypatch.setattr(referral_file, "_REMEMBERED", 100)
    content, _ = sample(rows=3000, faults=False)
    tracemalloc.start()
    for _ in read_referrals(io.BytesIO(content), on=ON):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000 < 3 * len(content)


def test_every_heading_that_is_read_is_documented():
    text = DOCS.read_text()
    for column in (*COLUMNS, *SAMKRAFT_COLUMNS):
        assert f"`{column.heading}`" in text, column.heading
    for heading in ("SEKRETESS_FBF", "SKYDDAD_FBF", PROTECTION):
        assert f"`{heading}`" in text
