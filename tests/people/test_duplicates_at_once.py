"""A note is written in the very file that is being merged into another (T10, T24)."""

import threading

import pytest
from django.db import IntegrityError, connections

from samkraft.access.choices import Role
from samkraft.casework.models import Minutes
from samkraft.people.models import CaseFile
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s
from tests.at_once import a_no_is_recorded
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


def test_t10_of_a_consent_and_a_merge_at_the_same_moment_the_first_is_waited_for(committed):
    """A line has no key of the file to hold it: whoever comes second is told, and none is left on the closed case."""
    karin, chief = s.staff(in_team=s.team()), s.staff("af", Role.UNIT_MANAGER)
    kept, other = twice(karin)
    _seen, proposal = proposed(karin, kept, other)
    is_given, is_merged = threading.Event(), threading.Event()

    def consent():
        with s.as_(karin):
            s.consent(karin, other, "soc")
            is_given.set()
            is_merged.wait(0.3)  # nobody can say when the merge has begun to wait for this one
        connections.close_all()

    giver = threading.Thread(target=consent)
    giver.start()
    is_given.wait(5)
    with s.as_(chief), pytest.raises(door.DoorRefused, match="samtycken som gäller"):
        door.call("merge", proposal.public_id)
    giver.join()
    with s.as_(karin):
        door.call("withdraw_consent", ConsentLine.objects.get().line)
    with s.as_(chief):
        door.call("merge", proposal.public_id)
    with pytest.raises(door.DoorRefused):
        s.consent(karin, other, "soc")
    with s.as_(karin):
        assert not ConsentLine.objects.filter(withdrawn_at=None).exists()


def test_t10_of_an_answer_that_the_file_heeds_and_a_merge_none_waits_for_the_other_for_ever(committed, monkeypatch):
    """CON-05: a no to the figures is written in the file at the consent's end; the merge waits from its beginning."""
    karin, chief = s.staff(in_team=s.team()), s.staff("af", Role.UNIT_MANAGER)
    kept, other = twice(karin)
    _seen, proposal = proposed(karin, kept, other)
    with (
        a_no_is_recorded(monkeypatch, karin, other, "identity"),
        s.as_(chief),
        pytest.raises(door.DoorRefused, match="öppna akter"),
    ):
        door.call("merge", proposal.public_id)
    with s.as_(karin):
        assert not CaseFile.objects.get(case=other).allows_statistics
