"""What the process leader's branch alone may open: phase moves, discharge and handover of a case."""

from samkraft.access.guard import deny
from samkraft.people.case_access import OpenCase, open_case, open_case_for_work
from samkraft.people.models import CaseFile


def open_led_case(request, case_id, *items) -> OpenCase:
    """The case, for reading, if the acting branch leads it: what stands in the leader's file is nobody else's."""
    return _led(request, open_case(request, case_id, *items))


def open_led_case_for_work(request, case_id, *items) -> OpenCase:
    """As :func:`open_led_case`, for changes: a handler, and a file that is open."""
    return _led(request, open_case_for_work(request, case_id, *items))


def _led(request, opened):
    if not opened.is_led_by(request.acting):
        deny(request, "not the leader's branch")
    return opened


def lock_file(opened):
    """Take the own file's row, so that of two who change the same case at once the second sees what the first did."""
    return CaseFile.objects.select_for_update(of=["self"]).get(pk=opened.file.pk)
