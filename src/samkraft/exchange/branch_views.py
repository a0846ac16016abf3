"""A file of benefits and registrations for all the people of a branch: choose it, see each row's verdict, take it.

Who reads it in has no cases of her own: the page tells the lines' verdicts, never whom a line is about, what it says,
or whether the file held it before (REG-02). That a line is about one of the branch's people can't be hidden from who is
to see to it that the rest are put right; the log says of whom (REG-12).
"""

from collections import Counter

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.exchange import fact_layout, history_actions
from samkraft.exchange.history_models import HistoryFile
from samkraft.exchange.history_reading import HistoryVerdict
from samkraft.exchange.history_views import discard_and_tell, staged
from samkraft.exchange.perms import can_read_in_for_branch
from samkraft.programmes.models import Programme

_SHOWN = 10
# Said in the same words: which of the two it is tells what the file holds.
_READ = (HistoryVerdict.TAKE, HistoryVerdict.KNOWN)


@require_http_methods(["GET", "POST"])
@allow(can_read_in_for_branch)
def new(request):
    """Choose a file, or go on with one that was read before."""
    form, file = staged(request, history_actions.stage_for_branch)
    if file:
        return redirect("exchange:branch_file", file.pk)
    programme = Programme.objects.get(slug=request.acting.programme)
    context = {
        "form": form, "files": _of_branch(request)[:_SHOWN], "headings": fact_layout.HEADINGS,
        "mark": programme.version_on().definition.section_mark,
    }  # fmt: skip
    return render(request, "exchange/branch_new.html", context, status=422 if form.is_bound else 200)


def _of_branch(request):
    """What has been read for the branch, by whichever of its project administrators."""
    files = HistoryFile.objects.filter(owner_branch=request.acting.branch, of_branch=True)
    return files.filter(programme__slug=request.acting.programme).defer("content").order_by("-uploaded_at", "pk")


def _found(request, pk):
    return found_or_denied(request, _of_branch(request), rule="no file of the branch", pk=pk)


@require_safe
@allow(can_read_in_for_branch)
def show(request, pk):
    """What the file came to, line by line, before anything is taken."""
    file = _found(request, pk)
    page = paginate(sorted(file.content, key=lambda row: (row["verdict"] in _READ, row["line"])), request)
    page.object_list = [_row(row, file.is_taken) for row in page]
    context = {
        "file": file, "page": page, "params": other_params(request),
        "counts": _counts(file), "to_take": file.lines_to_take,
    }  # fmt: skip
    return render(request, "exchange/branch_file.html", context)


def _row(row, is_taken):
    verdict, takes = row["verdict"], row["verdict"] in _READ
    why = "" if takes else row["why"]
    if verdict == HistoryVerdict.PROTECTED:
        why = _("Ta hand om den i ert eget system.")
    return {"line": row["line"], "verdict": _label(verdict, is_taken), "why": why, "takes": takes}


def _label(verdict, is_taken):
    if verdict in _READ:
        return _("Inläst") if is_taken else _("Läses in")
    return _("Ingen av era deltagare") if verdict == HistoryVerdict.NOT_YOURS else HistoryVerdict(verdict).label


def _counts(file):
    counts = Counter()
    for verdict, number in file.counts.items():
        counts[_label(verdict, file.is_taken)] += number
    return list(counts.items())


@require_POST
@allow(can_read_in_for_branch)
def take(request, pk):
    """Take the good rows."""
    history_actions.take(request, _found(request, pk).pk)
    receipt(request, _("Filen är inläst."))
    return redirect("exchange:branch_file", pk)


@require_POST
@allow(can_read_in_for_branch)
def discard(request, pk):
    """Throw away what was read."""
    discard_and_tell(request, _found(request, pk))
    return redirect("exchange:branch_new")
