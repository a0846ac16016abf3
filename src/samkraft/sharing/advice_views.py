"""Advice without identity: ask another branch, answer, and the list of both (SEK-16). No case anywhere."""

from datetime import timedelta

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event, log_list
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.programmes.models import TeamMember
from samkraft.sharing import advice, contributions
from samkraft.sharing.advice_rules import problems
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import Advice
from samkraft.sharing.perms import can_see_sharing

VIEWS = {"till-oss": gettext_lazy("Till oss"), "fran-oss": gettext_lazy("Från oss")}
WITH = ("asking_branch", "answering_branch", "asked_by", "answered_by")
DAYS, MOST_DAYS = 5, 60


class _WithoutIdentity(Form):
    """A text that is checked for numbers and for the names in one's own cases."""

    text = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Inga namn, nummer, datum, adresser eller annat som visar vem det gäller."),
    )

    def __init__(self, *args, names=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names

    def clean_text(self):
        text = self.cleaned_data["text"]
        found = problems(text, self.names)
        if found:
            raise forms.ValidationError(found)
        return text


class AskForm(_WithoutIdentity):
    """A question to one branch."""

    to = forms.ChoiceField(label=gettext_lazy("Vilken verksamhet frågar du?"), widget=forms.RadioSelect)
    answer_by = DateField(label=gettext_lazy("Svar behövs senast"))
    field_order = ("to", "text", "answer_by")

    def __init__(self, *args, branches, **kwargs):
        super().__init__(*args, **kwargs)
        self.branches = {branch.code: branch for branch in branches}
        self.fields["to"].choices = [(branch.code, branch.name) for branch in branches]
        self.fields["text"].label = _("Din fråga")
        self.initial["answer_by"] = today() + timedelta(days=DAYS)

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Välj en dag från i dag och högst 60 dagar fram."))
        return day


class AnswerForm(_WithoutIdentity):
    """The answer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Ditt svar")


def _names(request):
    keys = list(contributions.my_cases(request))
    return [case.name for case in contributions.case_names(request, keys).values()]


def _mine(request):
    return Advice.objects.filter(programme=request.acting.programme).select_related(*WITH)


@require_safe
@allow(can_see_sharing)
def advice_list(request):
    """Questions to the branch and from it, open ones first."""
    chosen = request.GET.get("vy", "till-oss")
    if chosen not in VIEWS:
        raise Http404
    branch = request.acting.branch
    rows = _mine(request).asked_of(branch) if chosen == "till-oss" else _mine(request).asked_by_branch(branch)
    page = paginate(rows.defer("question", "answer").open_first(), request)
    log_list(f"advice:{chosen}", [])
    views = [{"url": f"?vy={code}", "label": label, "current": code == chosen} for code, label in VIEWS.items()]
    context = {"views": views, "chosen": chosen, "page": page, "branch": branch,
               "params": other_params(request)}  # fmt: skip
    return render(request, "sharing/advice_list.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_see_sharing)
def advice_new(request):
    """Ask another branch, about nobody by name."""
    form = AskForm(request.POST or None, branches=_others(request), names=_names(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            asked = advice.ask(form.branches[given["to"]], given["text"], given["answer_by"])
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Frågan är skickad till %(name)s.") % {"name": form.branches[given["to"]].name})
            return redirect("sharing:advice", advice=asked.advice)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "sharing/advice_new.html", context, status=422 if form.is_bound else 200)


def _others(request):
    """The branches that have somebody in a team of the programme."""
    members = TeamMember.objects.filter(team__programme__slug=request.acting.programme).in_force(today())
    return Branch.objects.filter(pk__in=members.values("branch")).exclude(pk=request.acting.branch.pk).order_by("pk")


@require_http_methods(["GET", "POST"])
@allow(can_see_sharing)
def advice_one(request, advice):
    """A question; the branch that was asked answers, the one that asked takes it back."""
    found = found_or_denied(request, _mine(request), "advice of others", advice=advice)
    is_ours = found.asking_branch_id == request.acting.branch.pk
    form = None if is_ours or not found.is_open else AnswerForm(request.POST or None, names=_names(request))
    if request.method == "POST" and _done(request, found, is_ours, form):
        return redirect("sharing:advice", advice=advice)
    log_event(Event.ITEM_VIEWED, object_type="advice", items=[f"advice:{found.advice}"])
    context = {"advice": found, "is_ours": is_ours, "form": form, "crumbs": _crumbs()}
    return render(request, "sharing/advice.html", context, status=422 if request.method == "POST" else 200)


def _done(request, found, is_ours, form):
    """What was posted, done; False where the form is to be filled in better."""
    if not is_ours and form is not None and not form.is_valid():
        return False
    try:
        if is_ours:
            advice.withdraw(found)
            receipt(request, _("Frågan är återtagen."))
        else:
            advice.answer(found, form.cleaned_data["text"] if form else "")
            receipt(request, _("Svaret är skickat."))
    except DoorRefused as refusal:
        problem(request, str(refusal))
    return True


def _crumbs():
    return [{"url": reverse("sharing:advice_list"), "label": _("Fråga utan namn")}]
