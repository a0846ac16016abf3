"""Passkeys, for installations without an identity provider (IAM-01). allauth and fido2 do the protocol.

A passkey is two things in one: the machine or key that holds it, and the finger or code that opens it. Nobody gets one
but by a code that an administrator of access has made for her, printed, once (ASVS 6.4.4); a new one ends those before.
"""

import base64
import hashlib
import json
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from samkraft.access.choices import Event, Refusal
from samkraft.access.login_rules import LoginRefused
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event
from samkraft.access.session_models import EnrolmentCode

KEY = "passkey"
_HOURS = 48


@transaction.atomic
def make_code(acting, staff):
    """A code of 80 bits by which one person makes her passkey, once, within two days; gives it as it is printed."""
    code = base64.b32encode(secrets.token_bytes(10)).decode()
    ends = timezone.now() + timedelta(hours=_HOURS)
    EnrolmentCode.objects.filter(staff=staff, used_at=None).delete()
    made = EnrolmentCode.objects.create(staff=staff, code_hash=_hash(code), made_by=acting.staff, ends_at=ends)
    log_event(Event.ADMINISTRATION, object_type="passkey code", items=[f"staff:{staff.pk}"])
    return "-".join(code[i : i + 4] for i in range(0, 16, 4)), made


def code_given(text):
    """The unused code that somebody has typed; raises :class:`LoginRefused`."""
    found = EnrolmentCode.objects.filter(code_hash=_hash(text), used_at=None, ends_at__gt=timezone.now())
    found = found.filter(staff__is_active=True).select_related("staff").first()
    if found is None:
        raise LoginRefused(Refusal.WRONG_CODE)
    return found


def begin_making(staff):
    """What the browser is asked for: a passkey of this person for this site, opened by finger or code."""
    return auth.begin_registration(staff, passwordless=True)


@transaction.atomic
def finish_making(code, answer):
    """Keep the new passkey, end those before, and use up the code."""
    credential = _read(answer)
    _told_in_words(lambda: auth.parse_registration_response(credential))
    _told_in_words(lambda: auth.complete_registration(credential))
    if not EnrolmentCode.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()):
        raise LoginRefused(Refusal.WRONG_CODE)
    Authenticator.objects.filter(user=code.staff).delete()
    auth.WebAuthn.add(code.staff, "", credential)


def begin_login():
    """What the browser is asked for at login: any passkey of this site."""
    return auth.begin_authentication()


def finish_login(answer):
    """Whose passkey it was; raises :class:`LoginRefused`."""
    credential = _read(answer)
    person = _told_in_words(lambda: auth.extract_user_from_response(credential))
    if not Staff.objects.filter(pk=person.pk, is_active=True).exists():
        raise LoginRefused(Refusal.SIGNATURE, "inactive")
    _told_in_words(lambda: auth.parse_authentication_response(credential))
    _told_in_words(lambda: auth.complete_authentication(person, credential)).record_usage()
    return person


def _read(answer):
    try:
        read = json.loads(answer)
    except ValueError as fault:
        raise LoginRefused(Refusal.SIGNATURE, "json") from fault
    if not isinstance(read, dict) or not isinstance(read.get("response"), dict):
        raise LoginRefused(Refusal.SIGNATURE, "json")
    return read


def _told_in_words(check):
    """What the protocol refuses is a refusal here, not a fault."""
    try:
        return check()
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise LoginRefused(Refusal.SIGNATURE, type(fault).__name__) from fault


def _hash(text):
    return hashlib.sha256("".join(text.upper().split("-")).replace(" ", "").encode()).hexdigest()
