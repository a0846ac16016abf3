"""What ends by itself: a file whose consent has ended, the cases of somebody who no longer works with them."""

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.sharing import door

_IN_A_ROW = 200


def end_assignments_of(staff):
    """End the assignments that a person no longer has the role or the place in the team for (IAM-08).

    Else a role given back later would bring her old cases back.
    """
    door.call("end_former_assignments", staff.pk)


def end_what_has_ended():
    """For everybody, each night: how many files were closed (CON-01) and how many assignments ended."""
    return door.rows("end_what_has_ended")[0]


def log_expired_consents():
    """CONS-5: the acting branch's lines that have run out since the night before; how many."""
    lines = door.rows("note_expired_lines")
    for start in range(0, len(lines), _IN_A_ROW):
        part = lines[start : start + _IN_A_ROW]
        cases = list(dict.fromkeys(case for case, _line in part))
        log_event(Event.CONSENT_EXPIRED, cases, object_type="consent", items=[f"line:{line}" for _case, line in part])
    return len(lines)
