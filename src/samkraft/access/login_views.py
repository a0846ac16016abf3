"""Log in, lock, confirm who one is, log out."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access import kept_form, login_facts
from samkraft.access.choices import Event, Role
from samkraft.access.login_middleware import opens_when_locked
from samkraft.access.models import RoleAssignment, Staff
from samkraft.access.openid import address_of_logout
from samkraft.access.other_logins import others_to_try
from samkraft.access.perms import may_pick_a_role
from samkraft.access.providers import logins
from samkraft.access.readlog import log_session
from samkraft.access.session_store import PROVIDER
from samkraft.access.sessions import choices_of, choose
from samkraft.access.staff_notice import must_be_told
from samkraft.core.addresses import own_address
from samkraft.core.identifiers import uuid_or_none

BACKEND = "samkraft.access.login.StaffBackend"
DEMO = "demo"
PASSKEY = "passkey"


@login_not_required
@require_http_methods(["GET", "POST"])
def login(request):
    """Demo: pick a person. Production: the ways in."""
    ways = ways_in(request)
    if not may_pick_a_role(request):
        return render(request, "access/login_elsewhere.html", {"ways": ways})
    if request.method == "POST":
        person = get_object_or_404(Staff, public_id=uuid_or_none(request.POST.get("person")), is_active=True)
        return enter(request, person, DEMO)
    page = {"groups": people_to_try(), "others": others_to_try(), "ways": ways}
    return render(request, "access/pick_role.html", page)


def enter(request, person, how, *, fresh=None, to="", provider=None):
    """Let a person in who has shown who she is: anew, or back to where she was if it is she who was here.

    *fresh*: when she showed it, in seconds; *provider*: which login of hers at the provider it is, for its logout.
    """
    if request.user.is_authenticated and request.user.pk == person.pk and request.login is not None:
        request.session[PROVIDER] = provider or {}
        login_facts.renew(request.session, how, fresh)
        log_session(Event.LOGIN, person, f"{how}, again")
        return redirect(to or "/")
    if request.user.is_authenticated:
        leave(request)
    request.session.flush()  # nothing that was planted before the login is there after it
    start_session(request, person, backend=BACKEND)
    request.session[PROVIDER] = provider or {}
    login_facts.begin(request.session, how, fresh, notice_due=must_be_told(person))
    log_session(Event.LOGIN, person, how)
    return _to_work(request, person, to)


def _to_work(request, person, to):
    choices = choices_of(person)
    if len(choices) != 1:
        return redirect("access:choose_branch")
    choose(request, choices[0].key)
    return redirect(to or "/")


def leave(request):
    """End the session here and in the log."""
    log_session(Event.LOGOUT, request.user)
    end_session(request)


def ways_in(request):
    """The providers of this installation, each with its address; what was asked for comes along."""
    to = own_address(request, request.GET.get("next"))
    ways = [
        {"name": each.name, "url": _with_next("access:provider_login", to, each.key)}
        for each in logins().providers.values()
    ]
    return [*ways, {"name": _("nyckel"), "url": _with_next("access:key_login", to)}] if settings.PASSKEYS else ways


def people_to_try():
    """Those whom the demo offers, by role: what each may try stands with the person."""
    rows = RoleAssignment.objects.filter(staff__is_active=True).exclude(staff__try_this="")
    groups: dict[str, dict] = {}
    for row in rows.select_related("staff", "branch").order_by("pk"):
        group = groups.setdefault(row.role, {"label": Role(row.role).label, "people": {}})
        group["people"].setdefault(row.staff_id, {"person": row.staff, "branch": row.branch.name})
    order = list(Role)
    return [
        {"label": group["label"], **_first_and_rest(list(group["people"].values()))}
        for role, group in sorted(groups.items(), key=lambda item: order.index(Role(item[0])))
    ]


def _first_and_rest(people, shown=3):
    """A few of each role at once; the others fold out, so that every role is in sight."""
    return {"first": people[:shown], "rest": people[shown:]}


@require_POST
@opens_when_locked
def lock(request):
    """Quick lock for a shared room: the way back leads to the page that was open (IAM-09)."""
    login_facts.lock(request.session)
    return redirect(_with_next("access:locked", own_address(request, request.headers.get("Referer"))))


@require_http_methods(["GET", "POST"])
@opens_when_locked
@never_cache
def locked(request):
    """Behind the lock: whose session it is and how it opens, and nothing else."""
    if request.method == "GET" and not request.is_locked:
        return redirect(next_address(request))
    return _show_who_one_is(request, "access/locked.html")


@require_http_methods(["GET", "POST"])
@opens_when_locked
@never_cache
def confirm(request):
    """A risky act waits: show who you are, then it goes on (IAM-09)."""
    return _show_who_one_is(request, "access/confirm.html")


def _show_who_one_is(request, template):
    by_demo = request.login.how in (DEMO, "") and may_pick_a_role(request)
    if request.method == "POST" and by_demo:
        return enter(request, request.user, DEMO, to=next_address(request))
    words = {"person": request.user, "next": next_address(request), "by_demo": by_demo, "provider": _way_again(request)}
    return render(request, template, words, status=422 if request.method == "POST" else 200)


def _way_again(request):
    """The provider that she came by: there she shows anew who she is."""
    if request.login.how == PASSKEY and settings.PASSKEYS:
        return {"name": _("nyckel"), "url": _with_next("access:key_login", next_address(request))}
    provider = logins().providers.get(request.login.how)
    if provider is None:
        return None
    return {"name": provider.name, "url": _with_next("access:provider_login", next_address(request), provider.key)}


@require_safe
@never_cache
def go_on(request):
    """What was being done goes on: the kept form is sent by the browser, once, to where it was going."""
    kept = kept_form.take(request)
    return render(request, "access/go_on.html", {"kept": kept})


@require_POST
@opens_when_locked
def logout(request):
    """End the session here and at the provider, and tell the browser to forget what it kept."""
    at_the_provider = address_of_logout(request, logins().providers.get(request.login.how if request.login else ""))
    leave(request)
    response = redirect("access:login")
    if at_the_provider:  # a page in between: no form of ours leads out of the site
        response = render(request, "access/logged_out.html", {"url": at_the_provider})
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def next_address(request):
    """Where the person was going, if it is in this site."""
    return own_address(request, request.POST.get("next") or request.GET.get("next")) or "/"


def _with_next(name, to, *args):
    address = reverse(name, args=args)
    return f"{address}?{urlencode({'next': to})}" if to else address
