"""Login by each provider in a real browser: there and back, locked and opened again, out."""

import re

import pytest
from playwright.sync_api import expect

from samkraft.access.choices import Role
from samkraft.access.incidents.models import Incident
from samkraft.access.models import Staff
from samkraft.access.providers import read_logins
from tests import situations as s
from tests.access import providers
from tests.access.providers import AFFILIATION, LOA3, ORGANISATIONS
from tools import identity_provider

ANNA = f"anna@{ORGANISATIONS['af']}"
FILE = """
[organisations]
"{af}" = "af"

[[provider]]
key = "prov"
name = "Provlegitimation"
issuer = "{mock}"
client_id = "samkraft"
authentication = "client_secret_basic"
secret_file = "{secret}"
acr = ["{loa3}"]
organisations = ["{af}"]

[[provider]]
key = "nod"
name = "Nodlegitimation"
issuer = "{node}"
client_id = "samkraft"
key_file = "{key}"
acr = ["{loa3}"]
organisations = ["{af}"]
"""


@pytest.fixture(scope="module")
def anna(database):
    person = s.staff("af", Role.HANDLER, first_name="Anna", last_name="Ek", in_team=s.team())
    Staff.objects.filter(pk=person.pk).update(username=ANNA)
    return person


def _file(folder, mock, node, key):
    secret, path = folder / "secret", folder / f"{len(list(folder.iterdir()))}.toml"  # read once, by its name
    secret.write_text("hemlig")
    path.write_text(FILE.format(af=ORGANISATIONS["af"], loa3=LOA3, mock=mock, node=node, key=key, secret=secret))
    return str(path)


def _client(site, public):
    return {
        "client_id": "samkraft", "redirect_uris": [f"{site}/logga-in/med/nod/svar/"], "jwks": {"keys": [public]},
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
        "post_logout_redirect_uris": [f"{site}/logga-in/"],
    }  # fmt: skip


@pytest.mark.skipif(not identity_provider.on_this_machine(), reason="NO IDENTITY PROVIDER on this machine")
def test_a_person_comes_in_by_each_provider_locks_opens_and_goes(visitor, anna, site, settings, tmp_path):
    """IAM-01, IAM-09: one login page, two providers side by side; the lock sends her back to the one she came by."""
    key = providers.write_key(tmp_path)
    public = read_logins(_file(tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:2", key)).providers["nod"].public_jwk
    with providers.mock_provider() as mock, providers.node_provider(_client(site, public)) as node:
        settings.LOGIN_FILE = _file(tmp_path, mock, node, key)
        providers.Login(None, "prov", mock).be("anna", acr=LOA3, **{AFFILIATION: ANNA})
        for name, say in (("Provlegitimation", _at_the_mock), ("Nodlegitimation", _at_node)):
            who = visitor(width=390 if name == "Nodlegitimation" else 1280)
            who.context.route(
                re.compile("^https:"), lambda route: route.fulfill(body="")
            )  # the mock's page has foreign styles
            who.go("/min-laslogg/")
            assert who.axe() == []
            who.link(f"Logga in med {name}")
            say(who.page)
            expect(who.page.get_by_role("heading", name="Min läslogg")).to_be_visible()
            _locked_while_she_writes(who, name, say)
            who.button("Logga ut")
            who.page.wait_for_url(f"{mock if 'Prov' in name else node}/**")
            assert who.go("/min-laslogg/").path == "/logga-in/"
    with s.as_(anna):
        assert Incident.objects.count() == 2, "each form was sent once"


def _locked_while_she_writes(who, provider, say):
    """Locked in another window: her form waits behind the lock, and goes when it is she who is back."""
    who.go("/incidenter/ny/")
    who.page.get_by_role("radio").first.check()
    who.fill("Berätta", f"Skrivet bakom låset hos {provider}.")
    other = who.new_page()
    other.goto(who.site + "/min-laslogg/")
    other.get_by_role("button", name="Lås").click()
    expect(other.get_by_role("heading", name="Låst")).to_be_visible()
    other.close()
    who.page.locator("main form button[type=submit]").click()
    expect(who.page.get_by_role("heading", name="Låst")).to_be_visible()
    assert who.axe() == [] and "Skrivet" not in who.page.content()
    who.link(f"Lås upp med {provider}")
    say(who.page)
    who.sees("är anmäld")


def _at_the_mock(page):
    page.locator("input[name=sub]").first.fill("anna")
    page.locator("button[type=submit], button").first.click()


def _at_node(page):
    page.get_by_label("Vem är du?").fill(ANNA)
    page.get_by_role("button", name="Legitimera").click()
