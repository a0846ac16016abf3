"""Papers asked for in health care, in a case: the list, asking for one, what became of it, sharing it (P-025)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.casework.care import papers
from samkraft.casework.care.forms import AskPaperForm, SettlePaperForm
from samkraft.casework.care.rules import asked_before, category_of
from samkraft.casework.case_page import frame
from samkraft.casework.choices import PaperState
from samkraft.casework.models import CarePaper
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import days_word, swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.programmes.definition import find
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:plan"
CRUMB = ("casework:care", gettext_lazy("Underlag från vården"))


@require_safe
@allow(can_see_cases)
def show(request, case):
    """What was asked for, by whom, what for, since when; the own branch's and what others have shared."""
    opened = open_case(request, case, "care_papers")
    known = papers.papers_of(opened)
    _note_read(opened, known)
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan"))) | {
        "waiting": [_row(opened, one) for one in known if one.waits],
        "settled": [_row(opened, one) for one in known if not one.waits],
        "may_ask": may_work and bool(opened.definition.care_papers),
        "may_work": may_work,
        "branch": request.acting.branch,
    }
    return render(request, "casework/care/list.html", context)


def _note_read(opened, known):
    """DISC-4, ACC-2: what others shared is read now; that a paper was asked for tells of health."""
    own = category_of(opened.definition, opened.file.owner_branch.code)
    for one in known:
        opened.shows(one.copy.category if one.copy else own, f"care_paper:{one.item}:1")
    opened.log_sensitive()
    note_first_read(opened.case.pk, [one.copy for one in known if one.copy])


def _row(opened, one):
    since = days_word((today() - one.asked_on).days)
    names = {row.code: row.name for row in opened.definition.care_papers}
    return {
        "one": one,
        "name": names.get(one.paper, one.paper),
        "state": PaperState(one.state).label,
        "since": _("sedan %(days)s") % {"days": since} if one.waits else "",
        "is_own": one.copy is None,
    }


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def ask(request, case):
    """Ask for one; who asks for what was asked for lately is told first, and says that it is needed all the same."""
    opened = open_case_for_work(request, case, "care_paper:new")
    if not opened.definition.care_papers:
        deny(request, "the programme has no care papers")
    form, before = AskPaperForm(request.POST or None, papers=opened.definition.care_papers), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        paper = find(opened.definition.care_papers, given["paper"])
        before = asked_before(papers.papers_of(opened), paper.code, paper.asked_again_after_days, today())
        if not before or given["ask_again"]:
            row = papers.ask(opened, paper, given["asked_of"], given["why"])
            receipt(request, _("Antecknat. Dela det, så vet de andra att det är begärt."))
            return redirect("casework:care_paper", case=case, item=row.item)
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan")), CRUMB) | {
        "form": form,
        "before": [_before_words(one) for one in before],
    }
    return render(request, "casework/care/ask.html", context, status=422 if form.is_bound else 200)


def _before_words(one):
    words = {"day": swedish_date(one.asked_on), "who": one.who, "branch": one.branch.name, "of": one.asked_of}
    said = _("Begärt %(day)s av %(who)s, %(branch)s, hos %(of)s.") % words
    return said + (" " + _("Gäller till %(day)s.") % {"day": swedish_date(one.valid_until)} if one.valid_until else "")


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def one(request, case, item):
    """One of the own branch's: what became of it, and the sheet to share it by."""
    opened = open_case_for_work(request, case, f"care_paper:{item}")
    rows = CarePaper.objects.filter(file=opened.file).select_related("asked_by")
    row = found_or_denied(request, rows, rule="paper not ours", item=item)
    opened.shows(row.category, f"care_paper:{row.item}:{row.revision}")
    opened.log_sensitive()
    what = papers.to_release(opened, row)
    sheet = sheet_for(request, opened, what.category)
    settles = request.method == "POST" and "settle" in request.POST
    initial = {"state": row.state, "valid_until": row.valid_until, "revision": row.revision}
    form = SettlePaperForm(request.POST if settles else None, initial=initial)
    if (settles and form.is_valid() and _settled(request, opened, row, form)) or (
        request.method == "POST" and not settles and _shared(request, opened, row, what, sheet)
    ):
        return redirect("casework:care_paper", case=case, item=item)
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan")), CRUMB) | {
        "row": row, "name": find(opened.definition.care_papers, row.paper).name, "form": form, "sheet": sheet,
    }  # fmt: skip
    return render(request, "casework/care/one.html", context, status=422 if request.method == "POST" else 200)


def _settled(request, opened, row, form):
    given = form.cleaned_data
    try:
        papers.settle(opened, row.item, given["state"], given["valid_until"], given["revision"])
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    receipt(request, _("Sparat. Dela igen, så får de andra veta det."))
    return True


def _shared(request, opened, row, what, sheet):
    choice = sheet.choice()
    if choice.error:
        return False
    shared = share_chosen(
        request, opened, choice, ItemKind.CARE_PAPER, row.item, row.revision, what.title, what.content, what.category
    )
    say_shared(request, shared)
    return True
