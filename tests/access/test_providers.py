"""Login through real providers on this machine, and every answer that must not be believed (IAM-01 to IAM-06, T9)."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.urls import reverse

from samkraft.access import readlog
from samkraft.access.choices import Event
from samkraft.access.models import Staff
from samkraft.access.providers import LoginFileError, read_logins
from samkraft.access.session_models import Session
from tests import situations as s
from tests.access import providers
from tests.access.providers import AFFILIATION, LOA3, ORGANISATION, ORGANISATIONS, Login, code_of

AF, SOC = ORGANISATIONS["af"], ORGANISATIONS["soc"]
pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture(scope="module")
def mock():
    with providers.mock_provider() as address:
        yield address


FILE = """
[organisations]
"{af}" = "af"
"{soc}" = "soc"

[[provider]]
key = "legitimation"
name = "Testlegitimation"
issuer = "{mock}"
client_id = "samkraft"
authentication = "client_secret_basic"
secret_file = "{folder}/secret"
acr = ["{loa3}"]
organisations = ["{af}"]
"""


@pytest.fixture
def login(mock, settings, tmp_path, client):
    """A browser, and a provider that vouches for one authority's staff."""
    (tmp_path / "secret").write_text("hemlig")
    (tmp_path / "login.toml").write_text(FILE.format(mock=mock, folder=tmp_path, loa3=LOA3, **ORGANISATIONS))
    settings.LOGIN_FILE = str(tmp_path / "login.toml")
    login = Login(client, "legitimation", mock)
    login.answer_wrongly()
    return login


@pytest.fixture
def anna(login):
    """Employed, with a role, and known to the provider."""
    person = s.staff("af", "handler")
    Staff.objects.filter(pk=person.pk).update(username=f"anna@{ORGANISATIONS['af']}")
    login.be("anna", **{AFFILIATION: f"Anna@{ORGANISATIONS['af']}", "acr": LOA3})
    return person


AUTH = {"too_weak": Event.LOGIN_TOO_WEAK}


@pytest.fixture
def logged(monkeypatch):
    """What the log is told, event and reason: rows of nobody's branch, which no branch reads."""
    rows, write = [], readlog._write_aside

    def seen(event, **of):
        rows.append((event, of["reason"]))
        write(event, **of)

    monkeypatch.setattr(readlog, "_write_aside", seen)
    return rows


def test_a_person_at_work_comes_in_and_nobody_else_is_added(login, anna):
    """IAM-01, IAM-03, IAM-04: code flow, state, nonce, PKCE with S256, acr asked as essential; the register decides."""
    known = Staff.objects.count()
    asked = {name: value[0] for name, value in parse_qs(urlsplit(login.start()).query).items()}
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256" and asked["code_challenge"]
    assert len(asked["state"]) >= 22 and len(asked["nonce"]) >= 22, "128 bits at least"
    assert f'"acr": {{"essential": true, "values": ["{LOA3}"]}}' in asked["claims"]
    before = login.client.session.session_key
    answer = login.come_in("anna", next="/min-laslogg/")
    assert answer.url == "/min-laslogg/" and login.client.get(answer.url).status_code == 200
    assert login.client.session["_auth_user_id"] == str(anna.pk) and login.client.session.session_key != before
    assert Staff.objects.count() == known
    kept = Session.objects.get(session_key=login.client.session.session_key)
    assert (kept.staff, kept.provider, kept.provider_subject) == (anna, "legitimation", "anna")


WRONG = {
    "nonce": "nonce", "no_nonce": "nonce", "audience": "audience", "azp": "audience", "issuer": "issuer",
    "expired": "expired", "old": "expired", "unsigned": "signature", "shared_secret": "signature",
    "forged": "signature", "low_acr": "too_weak", "no_acr": "too_weak", "stale": "not_fresh",
}  # fmt: skip


DETAIL = {"low_acr": "http://id.elegnamnden.se/loa/1.0/loa2", "azp": "azp", "unsigned": "InvalidAlgorithmError",
          "shared_secret": "InvalidAlgorithmError", "forged": "InvalidSignatureError"}  # fmt: skip


@pytest.mark.parametrize(("fault", "code"), WRONG.items())
def test_an_answer_in_which_something_is_wrong_lets_nobody_in(login, anna, logged, fault, code):
    """IAM-02, IAM-04, T9: wrong nonce, audience, issuer; expired, unsigned and forged tokens; a level too low."""
    login.answer_wrongly(fault)
    answer = login.come_in("anna")
    assert answer.status_code == 403 and code_of(answer) == code
    assert "_auth_user_id" not in login.client.session
    assert logged == [(AUTH.get(code, Event.LOGIN_FAILED), f"legitimation: {code} {DETAIL.get(fault, '')}".strip())]


# --- the way back ---


def test_a_code_or_an_answer_is_good_once(login, anna):
    """Replay: the same answer again, and the used code under a new state."""
    location = login.pick(login.start(), "anna")
    assert login.back(location).status_code == 302
    login.client.logout()
    assert code_of(login.back(location)) == "state"
    state = parse_qs(urlsplit(login.start()).query)["state"][0]
    code = parse_qs(urlsplit(location).query)["code"][0]
    assert code_of(login.back(f"{urlsplit(location).path}?code={code}&state={state}")) == "provider"


def test_an_answer_belongs_to_the_browser_and_the_provider_that_were_asked(login, anna):
    """Login CSRF and mix-up: another browser's answer, another issuer's (RFC 9207), one that nobody asked for."""
    location = login.pick(login.start(), "anna")
    stranger = Login(Client(), login.key, login.address)
    assert code_of(stranger.back(location)) == "state" and "_auth_user_id" not in stranger.client.session
    assert code_of(login.back(location + "&iss=https://another.example")) == "issuer"
    assert code_of(login.back(f"{_back_from(login)}?code=x")) == "state"
    assert login.client.get(reverse("access:provider_answer", args=["finns-inte"])).status_code == 404


def _back_from(login):
    return reverse("access:provider_answer", args=[login.key])


def test_who_changes_her_mind_may_begin_again(login, anna):
    state = parse_qs(urlsplit(login.start()).query)["state"][0]
    answer = login.back(f"{_back_from(login)}?error=access_denied&state={state}")
    assert code_of(answer) == "cancelled" and "Du kan börja om" in answer.content.decode()


def test_nothing_in_the_address_reaches_the_provider_or_leads_out(login, anna):
    """A weaker level, another scope or another site can't be slipped in by a link."""
    asked = login.start(auth_params="acr_values=loa1", scope="offline_access", next="https://evil.example/")
    assert "loa1" not in asked and "offline_access" not in asked
    assert login.back(login.pick(asked, "anna")).url == "/"


# --- who ---


@pytest.mark.parametrize(
    ("claims", "code", "words"),
    [
        ({AFFILIATION: f"bo@{AF}"}, "unknown_person", "du är inte upplagd"),
        ({AFFILIATION: f"bo@{SOC}"}, "unknown_organisation", "Din organisation är inte med"),
        ({AFFILIATION: "bo@2000000009"}, "unknown_organisation", "Din organisation är inte med"),
        ({AFFILIATION: "bo"}, "no_affiliation", "vilken organisation"),
        ({}, "no_affiliation", "vilken organisation"),
        ({AFFILIATION: f"anna@{AF}", ORGANISATION: SOC}, "no_affiliation", "vilken organisation"),
    ],
)
def test_the_organisation_must_be_allowed_and_the_person_known(login, anna, claims, code, words):
    """IAM-03, IAM-05: a provider says nothing of another authority's staff; who is unknown is told whom to ask."""
    boss = s.staff("af", "access_administrator")
    Staff.objects.filter(pk=s.staff("soc").pk).update(username=f"bo@{SOC}")
    login.be("bo", acr=LOA3, **claims)
    answer = login.come_in("bo")
    page = answer.content.decode()
    assert answer.status_code == 403 and code_of(answer) == code and words in page
    assert (boss.name in page) == (code == "unknown_person")


def test_who_is_no_longer_employed_does_not_come_in(login, anna):
    """IAM-07, IAM-08."""
    Staff.objects.filter(pk=anna.pk).update(is_active=False)
    assert code_of(login.come_in("anna")) == "unknown_person"


# --- again, and out ---


def test_a_lock_asks_the_provider_anew(login, anna):
    """IAM-09: single sign-on at the provider isn't enough behind a lock; she must have shown who she is just now."""
    login.come_in("anna")
    login.client.post(reverse("access:lock"))
    page = login.client.get(reverse("access:locked") + "?next=/min-laslogg/").content.decode()
    assert "Lås upp med Testlegitimation" in page and "/logga-in/med/legitimation/?next=%2Fmin-laslogg%2F" in page
    asked = login.start(next="/min-laslogg/")
    assert "prompt=login" in asked and "max_age=0" in asked
    login.answer_wrongly("an_hour_ago")
    assert code_of(login.back(login.pick(asked, "anna"))) == "not_fresh"
    assert login.client.get("/min-laslogg/").url.startswith(reverse("access:locked"))
    login.answer_wrongly()
    assert login.come_in("anna", next="/min-laslogg/").url == "/min-laslogg/"
    assert login.client.get("/min-laslogg/").status_code == 200


def test_another_person_who_comes_back_takes_nothing_over(login, anna):
    """Session fixation and a shared room: the one before is logged out, at the server."""
    other = s.staff("af", "economist")
    Staff.objects.filter(pk=other.pk).update(username=f"bo@{AF}")
    login.be("bo", acr=LOA3, **{AFFILIATION: f"bo@{AF}"})
    login.come_in("anna")
    login.client.post(reverse("access:lock"))
    key = login.client.session.session_key
    login.come_in("bo")
    assert login.client.session["_auth_user_id"] == str(other.pk)
    assert not Session.objects.filter(session_key=key).exists()


def test_logging_out_goes_on_to_the_provider_without_naming_anybody(login, anna):
    login.come_in("anna")
    page = login.client.post(reverse("access:logout")).content.decode()
    assert f"{login.address}/oauth2/end_session?client_id=samkraft" in page and "id_token_hint" not in page
    assert login.client.get("/min-laslogg/").status_code == 302


# --- the file ---


@pytest.mark.parametrize(
    ("before", "instead", "says"),
    [
        ('issuer = "http://127', 'issuer = "http://example.org:127', "issuer"),
        (f'acr = ["{LOA3}"]', "acr = []", "IAM-02"),
        (f'organisations = ["{AF}"]', "organisations = []", "IAM-05"),
        (f'organisations = ["{AF}"]', 'organisations = ["2000000003"]', "allow-list"),
        ("client_secret_basic", "none", "authentication"),
        ("/secret", "/nowhere", "secret_file"),
        ("client_id", "client", "client"),
        ('key = "legitimation"', 'key = "../x"', "key must"),
        ("[[provider]]", '[[provider]]\nalgorithms = ["none"]', "algorithms"),
        ("[organisations]", "[organisations", "login.toml"),
    ],
)
def test_a_file_of_providers_that_is_not_safe_is_refused(login, settings, before, instead, says):
    """IAM-06: levels, organisations and algorithms are configuration, with floors."""
    file = Path(settings.LOGIN_FILE)
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, instead))
    with pytest.raises(LoginFileError, match=says):
        read_logins(settings.LOGIN_FILE)


@pytest.mark.parametrize(("key", "good"), [
    (lambda: ec.generate_private_key(ec.SECP256R1()), True),
    (lambda: rsa.generate_private_key(65537, 2048), True),
    (lambda: rsa.generate_private_key(65537, 1024), False),
    (lambda: ec.generate_private_key(ec.SECP192R1()), False),
    (lambda: ed25519.Ed25519PrivateKey.generate(), False),
    (None, False),
])  # fmt: skip
def test_asvs_11_6_1_our_own_key_is_of_a_kind_and_length_that_holds(login, settings, tmp_path, key, good):
    """private_key_jwt: who can make our key can be us."""
    file, pem = Path(settings.LOGIN_FILE), tmp_path / "key.pem"
    pem.write_bytes(key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) if key else b"no key")
    signing = f'authentication = "private_key_jwt"\nkey_file = "{pem}"'
    file.write_text(re.sub(r'authentication = "client_secret_basic"', signing, file.read_text()))
    if good:
        assert read_logins(settings.LOGIN_FILE).providers
        return
    with pytest.raises(LoginFileError, match="2048"):
        read_logins(settings.LOGIN_FILE)
