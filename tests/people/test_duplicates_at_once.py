"""A note is written in the very file that is being merged into another (T10, T24)."""

import threading

import pytest
from django.db import IntegrityError, connections

from samkraft.access.choices import Role
from samkraft.casework.models import Minutes
from samkraft.sharing import door
from tests import situations as s
from tests.people.test_duplicates import file_of, held, proposed, twice


def test_t10_who_writes_in_the_file_while_it_is_merged_is_waited_for_or_told(committed):
    """One note is under way when the merge begins: it comes along. The next finds no such file, and nothing is lost."""
    karin, chief = s.staff(in_team=s.team()), s.staff("af", Role.UNIT_MANAGER)
    kept, other = twice(karin)
    stale = file_of(other, karin)
    mine = {"owner_branch": s.branch("af"), "case": other, "file": stale, "written_by": karin, "written_on": s.DAY}
    is_written, is_merging = threading.Event(), threading.Event()

    def write():
        with s.as_(karin):
            Minutes.objects.create(held_on=s.DAY, title="Under tiden", text="Ett", **mine)
            is_written.set()
            is_merging.wait(0.3)  # nobody can say when the merge has begun to wait for this one
        connections.close_all()

    writer = threading.Thread(target=write)
    seen, proposal = proposed(karin, kept, other)
    writer.start()
    is_written.wait(5)
    with s.as_(chief):
        door.call("merge", proposal.public_id)
    writer.join()
    assert held(karin, kept) == {"casework_minutes": 1} and seen.moved == {}
    with pytest.raises(IntegrityError, match="casework_minutes_in_own_file"), s.as_(karin):
        Minutes.objects.create(held_on=s.DAY, title="Efteråt", text="Två", **mine)
    with s.as_(karin), pytest.raises(IntegrityError):
        note = Minutes.objects.get()
        note.file, note.case = stale, other  # saved whole from an older page
        note.save()
