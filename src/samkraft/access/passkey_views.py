"""Pages of passkeys: log in by one, make one by a printed code, and print that code."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samkraft.access import passkeys
from samkraft.access.choices import Refusal
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow
from samkraft.access.login_rules import LoginRefused
from samkraft.access.login_views import enter, next_address
from samkraft.access.models import Staff
from samkraft.access.perms import can_administer_access
from samkraft.access.provider_views import refused
from samkraft.access.session_models import EnrolmentCode
from samkraft.core.forms import posted_text

_CODE = "samkraft_passkey_code"


def _where_there_are_passkeys(view):
    """An installation says whether it takes passkeys (``SAMKRAFT_PASSKEYS``); elsewhere the pages aren't there."""

    @wraps(view)
    def only_there(request, *args, **kwargs):
        if not settings.PASSKEYS:
            raise Http404
        return view(request, *args, **kwargs)

    return only_there


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
@_where_there_are_passkeys
def key_login(request):
    """Log in by a passkey; behind a lock it is asked for anew like any other way."""
    if request.method == "GET":
        return _page(request, "access/key_login.html", options=passkeys.begin_login(), next=next_address(request))
    try:
        person = passkeys.finish_login(request.POST.get("credential", ""))
    except LoginRefused as refusal:
        return refused(request, refusal, passkeys.KEY)
    return enter(request, person, passkeys.KEY, to=next_address(request))


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
@_where_there_are_passkeys
def make_key(request):
    """First the printed code, then the passkey; then she is in."""
    if request.method == "GET":
        return _page(request, "access/make_key.html", options=None, person=None)
    try:
        if "credential" in request.POST:
            return _made(request)
        code = passkeys.code_given(posted_text(request, "code", 60))
    except LoginRefused as refusal:
        return refused(request, refusal, passkeys.KEY)
    request.session[_CODE] = code.pk
    return _page(request, "access/make_key.html", options=passkeys.begin_making(code.staff), person=code.staff)


def _made(request):
    waiting = EnrolmentCode.objects.filter(pk=request.session.get(_CODE), used_at=None)
    code = waiting.select_related("staff").first()
    if code is None:
        raise LoginRefused(Refusal.WRONG_CODE)
    passkeys.finish_making(code, request.POST["credential"])
    return enter(request, code.staff, passkeys.KEY)


@require_http_methods(["GET", "POST"])
@allow(can_administer_access)
@fresh_login_required
@_where_there_are_passkeys
def print_key_code(request):
    """A code for one of the authority's staff, shown once to be printed and handed over in person."""
    if request.method == "GET":
        return _page(request, "access/key_code_form.html", name="", fault="")
    mine = Staff.objects.filter(authority=request.acting.branch.authority_id, is_active=True)
    name = posted_text(request, "person", 100)
    person = mine.exclude(pk=request.user.pk).filter(username__iexact=name).first()
    if person is None:
        fault = _("Det finns ingen annan i din myndighet med det inloggningsnamnet. Kontrollera stavningen.")
        return _page(request, "access/key_code_form.html", status=422, name=name, fault=fault)
    code, made = passkeys.make_code(request.acting, person)
    place = request.build_absolute_uri(reverse("access:make_key"))
    return _page(request, "access/key_code.html", code=code, made=made, person=person, place=place)


def _page(request, template, status=200, **words):
    return render(request, template, words, status=status)
