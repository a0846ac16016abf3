"""Pages of a file of histories: choose it, look through what it says, take it."""

from datetime import date

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.casework.history.days import About
from samkraft.casework.history.happenings import Happening
from samkraft.casework.history_choices import EffortResult
from samkraft.core.forms import Form
from samkraft.core.receipts import receipt
from samkraft.exchange import fact_layout, fact_taking, history_actions
from samkraft.exchange.history_layouts import HEADINGS
from samkraft.exchange.history_models import HistoryFile
from samkraft.exchange.history_reading import HistoryVerdict
from samkraft.exchange.reading import ReferralFileError
from samkraft.people.own_cases import own_cases
from samkraft.people.perms import can_work_with_people
from samkraft.programmes.models import Programme

_SHOWN, _ROWS_SHOWN = 10, 200


class HistoryFileForm(Form):
    """One file."""

    marks_optional = False
    file = forms.FileField(
        label=_l("Fil"), help_text=_l("CSV, eller Excel (xlsx), högst 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def new(request):
    """Choose a file, or go on with one that was read before."""
    form, file = staged(request, history_actions.stage)
    if file:
        return redirect("exchange:history_file", file.pk)
    files = _mine(request)[:_SHOWN]
    context = {"form": form, "files": files, "headings": HEADINGS, "fact_headings": fact_layout.HEADINGS}
    return render(request, "exchange/history_new.html", context, status=422 if form.is_bound else 200)


def staged(request, stage):
    """The form, and the file that came with it as *stage* has kept it; None where none came or it can't be read."""
    if request.method != "POST":
        return HistoryFileForm(), None
    form = HistoryFileForm(request.POST, request.FILES)
    if form.is_valid():
        arrived = form.cleaned_data["file"]
        try:
            return form, stage(
                request, arrived.name, arrived.read(), Programme.objects.get(slug=request.acting.programme)
            )
        except ReferralFileError as error:
            form.add_error("file", str(error))
    return form, None


def _mine(request):
    """What the person has read herself, for the programme that she acts in."""
    mine = HistoryFile.objects.filter(
        owner_branch=request.acting.branch, uploaded_by=request.acting.staff, of_branch=False
    )
    return mine.filter(programme__slug=request.acting.programme).defer("content").order_by("-uploaded_at", "pk")


def _found(request, pk):
    return found_or_denied(request, _mine(request), rule="history file of another", pk=pk)


@require_safe
@allow(can_work_with_people)
def show(request, pk):
    """What the file came to, row by row, before anything is taken."""
    file = _found(request, pk)
    names = own_cases(request)
    rows = [_row(row, names) for row in file.content[:_ROWS_SHOWN]]
    log_list("history_file", sorted({row["case"].pk for row in rows if row["case"]}), [f"history_file:{file.pk}"])
    counts = [(HistoryVerdict(verdict).label, number) for verdict, number in file.counts.items()]
    context = {
        "file": file, "rows": rows, "counts": counts, "to_take": file.counts.get(HistoryVerdict.TAKE, 0),
        "left": max(len(file.content) - _ROWS_SHOWN, 0),
    }  # fmt: skip
    return render(request, "exchange/history_file.html", context)


def _row(row, names):
    entry = row.get("entry")
    case = next((case for case in names.values() if str(case.pk) == row["case"]), None) if row["case"] else None
    return {
        "line": row["line"], "verdict": HistoryVerdict(row["verdict"]).label, "why": row["why"], "case": case,
        "what": _words(entry) if entry else "", "takes": row["verdict"] == HistoryVerdict.TAKE,
    }  # fmt: skip


def _words(entry):
    if "fact" in entry:
        return fact_taking.words(entry)
    ends = About(date.fromisoformat(entry["ends_on"]), entry["ends_as"]) if entry["ends_on"] else None
    starts = About(date.fromisoformat(entry["starts_on"]), entry["starts_as"])
    one = Happening("", entry["kind"], starts, ends, title=entry["title"])
    result = f", {EffortResult(entry['result']).label.lower()}" if entry["result"] else ""
    return f"{one.when}: {one.kind_word}{', ' + one.title if one.title else ''}{result}"


@require_POST
@allow(can_work_with_people)
def take(request, pk):
    """Take the good rows."""
    take_and_tell(request, _found(request, pk))
    return redirect("exchange:history_file", pk)


def take_and_tell(request, file):
    """Take what is good in it, and say how much that was."""
    taken = history_actions.take(request, file.pk)
    said = ngettext("En rad är inläst.", "%(n)s rader är inlästa.", taken) % {"n": taken}
    receipt(request, said if taken else _("Ingen ny rad fanns att läsa in."))


@require_POST
@allow(can_work_with_people)
def discard(request, pk):
    """Throw away what was read."""
    discard_and_tell(request, _found(request, pk))
    return redirect("exchange:history_new")


def discard_and_tell(request, file):
    """Throw it away, and say so."""
    history_actions.discard(file)
    receipt(request, _("Filens rader är borttagna. Inget är inläst."))
