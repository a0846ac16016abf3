"""A citizen logs in, chooses a language, logs out, or leaves in a hurry."""

import requests
from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from samkraft.access import openid
from samkraft.access.choices import Event, Refusal
from samkraft.access.commands import system_person
from samkraft.access.login_rules import LoginRefused
from samkraft.access.login_views import leave as end_work
from samkraft.access.perms import may_pick_a_role
from samkraft.access.providers import CitizenProvider, logins
from samkraft.access.readlog import log_session
from samkraft.core.clock import today
from samkraft.portal import session
from samkraft.portal.citizen import as_citizen, keys_of
from samkraft.portal.demo import demo_participants
from samkraft.portal.gate import frame, nothing_here, portal_page
from samkraft.portal.reading import own_cases
from samkraft.portal.rules import number_of

DEMO = "demo"


def _provider(key) -> CitizenProvider:
    """A provider for citizens; that of people at work isn't there."""
    try:
        return logins().citizens[key]
    except KeyError:
        raise Http404 from None


@require_safe
@portal_page
def login(request):
    """The ways in, and that nobody needs this page."""
    if session.citizen_of(request):
        return redirect("portal:page")
    return render(request, "portal/login.html", frame(ways=list(logins().citizens.values())))


@require_safe
@portal_page
def provider_login(request, key):
    """Off to the provider, which asks anew each time: the browser may be a library's."""
    provider = _provider(key)
    try:
        return openid.ask(request, provider, again=True, to="")
    except (requests.RequestException, KeyError, ValueError) as fault:
        return refused(request, LoginRefused(Refusal.PROVIDER, type(fault).__name__), key)
    except LoginRefused as refusal:
        return refused(request, refusal, key)


@require_safe
@portal_page
def provider_answer(request, key):
    """Back from the provider: signature, level and number are checked before any page is looked for."""
    provider = _provider(key)
    try:
        heard = openid.hear(request, provider)
        number = number_of(heard.said, tuple(provider.claims), settings.MODE, today())
    except LoginRefused as refusal:
        return refused(request, refusal, key)
    return enter(request, keys_of(number.canonical), key)


@require_POST
@portal_page
def demo_login(request):
    """The demo's participant, from this machine only."""
    if not may_pick_a_role(request):
        raise Http404
    keys = [one.key for one in demo_participants() if one.key == request.POST.get("person", "")]
    return enter(request, keys, DEMO)


def enter(request, keys, how):
    """Let her in where the number leads to a page; what stood in the session before is gone either way.

    The log of logins keeps that somebody came, and not who: it is the staff's readings that are reviewed.
    """
    with as_citizen(keys):
        is_known = bool(own_cases())
    log_session(Event.LOGIN, None, f"citizen: {how}")
    if not is_known:
        return nothing_here(request)
    system_person()  # what she does is written by nobody at work
    _end_work(request)
    session.begin(request, keys)
    return redirect("portal:page")


def refused(request, refusal, how):
    """Nobody was let in: kept in the log (AUTH-2, AUTH-3), and said in plain words."""
    event = Event.LOGIN_TOO_WEAK if refusal.why == Refusal.TOO_WEAK else Event.LOGIN_FAILED
    log_session(event, None, f"citizen: {how}: {refusal.why.value} {refusal.detail}".strip())
    page = frame(code=refusal.why.value, is_too_weak=refusal.why == Refusal.TOO_WEAK)
    return render(request, "portal/refused.html", page, status=403)


@require_POST
@portal_page
def language(request):
    """The page's own words in another language, from here on."""
    session.choose_language(request, request.POST.get("language", ""))
    return redirect("portal:page" if session.citizen_of(request) else "portal:login")


@require_POST
@portal_page
def logout(request):
    """The session ends, and the browser is told to forget what it kept."""
    return _forgotten(request, redirect("portal:login"))


@require_POST
@portal_page
def leave(request):
    """The quick way out (T26): to a page that says nothing, in a session that holds nothing, not even the language."""
    session.choose_language(request, "sv")
    return _forgotten(request, redirect("portal:closed"))


def _end_work(request):
    """Who is at work in this browser has left: the two never share a session."""
    if request.user.is_authenticated:
        end_work(request)


def _forgotten(request, response):
    _end_work(request)
    if session.citizen_of(request):
        log_session(Event.LOGOUT, None, "citizen")
    session.end(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
@portal_page
def closed(request):
    """A page that anybody may have open."""
    return render(request, "portal/closed.html", frame())


@require_safe
@portal_page
def client_keys(request):
    """Our public keys, for providers that ask for signed assertions (private_key_jwt)."""
    signing = [each for each in logins().citizens.values() if each.authentication == "private_key_jwt"]
    return JsonResponse({"keys": list({each.public_jwk["kid"]: each.public_jwk for each in signing}.values())})
