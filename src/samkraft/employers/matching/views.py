"""Pages of matching: what a person wants and can, what may fit and why, and which forms of support may be open."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.employers import pages as shared
from samkraft.employers.choices import NeedKind
from samkraft.employers.matching import actions, pages, support_rules
from samkraft.employers.matching.forms import ProfileForm, SupportForm
from samkraft.employers.models import JobProfile, Need
from samkraft.employers.perms import can_work_with_people
from samkraft.employers.placements.pages import crumbs, readers
from samkraft.people import plan_source
from samkraft.people.case_access import open_case_for_work
from samkraft.people.problems import NotPossible, show_on

_READ = ("GET", "HEAD", "POST")


@require_safe
@allow(can_work_with_people)
def matching(request, case):
    """What may fit the person, with reasons; the staff decides together with her."""
    opened = open_case_for_work(request, case, "job_profile")
    profile = JobProfile.objects.filter(case=opened.case).select_related("written_by").first()
    if opened.file.is_pseudonymous:
        profile = None
    own, ads = pages.found_for(profile, opened.case.pk) if profile else ([], [])
    context = {
        "opened": opened, "profile": profile, "facts": pages.profile_facts(profile) if profile else [],
        "own": own[: pages.SHOWN], "own_count": len(own), "ads": ads[: pages.SHOWN], "ads_count": len(ads),
        "crumbs": crumbs(opened), "sees": readers(request),
    }  # fmt: skip
    return render(request, "employers/matching.html", context)


@require_safe
@allow(can_work_with_people)
def people(request, need):
    """Which of one's own participants what an employer offers may fit, with reasons; nobody is ranked (GDPR-15)."""
    rows = Need.objects.open().select_related("employer")
    found = found_or_denied(request, rows, rule="no such open need", pk=need)
    matched = pages.people_for(request, pages.offer_of_need(found))
    page = paginate(matched, request)
    log_list("job_profiles", [case.pk for case, _match in page])
    place = found.kind != NeedKind.JOB
    page.object_list = [(case, match, _place_url(case, found) if place else "") for case, match in page]
    context = {"need": found, "page": page, "params": other_params(request), "count": len(matched)}
    trail = shared.crumbs((reverse("employers:show", args=[found.employer_id]), found.employer.name))
    return render(request, "employers/people.html", context | {"crumbs": trail})


def _place_url(case, need):
    return f"{reverse('employers:place', args=[case.pk])}?behov={need.pk}"


@require_http_methods(_READ)
@allow(can_work_with_people)
def profile(request, case):
    """What the person wants and can, in the words that ads use."""
    opened = open_case_for_work(request, case, "job_profile")
    known = JobProfile.objects.filter(case=opened.case).first()
    form = ProfileForm(request.POST or None, initial=_start(opened, known))
    revision, theirs = known.revision if known else 0, []
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_profile(opened, shared.revision_of(request), form.cleaned_data)
        except NotPossible as refusal:
            theirs = shared.differences(form, known) if known else []
            show_on(form, refusal)
        else:
            receipt(request, _("Profilen är sparad."))
            return HttpResponseRedirect(reverse("employers:matching", args=[opened.case.pk]))
    plan = plan_source.published_plan(opened)
    return shared.form_page(
        request, form, title=_("Vad personen vill och kan"),
        lede=_("Målet i planen: ”%(goal)s”") % {"goal": plan.goal} if plan and plan.goal else "",
        back=reverse("employers:matching", args=[opened.case.pk]), submit=_("Spara profilen"),
        trail=crumbs(opened), sees=readers(request), revision=str(revision), theirs=theirs,
    )  # fmt: skip


@require_http_methods(_READ)
@allow(can_work_with_people)
def support(request, case):
    """Which forms of support may be open, and why. What is filled in is used for the answer and not kept."""
    opened = open_case_for_work(request, case, "support_forms")
    form = SupportForm(request.POST or None, initial={"age": _age(opened)})
    told = []
    if request.method == "POST" and form.is_valid():
        told = support_rules.explain(support_rules.Known(**form.cleaned_data))
    context = {"opened": opened, "form": form, "told": told, "crumbs": crumbs(opened)}
    return render(request, "employers/support.html", context, status=shared.status_of(form))


def _start(opened, known):
    if known:
        names = ("occupations", "municipalities", "whole_region", "languages", "licences", "extent", "seeks_places")
        return {name: getattr(known, name) for name in names} | {"fields_": known.fields}
    spoken = [opened.file.language] if opened.file.language else []
    return {"languages": [*spoken], "municipalities": []}


def _age(opened):
    return today().year - opened.file.birth_year if opened.file.birth_year else None
