"""Log in by an identity provider: off to it, back from it, and out when it says so."""

import time
from datetime import timedelta

import requests
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from samkraft.access import openid
from samkraft.access.choices import Event, Refusal, Role
from samkraft.access.ending import end_sessions_at
from samkraft.access.login_rules import LoginRefused, checked_logout_token
from samkraft.access.login_views import enter
from samkraft.access.models import Authority, RoleAssignment, Staff
from samkraft.access.providers import logins
from samkraft.access.readlog import log_session
from samkraft.access.session_models import UsedToken
from samkraft.core.addresses import own_address


def _provider(key):
    try:
        return logins().providers[key]
    except KeyError:
        raise Http404 from None


@login_not_required
@require_safe
@never_cache
def provider_login(request, key):
    """Off to the provider; who is logged in, or locked, shows anew who she is (IAM-09)."""
    provider = _provider(key)
    to = own_address(request, request.GET.get("next"))
    try:
        return openid.ask(request, provider, again=request.login is not None, to=to)
    except (requests.RequestException, KeyError, ValueError) as fault:
        return refused(request, LoginRefused(Refusal.PROVIDER, type(fault).__name__), key)
    except LoginRefused as refusal:
        return refused(request, refusal, key)


@login_not_required
@require_safe
@never_cache
def provider_answer(request, key):
    """Back from the provider: everything is checked before anybody is let in."""
    provider = _provider(key)
    try:
        said = openid.answer(request, provider)
        person = employed(provider, said)
    except LoginRefused as refusal:
        return refused(request, refusal, key)
    kept = {"provider": key, "provider_subject": said.subject[:255], "provider_session": said.session[:255]}
    to = own_address(request, said.next)
    return enter(request, person, key, fresh=said.auth_time, to=to, provider=kept)


def employed(provider, said):
    """The one of the staff register whom an affiliation names (IAM-03); nobody is added, and no role given.

    The organisation must be on the allow-list, and among those that this provider may vouch for (IAM-05).
    """
    code = logins().authorities.get(said.organisation)
    if code is None or said.organisation not in provider.organisations:
        raise LoginRefused(Refusal.UNKNOWN_ORGANISATION, said.organisation)
    person = Staff.objects.filter(username__iexact=said.login, authority__code=code, is_active=True).first()
    if person is None:
        raise LoginRefused(Refusal.UNKNOWN_PERSON, code, login=said.login, authority=code)
    return person


def refused(request, refusal, how):
    """Nobody was let in: kept in the log (AUTH-2, AUTH-3), and said in words, with whom to ask."""
    event = Event.LOGIN_TOO_WEAK if refusal.why == Refusal.TOO_WEAK else Event.LOGIN_FAILED
    log_session(event, None, f"{how}: {refusal.why.value} {refusal.detail}".strip())
    page = {
        "words": Refusal(refusal.why).label,
        "code": refusal.why.value,
        "login": refusal.login,
        "ask": _administrators(refusal.authority),
    }
    return render(request, "access/login_refused.html", page, status=403)


def _administrators(code):
    """Whom a person of a known authority asks for access: those who give it there."""
    if not code:
        return []
    held = RoleAssignment.objects.in_force().filter(role=Role.ACCESS_ADMINISTRATOR, branch__authority__code=code)
    people = Staff.objects.filter(pk__in=held.values("staff"), is_active=True)
    authority = Authority.objects.get(code=code)
    return [{"name": each.name, "phone": each.phone, "authority": authority.name} for each in people[:5]]


@login_not_required
@csrf_exempt  # the provider sends it: what it says is signed
@require_POST
def provider_logout(request, key):
    """Back-channel logout: the provider says that somebody has logged out there, and her sessions end here."""
    provider = _provider(key)
    try:
        keys = openid.keys_of(provider)
        said = checked_logout_token(request.POST.get("logout_token", ""), keys, openid.expected(provider), time.time())
        _take_once(provider, said)
    except (LoginRefused, requests.RequestException, ValueError):
        return JsonResponse({"error": "invalid_request"}, status=400)
    end_sessions_at(provider, subject=said.get("sub", ""), session=said.get("sid", ""))
    return HttpResponse(status=200)


def _take_once(provider, said):
    UsedToken.objects.filter(taken_at__lt=timezone.now() - timedelta(days=1)).delete()  # too old to be taken again
    try:
        with transaction.atomic():
            UsedToken.objects.create(issuer=provider.issuer, identifier=str(said["jti"])[:200])
    except IntegrityError as fault:
        raise LoginRefused(Refusal.TOKEN, "jti") from fault


@login_not_required
@require_safe
def client_keys(request):
    """Our public keys, for providers that ask for signed assertions (private_key_jwt)."""
    signing = [each for each in logins().providers.values() if each.authentication == "private_key_jwt"]
    return JsonResponse({"keys": list({each.public_jwk["kid"]: each.public_jwk for each in signing}.values())})
