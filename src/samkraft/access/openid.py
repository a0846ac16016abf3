"""OpenID Connect towards one provider: ask, and take the answer. allauth does state, PKCE and the exchange of the code.

What allauth leaves out, or takes from the address, stands here: a nonce, the level of assurance asked for and checked,
a signature always checked, a signed assertion instead of a shared secret, the issuer of the answer (IAM-01 to IAM-06).
"""

import json
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import jwt
import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from samkraft.access.choices import Refusal
from samkraft.access.login_rules import (
    Expected,
    LoginRefused,
    checked_id_token,
    checked_userinfo,
    person_and_organisation,
)
from samkraft.access.providers import Provider

_KNOWN_SECONDS = 600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class NothingKept(DefaultSocialAccountAdapter):
    """allauth's settings for us: no provider lies in a table, and a state can't be guessed (IAM-04: 128 bits)."""

    def list_apps(self, request, provider=None, client_id=None):
        return []

    def generate_state_param(self, state):
        return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Heard:
    """What a provider has answered, checked. *claims*: of the token; *said*: those and what stood beside it."""

    claims: dict
    said: dict
    next: str


@dataclass(frozen=True)
class Said:
    """What a provider says of a person at work, checked: who at which organisation, how she came and when."""

    login: str
    organisation: str
    subject: str
    session: str
    auth_time: int
    next: str


class _Exchange(OpenIDConnectOAuth2Adapter):
    """allauth's adapter, with the provider given by the file and the assertion of IAM-04."""

    def __init__(self, request, provider: Provider):
        self.given = provider
        super().__init__(request, provider.key)

    def get_provider(self):
        return _as_allauth(self.request, self.given)

    @property
    def openid_config(self):
        return discovered(self.given)

    @property
    def basic_auth(self):
        return self.given.authentication == "client_secret_basic"

    def get_callback_url(self, request, app):
        return request.build_absolute_uri(reverse(self.given.answer_at, args=[self.given.key]))

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        extra = self._assertion() if self.given.authentication == "private_key_jwt" else None
        code = request.GET["code"]
        return client.get_access_token(code, pkce_code_verifier=pkce_code_verifier, extra_data=extra)

    def _assertion(self):
        by_issuer = self.given.assertion_audience == "issuer"
        jwk, now = self.given.public_jwk, int(time.time())
        claims = {
            "iss": self.given.client_id, "sub": self.given.client_id, "jti": uuid4().hex, "iat": now, "exp": now + 60,
            "aud": self.given.issuer if by_issuer else self.openid_config["token_endpoint"],
        }  # fmt: skip
        signed = jwt.encode(claims, self.given.signing_key, algorithm=jwk["alg"], headers={"kid": jwk["kid"]})
        return {"client_assertion_type": _ASSERTION, "client_assertion": signed}


class _Provider(OpenIDConnectProvider):
    def get_oauth2_adapter(self, request):
        return _Exchange(request, self.app.given)


def _as_allauth(request, provider):
    secret = "" if provider.authentication == "private_key_jwt" else provider.secret
    app = SocialApp(provider="openid_connect", provider_id=provider.key, name=provider.name,
                    client_id=provider.client_id, secret=secret,
                    settings={"server_url": provider.issuer, "oauth_pkce_enabled": True})  # fmt: skip
    app.given = provider
    return _Provider(request, app)


def ask(request, provider: Provider, *, again: bool, to: str):
    """Send the person to the provider. *again*: she must show there and then who she is (IAM-09)."""
    nonce, now = secrets.token_urlsafe(32), int(time.time())
    asked = {
        "nonce": nonce,
        "acr_values": " ".join(provider.acr),
        "claims": _claims(provider),
        # With a greatest age the provider must say when the person showed who she is.
        "max_age": 0 if again else settings.LOGIN_LIMITS["absolute"],
        **({"prompt": "login"} if again else {}),
    }
    state = {"nonce": nonce, "fresh_since": now if again else now - settings.LOGIN_LIMITS["absolute"]}
    return _as_allauth(request, provider).redirect(
        request, "login", next_url=to, auth_params=asked, scope=list(provider.scopes), **state
    )


def answer(request, provider: Provider) -> Said:
    """Take the answer on a person at work; raises :class:`LoginRefused` when anything in it doesn't hold."""
    heard = hear(request, provider)
    claims = heard.claims
    login, organisation = person_and_organisation(heard.said, provider.affiliation, provider.organisation)
    return Said(login, organisation, claims["sub"], str(claims.get("sid", "")), claims["auth_time"], heard.next)


def hear(request, provider: Provider) -> Heard:
    """Take the answer of any provider, and check all but who the person is; raises :class:`LoginRefused`."""
    state = _state(request, provider)
    exchange = _Exchange(request, provider)
    try:
        tokens = _tokens(request, exchange, state)
        claims = checked_id_token(
            str(tokens.get("id_token", "")), keys_of(provider), expected(provider, state), time.time()
        )
        said = claims | _userinfo(provider, exchange, tokens, claims)
    except (OAuth2Error, requests.RequestException, KeyError, ValueError) as fault:
        raise LoginRefused(Refusal.PROVIDER, type(fault).__name__) from fault
    return Heard(claims, said, state.get("next", ""))


def expected(provider: Provider, state: dict | None = None) -> Expected:
    """What a token of this provider must say."""
    state = state or {}
    return Expected(
        provider.issuer, provider.client_id, provider.algorithms, provider.acr,
        state.get("nonce", ""), state.get("fresh_since", 0),
    )  # fmt: skip


def discovered(provider: Provider) -> dict:
    """The provider's own description, which must be of the issuer that the file names."""
    known = cache.get(key := f"openid:{provider.issuer}")
    if known is None:
        known = _fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration").json()
        if known.get("issuer") != provider.issuer:
            raise LoginRefused(Refusal.ISSUER)
        cache.set(key, known, _KNOWN_SECONDS)
    return known


def keys_of(provider: Provider) -> dict:
    """The provider's public keys of this moment: a key taken back is taken back."""
    return _fetch(discovered(provider)["jwks_uri"]).json()


def _state(request, provider):
    """The state that this session was sent off with, to this provider, once (mix-up, replay, forged answers)."""
    state = statekit.unstash_state(request, provider_id=provider.key, state_id=request.GET.get("state", ""))
    if state is None:
        raise LoginRefused(Refusal.STATE)
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise LoginRefused(Refusal.ISSUER)  # RFC 9207
    if request.GET.get("error") == "access_denied":
        raise LoginRefused(Refusal.CANCELLED)
    if "code" not in request.GET:
        raise LoginRefused(Refusal.PROVIDER, request.GET.get("error", "")[:40])
    return state


def _tokens(request, exchange, state):
    app = exchange.get_provider().app
    client = exchange.get_client(request, app)
    return exchange.get_access_token_data(request, app, client, pkce_code_verifier=state["pkce_code_verifier"])


def _userinfo(provider, exchange, tokens, claims):
    """What the provider says beside the token, if the file says that it does; of the same person."""
    if provider.userinfo == "none":
        return {}
    answered = _fetch(exchange.profile_url, headers={"Authorization": f"Bearer {tokens['access_token']}"})
    if provider.userinfo == "signed":
        said = checked_userinfo(answered.text, keys_of(provider), expected(provider))
    else:
        said = answered.json()
    if said.get("sub") != claims["sub"]:
        raise LoginRefused(Refusal.SIGNATURE, "sub")
    return {name: said[name] for name in provider.claims if name in said}


def _fetch(address, headers=None):
    with get_adapter().get_requests_session() as session:
        answered = session.get(address, headers=headers or {}, allow_redirects=False)
    answered.raise_for_status()
    return answered


def _claims(provider):
    asked = {name: {"essential": True} if must else None for name, must in provider.claims.items()}
    wanted = asked | {"auth_time": {"essential": True}, "acr": {"essential": True, "values": list(provider.acr)}}
    both = {"id_token": wanted}
    if provider.userinfo != "none":
        both["userinfo"] = asked
    return json.dumps(both)


def address_of_logout(request, provider: Provider | None) -> str:
    """Where a person ends her login at the provider as well; '' when it has no such place, or doesn't answer.

    The ID token isn't sent along as a hint: an address lies in histories and logs, and the token names the person.
    """
    if provider is None:
        return ""
    try:
        place = discovered(provider).get("end_session_endpoint", "")
    except (LoginRefused, requests.RequestException, ValueError):
        return ""
    back = request.build_absolute_uri(reverse("access:login"))
    return place and f"{place}?{urlencode({'client_id': provider.client_id, 'post_logout_redirect_uri': back})}"
