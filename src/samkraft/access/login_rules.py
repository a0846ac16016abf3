"""What must hold of a token from an identity provider (IAM-02, IAM-04, T9). Pure: no database, no network."""

import hmac
from dataclasses import dataclass
from typing import Any

import jwt

from samkraft.access.choices import Refusal

LEEWAY = 30
# IAM-04: a token lives five minutes at most, whatever the provider writes in it.
TOKEN_SECONDS = 300
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class LoginRefused(Exception):
    """Why nobody was let in: a :class:`Refusal`, and what the log may hold of it."""

    def __init__(self, why: str, detail: str = "", *, login: str = "", authority: str = ""):
        super().__init__(why)
        self.why, self.detail, self.login, self.authority = why, detail, login, authority


@dataclass(frozen=True)
class Expected:
    """What the one who asked knows: for whom the answer is, and what she sent along."""

    issuer: str
    client_id: str
    algorithms: tuple[str, ...]
    acr: tuple[str, ...]
    nonce: str
    fresh_since: int = 0


def checked_id_token(token: str, keys: dict, expected: Expected, now: float) -> dict[str, Any]:
    """The claims of an ID token in which everything holds; else :class:`LoginRefused`."""
    claims = _signed_by(token, keys, expected, now, ["iss", "sub", "aud", "exp", "iat"])
    _same_client(claims, expected)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise LoginRefused(Refusal.NONCE)
    if not isinstance(claims.get("auth_time"), int):
        raise LoginRefused(Refusal.NOT_FRESH, "auth_time")
    if claims["auth_time"] < expected.fresh_since - LEEWAY:
        raise LoginRefused(Refusal.NOT_FRESH)
    if claims.get("acr") not in expected.acr:
        raise LoginRefused(Refusal.TOO_WEAK, str(claims.get("acr", ""))[:100])
    return claims


def checked_logout_token(token: str, keys: dict, expected: Expected, now: float) -> dict[str, Any]:
    """The claims of a back-channel logout token (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
    claims = _signed_by(token, keys, expected, now, ["iss", "aud", "iat", "jti"])
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict) or "nonce" in claims:
        raise LoginRefused(Refusal.TOKEN, "events")
    if not (claims.get("sid") or claims.get("sub")):
        raise LoginRefused(Refusal.TOKEN, "sid")
    return claims


def checked_userinfo(token: str, keys: dict, expected: Expected) -> dict[str, Any]:
    """Claims of a signed UserInfo answer (IAM-04); it has an issuer and an audience, and no time of its own."""
    return _decoded(token, keys, expected, ["iss", "aud", "sub"])


def person_and_organisation(claims: dict, affiliation: str, organisation: str) -> tuple[str, str]:
    """``person@organisation number`` and the number, from the two claims of the Swedish profile (IAM-03, IAM-05).

    When both are there they must agree. The unit within the organisation is never a source of rights.
    """
    login = str(claims.get(affiliation, "")).strip().lower()
    person, at, number = login.rpartition("@")
    said = str(claims.get(organisation, number)).strip()
    if not (at and person and number.isdecimal()) or said != number or len(login) > 100:
        raise LoginRefused(Refusal.NO_AFFILIATION)
    return login, number


def _signed_by(token, keys, expected, now, required):
    claims = _decoded(token, keys, expected, required)
    issued = claims["iat"]
    if not isinstance(issued, int) or not now - TOKEN_SECONDS - LEEWAY <= issued <= now + LEEWAY:
        raise LoginRefused(Refusal.EXPIRED)
    return claims


def _decoded(token, keys, expected, required):
    try:
        key = _key_of(token, keys, expected.algorithms)
        return jwt.decode(
            token, key, algorithms=list(expected.algorithms), audience=expected.client_id, issuer=expected.issuer,
            leeway=LEEWAY, options={"require": required, "strict_aud": False},
        )  # fmt: skip
    except jwt.ExpiredSignatureError as fault:
        raise LoginRefused(Refusal.EXPIRED) from fault
    except jwt.InvalidAudienceError as fault:
        raise LoginRefused(Refusal.AUDIENCE) from fault
    except jwt.InvalidIssuerError as fault:
        raise LoginRefused(Refusal.ISSUER) from fault
    except (jwt.PyJWTError, ValueError, TypeError) as fault:
        raise LoginRefused(Refusal.SIGNATURE, type(fault).__name__) from fault


def _key_of(token, keys, algorithms):
    """The provider's public key that the header names; never one that the token brings, never none."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in algorithms:
        raise jwt.InvalidAlgorithmError
    signing = [key for key in keys.get("keys", []) if key.get("use", "sig") == "sig"]
    fitting = [key for key in signing if key.get("kty") in ("RSA", "EC")]
    named = [key for key in fitting if key.get("kid") == header.get("kid")] if "kid" in header else fitting
    if len(named) != 1:
        raise jwt.InvalidKeyError
    return jwt.PyJWK(named[0], algorithm=header["alg"])


def _same_client(claims, expected):
    """A token for several clients must say that this one asked (OpenID Connect Core, 3.1.3.7)."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise LoginRefused(Refusal.AUDIENCE, "azp")
