"""The pages of protected cases: the mark and its list, and what only a named person may do there."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.readlog import log_case, log_list
from samkraft.access.unit_models import has_units
from samkraft.core.clock import today
from samkraft.core.receipts import problem, receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.deadlines import definitions_in, dues_by_case
from samkraft.people.models import NamedPerson
from samkraft.people.own_cases import protected_cases
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.protection import actions
from samkraft.people.protection.forms import (
    BirthDateForm,
    EnrolProtectedForm,
    NameForm,
    ProtectForm,
    RemovalForm,
    status_of,
)
from samkraft.people.protection.rules import dummy_number
from samkraft.programmes.fund_report import own_fund_report
from samkraft.programmes.models import Programme, Team, TeamMember
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import ReceivedCopy


@require_safe
@allow(can_work_with_people)
def cases(request):
    """The protected cases that the person is named for: the only place where they stand together (SKY-02)."""
    mine = protected_cases(request)
    definitions = definitions_in(request.acting.programme) if mine else {}
    known = dues_by_case(mine.values(), definitions) if mine else {}
    unread = ReceivedCopy.objects.unread().filter(case_id__among=list(mine)).values_list("case_id", flat=True)
    new = list(unread) if mine else []
    log_list("protected", list(mine))
    rows = [_row(case, known[case.pk][1], new.count(case.pk)) for case in mine.values()]
    return render(request, "people/protected_cases.html", {"rows": rows, "branch": request.acting.branch})


def _row(case, dues, unread):
    first = min(dues, key=lambda due: due.due_on, default=None)
    return {
        "url": case.url,
        "number": case.number,
        "talk": case.next_talk_on if case.is_open else None,
        "due": first.due_on if first else None,
        "what": first.name if first else "",
        "unread": ngettext("%(n)s ny delning", "%(n)s nya delningar", unread) % {"n": unread} if unread else "",
        "closed_on": case.closed_on,
    }


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
def protection(request, case_id):
    """Set the mark; or, where it is set, who may open the case and what else a named person may do."""
    opened = (open_case_for_work if request.method == "POST" else open_case)(request, case_id, "protection")
    form = ProtectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.protect(opened.case.pk, form.cleaned_data["level"])
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Skyddet gäller nu. Be enhetschefen bestämma vilka fler som får öppna ärendet."))
            return redirect("people:protection", case_id)
    return _page(request, opened, mark=form)


def _page(request, opened, identity=None, esf="", **forms):
    """The page, with the forms that were just sent in place of empty ones."""
    state = actions.list_of(opened.case.pk)
    people = actions.may_be_named(request.acting.branch, request.acting.programme, opened.case.pk)
    works = not opened.by_exception and opened.is_open_for_work
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:protection", short=True),
        "state": state,
        "works": works,
        "mark_form": forms.get("mark") or ProtectForm(),
        "name_form": forms.get("name") or NameForm(people=people, auto_id="name_%s"),
        "removal_form": forms.get("removal") or RemovalForm(auto_id="removal_%s"),
        "birth_form": forms.get("birth") or BirthDateForm(birth_year=opened.file.birth_year, auto_id="birth_%s"),
        "identity": identity,
        "esf": esf,
        "reports": bool(esf) and own_fund_report(request) is not None,
        "has_units": has_units(request.acting.branch),
        "asked_by_me": state.mark is not None and state.mark.removal_asked_by_id == request.user.pk,
        "me": request.user.pk,
    }
    return render(request, "people/protection.html", context, status=status_of(*forms.values()))


def _protected(request, case_id, item):
    """A case that is protected, for work; else a page that isn't there."""
    opened = open_case_for_work(request, case_id, item)
    return opened if opened.file.is_pseudonymous else deny(request, "case not protected")


@require_POST
@allow(can_work_with_people)
@fresh_login_required
def propose(request, case_id):
    """Propose one more who may open the case."""
    opened = _protected(request, case_id, "protection")
    people = actions.may_be_named(request.acting.branch, request.acting.programme, opened.case.pk)
    form = NameForm(request.POST, people=people, auto_id="name_%s")
    if form.is_valid():
        try:
            actions.propose_named(opened.case.pk, form.cleaned_data["staff"], form.cleaned_data["reason"])
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Föreslaget. Enhetschefen eller behörighetsadministratören säger ja eller nej."))
            return redirect("people:protection", case_id)
    return _page(request, opened, name=form)


@require_POST
@allow(can_work_with_people)
def end_named(request, case_id, name):
    """Take somebody off the list."""
    opened = _protected(request, case_id, "protection")
    rows = NamedPerson.objects.filter(case_id=opened.case.pk).select_related("staff")
    row = found_or_denied(request, rows, rule="not named for this case", public_id=name)
    try:
        actions.end_named(row)
    except DoorRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("%(name)s kan inte längre öppna ärendet.") % {"name": row.staff.name})
    me = row.staff_id == request.user.pk
    return redirect("people:protected_cases") if me else redirect("people:protection", case_id)


@require_POST
@allow(can_work_with_people)
@fresh_login_required
def ask_removal(request, case_id):
    """Ask that the own mark be removed."""
    opened = _protected(request, case_id, "protection")
    form = RemovalForm(request.POST, auto_id="removal_%s")
    if form.is_valid():
        try:
            actions.ask_removal(opened.case.pk, form.cleaned_data["reason"])
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Begärt. Skyddet gäller tills någon annan har sagt ja."))
            return redirect("people:protection", case_id)
    return _page(request, opened, removal=form)


@require_POST
@allow(can_work_with_people)
def reveal(request, case_id):
    """The identity as the branch knew it: a deliberate POST, in the log by itself (PROT-4)."""
    opened = _protected(request, case_id, "protection")
    return _page(request, opened, identity=actions.reveal_identity(opened) or [])


@require_POST
@allow(can_work_with_people)
def esf_number(request, case_id):
    """The number for reports to ESF, made of the birth date as typed; nothing of it is kept (SKY-07)."""
    opened = _protected(request, case_id, "protection")
    form = BirthDateForm(request.POST, birth_year=opened.file.birth_year, auto_id="birth_%s")
    esf = dummy_number(opened.file.sex, form.cleaned_data["born_on"]) if form.is_valid() else ""
    return _page(request, opened, esf=esf, birth=form)


@require_safe
@allow(can_work_with_people)
def cover(request, case_id):
    """The cover of a letter that the Tax Agency forwards: no name and no address come from here (SKY-08)."""
    opened = _protected(request, case_id, "protection:cover")
    log_case(opened.case.pk, ["protection:cover"], event=Event.PRINTED)
    back = reverse("people:protection", args=[case_id])
    return render(request, "people/protection_cover.html", {
        "opened": opened,
        "back": back,
        "labels": [_("Namn, för hand"), _("Personnummer, för hand")],
        "senders": [_("Myndighet och enhet"), _("Handläggare och telefon")],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def close(request, case_id):
    """End the case of somebody who gets a new identity, with nothing that leads to the next (SKY-05)."""
    opened = _protected(request, case_id, "protection")
    refusal = ""
    if request.method == "POST":
        try:
            actions.close_without_successor(opened)
        except DoorRefused as said:
            refusal = str(said)
        else:
            receipt(request, _("Ärendet är avslutat. Ingenting här visar vidare."))
            return redirect("people:protected_cases")
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:protection", short=True),
        "refusal": refusal,
        "back": reverse("people:protection", args=[case_id]),
    }
    return render(request, "people/protection_close.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def enrol(request):
    """A new case for a protected person: sex and birth year, and nothing that tells who she is (SKY-01)."""
    programme = Programme.objects.get(slug=request.acting.programme)
    version = programme.version_on(today())
    mine = TeamMember.objects.filter(staff=request.user, branch=request.acting.branch).in_force().values("team")
    teams = list(Team.objects.filter(programme=programme, pk__in=mine).in_force().order_by("code"))
    ways = [way for way in version.definition.referral_ways if way.branch == request.acting.branch.code]
    form = EnrolProtectedForm(request.POST or None, ways=ways, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            key = actions.enrol_protected(programme, version, form.cleaned_data["team"], form.cleaned_data)
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Ärendet är öppnat och skyddat. Skriv upp ärendenumret i ert eget system."))
            return redirect("people:case", key)
    context = {"form": form, "may": bool(ways and teams), "programme": programme}
    return render(request, "people/protected_enrol.html", context, status=422 if form.is_bound else 200)
