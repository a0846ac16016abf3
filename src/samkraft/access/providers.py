"""The identity providers of an installation: a file that says who may vouch for whom (IAM-01 to IAM-06).

``SAMKRAFT_LOGIN_FILE`` names a TOML file (see docs/login.md). It maps organisation numbers to authorities, and lists
providers with the levels of assurance that are enough and the organisations whose staff each may vouch for: one
authority's provider says nothing of another's people. Secrets and keys lie in files of their own.

Providers for citizens stand in a list of their own (IAM-10): they vouch for a person's number and for nobody's work, so
that no login of one kind can become one of the other.
"""

import base64
import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import ClassVar

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

AFFILIATION = "https://id.oidc.se/claim/orgAffiliation"
ORGANISATION = "https://id.oidc.se/claim/orgNumber"
NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
COORDINATION = "https://id.oidc.se/claim/coordinationNumber"
ALGORITHMS = ("RS256", "PS256", "ES256")
WAYS = ("private_key_jwt", "client_secret_basic", "client_secret_post")
_NUMBER = re.compile(r"\d{10}|16\d{10}")


class LoginFileError(ValueError):
    """What is wrong in the file of providers, in a sentence."""


@dataclass(frozen=True)
class Provider:
    """One provider. *acr*: the levels that are enough; *organisations*: whose staff it may vouch for."""

    key: str
    name: str
    issuer: str
    client_id: str
    acr: tuple[str, ...]
    organisations: frozenset[str]
    authentication: str = "private_key_jwt"
    secret_file: str = ""
    key_file: str = ""
    scopes: tuple[str, ...] = ("openid",)
    affiliation: str = AFFILIATION
    organisation: str = ORGANISATION
    userinfo: str = "none"
    algorithms: tuple[str, ...] = ALGORITHMS
    assertion_audience: str = "issuer"

    answer_at: ClassVar[str] = "access:provider_answer"

    @property
    def claims(self) -> dict[str, bool]:
        """What is asked of a person, and whether it must be told."""
        return {self.affiliation: True, self.organisation: False}

    @cached_property
    def secret(self) -> str:
        """The shared secret, for those that don't take a signed assertion."""
        return Path(self.secret_file).read_text("utf-8").strip() if self.secret_file else ""

    @cached_property
    def signing_key(self):
        """The private key that proves who asks (private_key_jwt)."""
        return load_pem_private_key(Path(self.key_file).read_bytes(), None)

    @cached_property
    def public_jwk(self) -> dict:
        """What the provider must know of the signing key, as a JWK."""
        public = self.signing_key.public_key()
        is_rsa = isinstance(public, rsa.RSAPublicKey)
        algorithm = jwt.algorithms.RSAAlgorithm if is_rsa else jwt.algorithms.ECAlgorithm
        known = algorithm.to_jwk(public, as_dict=True)
        known.pop("key_ops", None)
        return known | {"use": "sig", "alg": "PS256" if is_rsa else "ES256", "kid": _thumbprint(known)}


@dataclass(frozen=True)
class CitizenProvider(Provider):
    """A provider for participants (IAM-10). *number*, *coordination*: the claims of the one number or the other."""

    organisations: frozenset[str] = frozenset()
    number: str = NUMBER
    coordination: str = COORDINATION

    answer_at: ClassVar[str] = "portal:provider_answer"

    @property
    def claims(self) -> dict[str, bool]:
        """The number; who has a coordination number has no other, so neither can be demanded of all."""
        return {self.number: False, self.coordination: False}


@dataclass(frozen=True)
class Logins:
    """All that the file says: providers by key, which authority an organisation number is, providers for citizens."""

    providers: dict[str, Provider]
    authorities: dict[str, str]
    citizens: dict[str, CitizenProvider] = field(default_factory=dict)


def logins() -> Logins:
    """The providers of this installation; none without a file."""
    return _read(settings.LOGIN_FILE) if settings.LOGIN_FILE else Logins({}, {})


@lru_cache(maxsize=8)
def _read(path: str) -> Logins:
    return read_logins(path)


def read_logins(path: str) -> Logins:
    """Read and check the file; raises :class:`LoginFileError` with the first fault."""
    try:
        given = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise LoginFileError(f"{path}: {fault}") from fault
    authorities = given.get("organisations", {})
    for number in authorities:
        if not _NUMBER.fullmatch(number):
            raise LoginFileError(f"organisations: {number!r} is no organisation number of ten digits.")
    providers = [_provider(Provider, each, authorities) for each in given.get("provider", [])]
    citizens = [_provider(CitizenProvider, each, authorities) for each in given.get("citizen_provider", [])]
    if len({each.key for each in [*providers, *citizens]}) < len(providers) + len(citizens):
        raise LoginFileError("Two providers have the same key.")
    return Logins({each.key: each for each in providers}, authorities, {each.key: each for each in citizens})


def _provider(kind: type, given: dict, authorities: dict):
    words = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    words["organisations"] = frozenset(words.get("organisations", ()))
    try:
        provider = kind(**words)
    except TypeError as fault:
        raise LoginFileError(f"provider {given.get('key')!r}: {fault}") from fault
    for sentence, holds in (_demands(provider) | _bounds(provider, authorities)).items():
        if not holds:
            raise LoginFileError(f"provider {provider.key!r}: {sentence}")
    return provider


def _bounds(provider: Provider, authorities: dict) -> dict[str, bool]:
    """For whom a provider vouches: the staff of named organisations, or citizens and no staff at all."""
    if isinstance(provider, CitizenProvider):
        return {"a provider for citizens vouches for no organisation's staff.": not provider.organisations}
    return {
        "organisations must name whose staff it may vouch for (IAM-05).": bool(provider.organisations),
        "organisations must stand in the allow-list [organisations].": provider.organisations <= set(authorities),
    }


def _demands(provider: Provider) -> dict[str, bool]:
    """What must hold of any provider, whatever the mode."""
    signs = provider.authentication == "private_key_jwt"
    on_loopback = provider.issuer.startswith(("http://127.0.0.1:", "http://localhost:")) and not settings.IS_PRODUCTION
    return {
        "key must be a short word of a-z, 0-9 and -.": bool(re.fullmatch(r"[a-z0-9-]{1,20}", provider.key)),
        "issuer must begin with https://.": provider.issuer.startswith("https://") or on_loopback,
        "acr must name the levels of assurance that are enough (IAM-02).": bool(provider.acr),
        f"authentication must be one of {', '.join(WAYS)}.": provider.authentication in WAYS,
        "key_file (private_key_jwt) or secret_file must name a file that can be read.": _can_read(
            provider.key_file if signs else provider.secret_file
        ),
        "key_file must hold a private key: RSA of 2048 bits or more, or P-256.": not signs or _is_strong(provider),
        "userinfo must be none, plain or signed.": provider.userinfo in ("none", "plain", "signed"),
        "algorithms may only be those signed with a private key (RS256, PS256, ES256).": bool(provider.algorithms)
        and set(provider.algorithms) <= set(ALGORITHMS),
    }


def _can_read(path: str) -> bool:
    try:
        return bool(path and Path(path).read_bytes().strip())
    except OSError:
        return False


def _is_strong(provider: Provider) -> bool:
    """ASVS 11.6.1: keys that the provider may trust for years."""
    try:
        key = provider.signing_key
    except (OSError, ValueError, TypeError):  # no file; no key in it; one with a password
        return False
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= 2048
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)


def _thumbprint(jwk: dict) -> str:
    """RFC 7638: a name of the key that both sides can work out."""
    members = {name: jwk[name] for name in ("crv", "e", "kty", "n", "x", "y") if name in jwk}
    digest = hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
