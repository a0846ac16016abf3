"""Passkeys for installations without a provider (IAM-01, ASVS 6.4.4, 6.5), made by a key in software."""

import json
import re
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from samkraft.access.session_models import EnrolmentCode, Session
from tests import situations as s
from tests.access.providers import code_of

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


class SoftKey:
    """What a browser and its passkey do together, for one site."""

    def __init__(self, site="testserver"):
        self.key, self.id, self.site = generate_private_key(SECP256R1()), b"k" * 16, site

    def make(self, options, flags=PRESENT | VERIFIED):
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        data = self._data(flags | ATTESTED) + b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = cbor.encode({"fmt": "none", "authData": data, "attStmt": {}})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=websafe_encode(client), attestationObject=websafe_encode(attestation))

    def use(self, options, flags=PRESENT | VERIFIED, user=None):
        client, data = self._client("webauthn.get", options["publicKey"]["challenge"]), self._data(flags)
        signed = self.key.sign(data + sha256(client).digest(), ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=websafe_encode(client), authenticatorData=websafe_encode(data),
            signature=websafe_encode(signed), userHandle=user or self.user,
        )  # fmt: skip

    def _data(self, flags):
        return sha256(self.site.encode()).digest() + bytes([flags]) + b"\0\0\0\1"

    def _client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{self.site}"}).encode()

    def _answer(self, **response):
        name = websafe_encode(self.id)
        return json.dumps({"type": "public-key", "id": name, "rawId": name, "response": response,
                           "clientExtensionResults": {}})  # fmt: skip


def _options(page):
    html = page.content.decode()
    return json.loads(re.search(r'<script id="key-options" type="application/json">(.*?)</script>', html).group(1))


def _printed(boss_client, person):
    page = boss_client.post(reverse("access:print_key_code"), {"person": person.username})
    return re.search(r'class="sk-code">([A-Z2-7-]+)<', page.content.decode()).group(1)


@pytest.fixture
def boss(db):
    client = Client()
    s.log_in(client, s.staff("af", "access_administrator"))
    return client


@pytest.fixture
def anna(db):
    return s.staff("af", "handler")


def _made(boss, person, key, client=None):
    client = client or Client()
    page = client.post(reverse("access:make_key"), {"code": _printed(boss, person).lower()})
    return client.post(reverse("access:make_key"), {"credential": key.make(_options(page))})


def _log_in(client, key, **how):
    page = client.get(reverse("access:key_login"))
    return client.post(reverse("access:key_login"), {"credential": key.use(_options(page), **how)})


def test_a_printed_code_makes_one_passkey_which_logs_in(boss, anna, client):
    """No password, no account by oneself: an administrator hands over a code; it is good once."""
    key, code = SoftKey(), _printed(boss, anna)
    assert code.replace("-", "") not in str(EnrolmentCode.objects.values())
    page = client.post(reverse("access:make_key"), {"code": code})
    assert anna.name in page.content.decode() and "_auth_user_id" not in client.session
    assert client.post(reverse("access:make_key"), {"credential": key.make(_options(page))}).url == "/"
    assert client.session["_auth_user_id"] == str(anna.pk)
    assert code_of(Client().post(reverse("access:make_key"), {"code": code})) == "wrong_code"
    again = Client()
    assert _log_in(again, key).url == "/" and again.session["samkraft_login"]["how"] == "passkey"
    again.post(reverse("access:lock"))
    assert "Lås upp med nyckel" in again.get(reverse("access:locked")).content.decode()
    assert _log_in(again, key).url == "/" and again.get("/min-laslogg/").status_code == 200


def test_what_is_not_the_persons_own_opened_key_lets_nobody_in(boss, anna):
    """T8: another key, another site (phishing), no finger or code, another's name, an answer used again, rubbish."""
    key, other = SoftKey(), s.staff("af", "economist")
    _made(boss, anna, key)
    forged, elsewhere = SoftKey(), SoftKey("samkraft.evil.example")
    forged.user, elsewhere.key, elsewhere.user = key.user, key.key, key.user
    for wrong, how in ((forged, {}), (elsewhere, {}), (key, {"flags": PRESENT}),
                       (key, {"user": websafe_encode(str(other.pk).encode())})):  # fmt: skip
        client = Client()
        assert code_of(_log_in(client, wrong, **how)) == "signature" and "_auth_user_id" not in client.session
    client = Client()
    used = key.use(_options(client.get(reverse("access:key_login"))))
    assert client.post(reverse("access:key_login"), {"credential": used}).status_code == 302
    for answer in (used, "", "{}", "[]", '{"response": {"userHandle": "AAAA"}}', '{"response": {"userHandle": 7}}'):
        assert code_of(Client().post(reverse("access:key_login"), {"credential": answer})) == "signature", answer


def test_a_new_passkey_ends_the_one_that_was_lost(boss, anna):
    lost, new = SoftKey(), SoftKey()
    new.id = b"n" * 16
    _made(boss, anna, lost)
    _made(boss, anna, new)
    assert code_of(_log_in(Client(), lost)) == "signature" and _log_in(Client(), new).url == "/"


def test_a_code_is_for_the_own_authoritys_staff_and_never_for_oneself(boss, anna):
    """IAM-07, IAM-08: nobody lets in another authority's people, or herself by a second way; who has left is out."""
    me = boss.get(reverse("access:roles")).context["request"].user
    for name in (s.staff("soc").username, me.username, "ingen@af", ""):
        page = boss.post(reverse("access:print_key_code"), {"person": name})
        assert page.status_code == 422 and "Kontrollera stavningen" in page.content.decode()
    code = _printed(boss, anna)
    type(anna).objects.filter(pk=anna.pk).update(is_active=False)
    assert code_of(Client().post(reverse("access:make_key"), {"code": code})) == "wrong_code"


def test_an_installation_that_has_no_passkeys_has_none_of_their_pages(boss, settings, client):
    settings.PASSKEYS = False
    assert client.get(reverse("access:key_login")).status_code == 404
    assert client.get(reverse("access:make_key")).status_code == 404
    assert boss.get(reverse("access:print_key_code")).status_code == 404
    assert "nyckel" not in client.get(reverse("access:login")).content.decode()
    assert Session.objects.exists()
