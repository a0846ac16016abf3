"""An import keeps to constant memory and few statements; seconds are measured by the bench alone."""

import tracemalloc
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samkraft.exchange import staging, taking
from samkraft.exchange.samples import write_ais_csv
from samkraft.people.intake import referral_create
from samkraft.people.intake.referral_create import Judging
from samkraft.programmes import eligibility
from tests import situations as s
from tests.exchange import uploads as u

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _file(rows):
    stream = BytesIO()
    write_ais_csv(stream, rows, seed=5)
    return stream.getvalue()


def _stage(birgitta, content):
    with s.as_(birgitta):
        return staging.stage(u.arriving(content, size=65536), s.programme(), s.programme().version_on(s.DAY))


def _peak(birgitta, content):
    tracemalloc.start()
    try:
        upload = _stage(birgitta, content)
        with s.as_(birgitta):
            taking.take(upload.pk)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_file_five_times_as_long_takes_hardly_more_memory(monkeypatch):
    """Design "Speed and size": constant memory, but for one short entry per person."""
    monkeypatch.setattr(staging, "BATCH", 200)
    monkeypatch.setattr(taking, "LINES", 200)
    monkeypatch.setattr(referral_create, "_REMEMBERED", 200)
    birgitta = u.administrator()
    short, long = _file(600), _file(3000)
    _peak(birgitta, short)
    with s.as_(birgitta):
        staging.Upload.objects.all().delete()
    # A row with its verdict takes 5 KB and more; holding them would show.
    assert _peak(birgitta, long) - _peak(birgitta, short) < 1500 * 2400


def test_the_number_of_statements_follows_the_batches(monkeypatch):
    birgitta = u.administrator()
    content = _file(1200)
    monkeypatch.setattr(staging, "BATCH", 600)
    with CaptureQueriesContext(connection) as staged:
        upload = _stage(birgitta, content)
    with CaptureQueriesContext(connection) as taken, s.as_(birgitta):
        taking.take(upload.pk)
    assert len(staged) <= 30 and len(taken) <= 25


def test_equal_facts_are_judged_once(monkeypatch):
    """The verdict depends on the facts alone."""
    definition, calls = s.programme().version_on(s.DAY).definition, []

    def counted(*arguments):
        calls.append(arguments)
        return eligibility.judge(*arguments)

    monkeypatch.setattr("samkraft.people.intake.referral_create.judge", counted)
    judging = Judging(definition, s.DAY)
    facts = {"municipality": "1280", "in_job": True, "skat": "70"}
    verdicts = [judging.verdict(facts | {"skat": skat}) for skat in ("70", "79", "70")]
    assert len(calls) == 1 and verdicts[0] is verdicts[2]
    assert judging.verdict(facts | {"in_job": False}).state == "undecided" and len(calls) == 2
