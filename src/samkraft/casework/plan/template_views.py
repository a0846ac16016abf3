"""Beginning from the programme's templates: choose steps, and talk about them as proposals."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from samkraft.access.guard import allow, deny
from samkraft.casework.case_page import branches_by_code, frame, team_of
from samkraft.casework.conflicts import Conflict
from samkraft.casework.plan import planning, plans
from samkraft.casework.plan.template_steps import ready_steps, templates_for
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import clock_time
from samkraft.people.models import PhasePeriod
from samkraft.people.pathway.leading import open_led_case_for_work
from samkraft.people.perms import can_work_with_people

TAB = "casework:plan"


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def choose(request, case):
    """The programme's templates with days and people filled in; those chosen are put in as proposals."""
    opened = open_led_case_for_work(request, case, "plan:draft")
    plan = plans.draft_of_plan(opened)
    if plan is None:
        deny(request, "no draft of ours")
    groups = _groups(opened)
    revision, problem = plan.revision, ""
    if request.method == "POST":
        wanted = set(request.POST.getlist("steg"))
        chosen = [step.values for _template, steps in groups for step in steps if step.key in wanted]
        try:
            if chosen:
                return _put_in(request, opened, chosen)
            problem = _("Kryssa i minst ett steg.")
        except Conflict as found:
            problem = _("%(who)s ändrade planen %(at)s. Läs den och lägg till igen om det behövs.") % {
                "who": found.who, "at": clock_time(found.moment)}  # fmt: skip
            revision = found.now
    trail = ((TAB, _("Gemensam plan")), ("casework:plan_edit", _("Ändra planen")))
    context = frame(request, opened, TAB, *trail) | {
        "groups": groups,
        "revision": revision,
        "problem": problem,
        "chosen": request.POST.getlist("steg"),
    }
    return render(request, "casework/plan_templates.html", context, status=422 if problem else 200)


def _groups(opened):
    team, branches = team_of(opened.case), branches_by_code()
    phase = PhasePeriod.objects.filter(case=opened.case).order_by("-valid_from").values_list("phase", flat=True).first()
    return [
        (template, ready_steps(template, opened.case, team, branches, today()))
        for template in templates_for(opened.definition, phase or "")
    ]


def _put_in(request, opened, chosen):
    posted = request.POST.get("revision", "")
    if not posted.isdecimal():
        deny(request, "no revision")
    number = planning.add_steps(opened, request.acting, int(posted), chosen)
    said = ngettext("Ett steg är tillagt som förslag.", "%(n)s steg är tillagda som förslag.", number)
    receipt(request, said % {"n": number} + " " + _("Gå igenom dem tillsammans."))
    return redirect("casework:plan_edit", case=opened.case.pk)
