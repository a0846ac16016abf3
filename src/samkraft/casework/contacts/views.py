"""Contacts with the person: written in three clicks from the participant page."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.guard import allow, found_or_denied
from samkraft.casework.choices import ContactKind
from samkraft.casework.contacts import contacts
from samkraft.casework.contacts.forms import ContactForm
from samkraft.casework.models import Contact
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.perms import can_work_with_people


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def contacts_page(request, case_id):
    """The branch's contacts with the person, and a form that has today's day in it."""
    opened = open_case_for_work(request, case_id, "contacts")
    initial = {"kind": ContactKind.PHONE, "held_on": today()}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        contact = contacts.record_contact(opened, form.cleaned_data["kind"], form.cleaned_data["held_on"])
        undo = reverse("casework:contact_take_back", args=[case_id, contact.pk])
        receipt(request, _("Kontakten %(day)s är antecknad.") % {"day": swedish_date(contact.held_on)}, undo_url=undo)
        return redirect("people:case", case_id)
    context = {
        "opened": opened,
        "header": case_header(request, opened, "casework:contacts", short=True),
        "form": form,
        "rows": contacts.contacts_of(opened),
        "branch": request.acting.branch,
        "back": reverse("people:case", args=[case_id]),
    }
    return render(request, "casework/contacts.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_work_with_people)
def contact_take_back(request, case_id, pk):
    """Undo a contact of one's own."""
    opened = open_case_for_work(request, case_id, "contacts")
    mine = Contact.objects.filter(case=opened.case, owner_branch=request.acting.branch, staff=request.user)
    contacts.take_back_contact(opened, found_or_denied(request, mine, rule="not one's own contact", pk=pk))
    receipt(request, _("Kontakten är borttagen."))
    return redirect("people:case", case_id)
