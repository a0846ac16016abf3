"""Who may see a case, and why: for the data protection officer and the log reviewer, and on paper for the participant.

No page here shows anything of the case but its number (table B); each is a row in the log (LOG-1).
"""

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.forms import Form
from samkraft.core.identifiers import uuid_or_none
from samkraft.people import why
from samkraft.people.log_facts import find, numbers
from samkraft.people.perms import can_explain_access


class QuestionForm(Form):
    """Which case, and perhaps whom the question is about."""

    number = forms.CharField(
        label=gettext_lazy("Ärendenummer"),
        max_length=20,
        help_text=gettext_lazy("Deltagaren eller handläggaren kan säga det."),
    )
    person = forms.CharField(
        label=gettext_lazy("En viss medarbetare"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Namn eller inloggningsnamn, i din myndighet. Lämna tomt för att se alla."),
    )

    def clean_person(self):
        name = self.cleaned_data["person"]
        found = why.person_named(name) if name else None
        if name and found is None:
            raise forms.ValidationError(
                _("Ingen, eller fler än en, i din myndighet heter så. Skriv hela namnet eller inloggningsnamnet.")
            )
        return found


@require_http_methods(["GET", "POST"])
@allow(can_explain_access)
def ask(request):
    """Ask by case number; one that isn't the branch's answers as one that isn't there (SEK-05)."""
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = find(form.cleaned_data["number"].strip(), request.acting.programme)
        if case:
            person = form.cleaned_data["person"]
            url = reverse("people:why", args=[case])
            return redirect(f"{url}?vem={person.public_id}" if person else url)
        form.add_error("number", _("Din verksamhet har inget ärende med det numret."))
    return render(request, "people/why_ask.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@allow(can_explain_access)
def answer(request, case_id):
    """Everyone who may see anything of the case, and why; or one person, whether she may or not."""
    case = why.read_case(case_id)
    number = _number(request, case)
    context = {"case": case_id, "number": number, "branch": request.acting.branch, "today": today()}
    if "vem" in request.GET:
        people = Staff.objects.filter(authority=request.acting.branch.authority_id)
        person = found_or_denied(
            request, people, rule="not of the authority", public_id=uuid_or_none(request.GET["vem"])
        )
        return render(request, "people/why_person.html", context | {"answer": why.explain_in(case, person)})
    answers = why.everyone_in(case)
    context |= {
        "sees": [each for each in answers if each.sees],
        "not_now": [each for each in answers if not each.sees],
        "outside": why.outside_of(case),
    }
    return render(request, "people/why.html", context)


@require_safe
@allow(can_explain_access)
def paper(request, case_id):
    """What a participant who asks is given: roles, units and rules in plain words, no name of staff (REG-12)."""
    case = why.read_case(case_id)
    number = _number(request, case)
    context = {"number": number, "branch": request.acting.branch, "today": today(), "case": case_id}
    return render(request, "people/why_paper.html", context | why.for_participant(case))


def _number(request, case):
    """Of the branch's cases only; one whose file is closed keeps its number for those who answer for the log."""
    number = case.number or numbers([case.case_id]).get(case.case_id)
    if number is None:
        deny(request, "case of another branch")
    log_event(Event.LOG_VIEWED, [case.case_id], object_type="access_answer")
    return number
