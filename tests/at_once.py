"""What somebody does at the same moment as the test, standing still in the midst of it."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connections

from samkraft.people.intake.consent_actions import record_consent
from samkraft.people.intake.given import Given
from samkraft.sharing import door
from samkraft.sharing.consent_rules import Proposed
from tests import situations as s

_RECORD = {"declined": ["evaluation"], "template": "malmo", "template_version": 1, "language": "sv",
           "interpreter": "none", "explained": s.TOLD, "giver": "self", "evidence_place": "Pärm 1"}  # fmt: skip


@contextmanager
def a_no_is_recorded(monkeypatch, staff, case, category):
    """*staff* records a consent to *category* with a no to evaluation (CON-05), and is done when the block has ended.

    Inside the block the lines are written, and the file, which heeds the no, is not. Neither may end in an error.
    """
    is_recorded, failed, rows = threading.Event(), [], door.rows

    def pause(function, *words):
        is_recorded.set()
        time.sleep(0.3)  # nobody can say when the other has begun to wait for this one
        return rows(function, *words)

    def consent():
        lines, until = [Proposed("af", "soc", category)], s.DAY + timedelta(days=100)
        try:
            with s.as_(staff):
                record_consent(case, Given(lines, until, "written", answers={"evaluation": False}, record=_RECORD))
        except DatabaseError as error:
            failed.append(error)
        connections.close_all()

    monkeypatch.setattr("samkraft.people.intake.consent_actions.door.rows", pause)
    giver = threading.Thread(target=consent)
    giver.start()
    assert is_recorded.wait(5)
    try:
        yield
    finally:
        giver.join()
    assert not failed
