"""Each night every job gets its turn, whatever happens to the one before."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands

from samkraft.site import nightly
from samkraft.site.management.commands import nightly as command


def test_every_nightly_job_is_a_command():
    assert {job.command for job in nightly.JOBS} <= set(get_commands())


def test_one_failing_job_does_not_stop_the_others(monkeypatch):
    ran = []

    def run(name, **_streams):
        ran.append(name)
        if name == nightly.JOBS[0].command:
            raise RuntimeError("disk full")

    monkeypatch.setattr(command, "call_command", run)
    said = StringIO()
    with pytest.raises(CommandError, match=nightly.JOBS[0].command):
        call_command("nightly", stdout=StringIO(), stderr=said)
    assert ran == [job.command for job in nightly.JOBS]
    assert "disk full" in said.getvalue()


def test_the_jobs_run_on_a_real_database(committed):
    call_command("nightly", stdout=StringIO())
