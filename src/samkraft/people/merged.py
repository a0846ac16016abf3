"""A case that has been merged into another leads to the one that was kept, inside the branch (T10)."""

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samkraft.core.errors import not_there_any_longer
from samkraft.core.receipts import receipt
from samkraft.people.duplicate_models import CaseMerge

_IN_OWN_FILE = "_in_own_file"


class CaseMoved(Exception):
    """What was asked for stands in another case now, which the person may open."""

    def __init__(self, case_id, number):
        self.case_id, self.number = case_id, number
        super().__init__(str(case_id))


def kept_case_of(**other):
    """The merge in which a case was the one that was closed, by ``other_case`` or ``other_number``; or None."""
    return CaseMerge.objects.merged().filter(**other).only("case_id", "other_number").first()


def stubs_of(case_id) -> list:
    """The cases that were merged into this one: a person's own copy and the extract of the log follow them too."""
    return list(CaseMerge.objects.merged().filter(case=case_id).order_by("pk").values_list("other_case", flat=True))


class MergedMiddleware:
    """Leads on from a case that was merged; who wrote in it at that very moment is told, and keeps the text."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, CaseMoved):
            if request.method == "POST":
                return not_there_any_longer(request)
            receipt(request, _("%(number)s är hopslaget med det här ärendet.") % {"number": exception.number})
            return redirect("people:case", exception.case_id)
        return not_there_any_longer(request) if _file_is_gone(exception) else None


def _file_is_gone(exception):
    if not isinstance(exception, IntegrityError):
        return False
    said = getattr(exception.__cause__, "diag", None)
    return said is not None and (said.constraint_name or "").endswith(_IN_OWN_FILE)
