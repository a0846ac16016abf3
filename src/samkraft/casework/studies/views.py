"""Study counselling in a case: plans and talks; and a group's talk in many cases at once (P-025)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.casework.case_page import frame
from samkraft.casework.choices import GuidanceForm
from samkraft.casework.models import StudyPlan
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.casework.studies import studies
from samkraft.casework.studies.forms import GroupForm, StudyPlanForm, TalkForm
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import joined, swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:plan"
CRUMB = ("casework:studies", gettext_lazy("Studier och vägledning"))


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
def show(request, case):
    """Study plans of all that share them, own talks, and a talk noted with two presses."""
    opener = open_case_for_work if request.method == "POST" else open_case
    opened = opener(request, case, "studies")
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    form = TalkForm(request.POST or None, initial={"held_as": GuidanceForm.INDIVIDUAL, "held_on": today()})
    if request.method == "POST" and form.is_valid():
        talk = studies.note_talk(opened, form.cleaned_data["held_as"], form.cleaned_data["held_on"])
        receipt(request, _("Samtalet %(day)s är antecknat.") % {"day": swedish_date(talk.held_on)})
        return redirect("casework:studies", case=case)
    known = studies.plans_of(opened)
    note_first_read(opened.case.pk, [one.copy for one in known if one.copy])
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan"))) | {
        "plans": known, "talks": studies.talks_of(opened), "form": form if may_work else None,
        "may_work": may_work, "branch": request.acting.branch,
    }  # fmt: skip
    return render(request, "casework/studies/list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def plan(request, case, item=None):
    """Make a study plan or change it, and share it in the same press."""
    opened = open_case_for_work(request, case, f"study_plan:{item or 'new'}")
    mine = StudyPlan.objects.filter(file=opened.file)
    row = found_or_denied(request, mine, rule="study plan not ours", item=item) if item else None
    sheet = sheet_for(request, opened, studies.category_for(opened.definition, request.acting.branch))
    form = StudyPlanForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        choice = sheet.choice()
        if not choice.error and _saved(request, opened, row, form, choice):
            return redirect("casework:studies", case=case)
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan")), CRUMB) | {"form": form, "sheet": sheet, "row": row}
    return render(request, "casework/studies/plan.html", context, status=422 if form.is_bound else 200)


def _initial(row):
    return {name: getattr(row, name) for name in (*studies.FIELDS, "revision")} if row else {}


def _saved(request, opened, row, form, choice):
    """Keep it and share it; False where somebody else was first."""
    try:
        kept = studies.change(opened, row.item, form.cleaned_data) if row else studies.make(opened, form.cleaned_data)
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    what = studies.to_release(opened, kept)
    shared = share_chosen(
        request, opened, choice, ItemKind.STUDY_PLAN, kept.item, kept.revision, what.title, what.content, what.category
    )
    say_shared(request, shared)
    return True


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def group(request):
    """A talk in a group: the numbers of those of one's own cases who came."""
    form = GroupForm(request.POST or None, initial={"held_on": today()})
    if request.method == "POST" and form.is_valid() and _group_noted(request, form):
        return redirect("casework:guidance_group")
    context = {"form": form, "branch": request.acting.branch}
    return render(request, "casework/studies/group.html", context, status=422 if form.is_bound else 200)


def _group_noted(request, form):
    cases, unknown = studies.cases_by_number(request, form.cleaned_data["numbers"])
    log_list("guidance", [case.pk for case in cases])
    if unknown:
        form.add_error("numbers", _("Inte bland dina ärenden: %(numbers)s.") % {"numbers": joined(unknown)})
        return False
    count = studies.note_group(cases, form.cleaned_data["held_on"])
    said = ngettext("Samtalet är antecknat för en deltagare.", "Samtalet är antecknat för %(n)s deltagare.", count)
    receipt(request, said % {"n": count})
    return True
