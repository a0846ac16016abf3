"""The plan as a SIP on paper, and the person's answer to the plan: apart from the consent to share it (CON-11)."""

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, deny
from samkraft.access.models import Branch
from samkraft.access.readlog import log_case, log_event
from samkraft.casework.models import PlanAgreement
from samkraft.casework.plan import plans
from samkraft.casework.plan.pages import step_rows
from samkraft.casework.plan.sip import is_sip, sip_parts
from samkraft.core.clock import today
from samkraft.core.forms import Form
from samkraft.core.receipts import receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing import door
from samkraft.sharing.choices import ConsentForm, Giver

YES_NO = [("yes", gettext_lazy("Ja")), ("no", gettext_lazy("Nej"))]


class AgreementForm(Form):
    """What the person says of the plan, and how."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Säger personen ja till planen?"), choices=YES_NO, widget=forms.RadioSelect
    )
    giver = forms.ChoiceField(label=gettext_lazy("Vem svarar?"), choices=Giver.choices, widget=forms.RadioSelect)
    form = forms.ChoiceField(label=gettext_lazy("Hur?"), choices=ConsentForm.choices, widget=forms.RadioSelect)
    evidence_place = forms.CharField(
        label=gettext_lazy("Var finns det underskrivna svaret?"), max_length=200, required=False
    )

    def clean(self):
        given = super().clean()
        if given.get("form") in (ConsentForm.WRITTEN, ConsentForm.ELECTRONIC) and not given.get("evidence_place"):
            self.add_error("evidence_place", _("Skriv var det underskrivna svaret finns."))
        return given


def taking_part(opened, content, acting):
    """Codes of the branches that the plan has steps for, lead it, or hold an open file."""
    holders = [row[0] for row in door.rows("file_holders", opened.case.pk)]
    here = set(Branch.objects.filter(pk__in=holders).values_list("code", flat=True))
    return here | plans.codes_in(content, acting)


@require_safe
@allow(can_see_cases)
def sip(request, case):
    """The newest plan in the four parts of a SIP; printing is logged (OUT-1)."""
    opened = open_case(request, case, "plan")
    held = plans.newest_plan(opened.case.pk)
    if opened.by_exception or held is None:
        deny(request, "no plan held")
    plans.note_read(opened, held)
    log_case(opened.case.pk, [f"plan:{held.content.number}:sip"], event=Event.PRINTED)
    content, branches = held.content, opened.definition.branches
    rows = step_rows(content, opened.file.first_name or opened.file.name)
    live = {step.id for step in content.live_steps}
    pairs = [(step.branch_code, row) for step, row in zip(content.steps, rows, strict=True) if step.id in live]
    agreed = PlanAgreement.objects.filter(case=opened.case, plan=held.item).order_by("-pk").first()
    line = _("Ärende %(number)s · plan version %(n)s · utskriven %(day)s") % {
        "number": opened.case.number, "n": content.number, "day": swedish_date(today())}  # fmt: skip
    context = {
        "opened": opened,
        "content": content,
        "parts": sip_parts(branches, pairs),
        "is_sip": is_sip(branches, taking_part(opened, content, request.acting)),
        "agreed": agreed,
        "line": line,
        "leader": opened.case.leader,
        "leader_branch": opened.case.leader_branch,
        "signs": [_("Datum och namn, %(name)s") % {"name": opened.file.name}, _("Datum och namn, kommunen"),
                  _("Datum och namn, regionen")],
    }  # fmt: skip
    return render(request, "casework/plan_sip.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def agree(request, case):
    """The person's answer to the newest version, kept with it; a no changes nothing of what is shared."""
    opened = open_case_for_work(request, case, "plan")
    held = plans.newest_plan(opened.case.pk)
    if held is None:
        deny(request, "no plan held")
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _record(opened, held, form.cleaned_data, request)
        receipt(request, _("Svaret om planen är antecknat."))
        return redirect("casework:plan", case)
    context = {
        "opened": opened,
        "form": form,
        "number": held.content.number,
        "name": opened.file.first_name or opened.file.name,
        "crumbs": [{"url": reverse("casework:plan", args=[case]), "label": _("Gemensam plan")}],
        "answers": list(PlanAgreement.objects.filter(case=opened.case).order_by("-pk")),
    }
    return render(request, "casework/plan_agree.html", context, status=422 if form.is_bound else 200)


def _record(opened, held, said, request):
    row = PlanAgreement.objects.create(
        owner_branch=request.acting.branch, case=opened.case, file=opened.file, plan=held.item,
        version=held.content.number, agrees=said["answer"] == "yes", form=said["form"], giver=said["giver"],
        evidence_place=said["evidence_place"], answered_on=today(), recorded_by=request.user,
    )  # fmt: skip
    word = "agreed" if row.agrees else "declined"
    items = [f"plan:{held.content.number}:{word}"]
    log_event(Event.PLAN_PUBLISHED, [opened.case.pk], object_type="plan", items=items)
