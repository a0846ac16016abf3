"""Login by npm's oidc-provider: a signed assertion instead of a secret, and its word that somebody has logged out."""

import os
import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from samkraft.access.models import Staff
from samkraft.access.providers import read_logins
from samkraft.access.session_models import Session
from tests import situations as s
from tests.access import providers
from tests.access.providers import AFFILIATION, LOA3, ORGANISATIONS, NodeLogin, code_of
from tools import identity_provider

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
ANNA = f"anna@{ORGANISATIONS['af']}"
FILE = """
[organisations]
"{af}" = "af"

[[provider]]
key = "nod"
name = "Nodlegitimation"
issuer = "{issuer}"
client_id = "samkraft"
key_file = "{key}"
acr = ["{loa3}"]
organisations = ["{af}"]
"""


def _file(folder, issuer, key):
    path = folder / "login.toml"
    path.write_text(FILE.format(issuer=issuer, key=key, loa3=LOA3, af=ORGANISATIONS["af"]))
    return str(path)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The provider with us as a client, the file that names it, and what it posts when somebody has logged out."""
    if not identity_provider.on_this_machine():
        assert not os.environ.get("SAMKRAFT_REQUIRE_PROVIDER"), "python3 dev.py test gets one"
        pytest.skip("NO IDENTITY PROVIDER: python3 dev.py test gets npm's oidc-provider")
    folder = tmp_path_factory.mktemp("login")
    key = providers.write_key(folder)
    ours = read_logins(_file(folder, "http://127.0.0.1:1", key)).providers["nod"].public_jwk
    with providers.heard() as (ear, posted), providers.node_provider(_client(ours, ear)) as address:
        yield _file(folder, address, key), address, posted


def _client(public, ear):
    return {
        "client_id": "samkraft", "redirect_uris": ["http://testserver/logga-in/med/nod/svar/"],
        "jwks": {"keys": [public]},
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
        "post_logout_redirect_uris": ["http://testserver/logga-in/"],
        "backchannel_logout_uri": ear, "backchannel_logout_session_required": True,
    }  # fmt: skip


@pytest.fixture
def login(place, settings, client):
    settings.LOGIN_FILE, address, _posted = place
    person = s.staff("af", "handler")
    Staff.objects.filter(pk=person.pk).update(username=ANNA)
    return NodeLogin(client, "nod", address)


def test_a_person_comes_in_by_an_assertion_and_is_asked_anew_behind_a_lock(login):
    """IAM-04: private_key_jwt, PKCE demanded by the provider, acr as essential; IAM-09: prompt=login."""
    assert login.come_in(ANNA).url == "/"
    assert login.client.get("/min-laslogg/").status_code == 200
    login.client.post(reverse("access:lock"))
    location = login.pick(login.start(next="/min-laslogg/"), ANNA)
    assert login.back(location).url == "/min-laslogg/"
    used = parse_qs(urlsplit(location).query)
    assert used["iss"] == [login.address], "the answer says who gave it (RFC 9207)"
    state = parse_qs(urlsplit(login.start()).query)["state"][0]
    assert code_of(login.back(f"/logga-in/med/nod/svar/?code={used['code'][0]}&state={state}")) == "provider"


def test_single_sign_on_lets_in_but_only_who_is_known(login):
    login.come_in(ANNA)
    second = NodeLogin(Client(), "nod", login.address, there=login.there)
    asked = login.there.get(second.start(), allow_redirects=False, timeout=5).headers["Location"]
    assert "/svar/" in asked and second.back(asked).url == "/", "the provider knew her already"
    stranger = NodeLogin(Client(), "nod", login.address)
    assert code_of(stranger.come_in(f"okand@{ORGANISATIONS['af']}")) == "unknown_person"


def test_another_key_than_the_registered_one_gets_no_token(login, settings, tmp_path):
    """IAM-04: who has our client's name alone comes nowhere."""
    location = login.pick(login.start(), ANNA)
    settings.LOGIN_FILE = _file(tmp_path, login.address, providers.write_key(tmp_path))
    assert code_of(login.back(location)) == "provider"


def test_our_public_keys_can_be_fetched_and_hold_nothing_private(login):
    keys = login.client.get(reverse("access:client_keys")).json()["keys"]
    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [("EC", "ES256", "sig")]
    assert not {"d", "p", "q"} & set(keys[0])


def test_a_logout_at_the_provider_ends_the_session_here(login, place):
    """AUTH-5: back-channel logout, signed; once, and only of that login."""
    login.come_in(ANNA)
    other = NodeLogin(Client(), "nod", login.address)
    other.come_in(ANNA)
    page = login.client.post(reverse("access:logout")).content.decode()
    login.client.force_login(Staff.objects.get(username=ANNA))  # as if the first had stayed open in another window
    assert Session.objects.filter(provider="nod").count() == 1
    _log_out_there(other.there, re.search(r'href="([^"]*/session/end[^"]*)"', page).group(1).replace("&amp;", "&"))
    token = parse_qs(place[2][-1])["logout_token"][0]
    address = reverse("access:provider_logout", args=["nod"])
    stranger = Client(enforce_csrf_checks=True)
    for wrong in ("", "x", token[:-4] + "AAAA", jwt.encode({"sub": ANNA}, None, algorithm="none")):
        assert stranger.post(address, {"logout_token": wrong}).status_code == 400
    assert other.client.get("/min-laslogg/").status_code == 200
    assert stranger.post(address, {"logout_token": token}).status_code == 200
    assert other.client.get("/min-laslogg/").status_code == 302 and not Session.objects.filter(provider="nod").exists()
    assert login.client.get("/min-laslogg/").status_code in (200, 404), "another login of hers goes on"
    assert stranger.post(address, {"logout_token": token}).status_code == 400, "a token is taken once"


def _log_out_there(there, address):
    page = there.get(address, timeout=5)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    place = re.search(r'action="([^"]*)"', page.text).group(1)
    there.post(place, form | {"logout": "yes"}, allow_redirects=False, timeout=5)


def test_a_person_has_no_affiliation_but_the_one_the_provider_gives(login):
    answer = login.back(login.pick(login.start(), "bo", affiliation="bo@2000000009"))
    assert code_of(answer) == "unknown_organisation" and AFFILIATION
