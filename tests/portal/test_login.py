"""A citizen comes in by a provider of her own kind, at LoA3, and never by that of people at work (IAM-10, T9)."""

import pytest
from django.test import Client
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.login_rules import LoginRefused
from samkraft.access.models import Staff
from samkraft.access.providers import COORDINATION, NUMBER, LoginFileError, read_logins
from samkraft.core.clock import today
from samkraft.people.identity import IdentityType
from samkraft.portal.rules import number_of
from samkraft.portal.session import KEY
from tests import situations as s
from tests.access import providers
from tests.access.providers import AFFILIATION, LOA3, ORGANISATIONS, Login, code_of
from tests.access.test_providers import FILE
from tests.access.test_providers import logged as logged  # a fixture
from tests.portal.scene import NUMBER as SAMIRAS
from tests.portal.scene import STRANGER, Own

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
CITIZENS = """
[[citizen_provider]]
key = "eleg"
name = "Testlegitimation"
issuer = "{mock}"
client_id = "samkraft"
authentication = "client_secret_basic"
secret_file = "{folder}/secret"
acr = ["{loa3}"]
"""


@pytest.fixture(scope="module")
def mock():
    with providers.mock_provider() as address:
        yield address


class CitizenLogin(Login):
    """One browser on its way to her own page."""

    def start(self, **query):
        answer = self.client.get(reverse("portal:provider_login", args=[self.key]), query)
        assert answer.status_code == 302, answer.content.decode()
        return answer.url


@pytest.fixture
def written(mock, settings, tmp_path):
    (tmp_path / "secret").write_text("hemlig")
    text = (FILE + CITIZENS).format(mock=mock, folder=tmp_path, loa3=LOA3, **ORGANISATIONS)
    (tmp_path / "login.toml").write_text(text)
    settings.LOGIN_FILE = str(tmp_path / "login.toml")
    return tmp_path / "login.toml"


@pytest.fixture
def login(mock, written, client):
    login = CitizenLogin(client, "eleg", mock)
    login.answer_wrongly()
    login.be("samira", **{NUMBER: SAMIRAS, "acr": LOA3})
    return login


def test_iam_10_a_number_vouched_for_at_loa3_opens_her_page_under_a_new_session(login, logged):
    Own()
    before = login.client.session.session_key
    known = Staff.objects.count()
    answer = login.come_in("samira")
    assert answer.url == reverse("portal:page") and "Hej Samira" in login.client.get(answer.url).content.decode()
    assert login.client.session.session_key != before and "_auth_user_id" not in login.client.session
    assert SAMIRAS not in str(dict(login.client.session)), "no number lies in the session"
    assert logged == [(Event.LOGIN, "citizen: eleg")], "that somebody came, and not who"
    assert Staff.objects.count() <= known + 1, "but the system's own person nobody is added"


def test_sek_05_a_number_that_nobody_here_has_comes_to_the_same_page_and_is_logged_out(login):
    login.be("okand", **{NUMBER: STRANGER, "acr": LOA3})
    answer = login.come_in("okand")
    assert "Det finns ingen sida att visa" in answer.content.decode() and KEY not in login.client.session


@pytest.mark.parametrize(("fault", "code"), [("low_acr", "too_weak"), ("no_acr", "too_weak"), ("nonce", "nonce"),
                                             ("forged", "signature"), ("an_hour_ago", "not_fresh")])  # fmt: skip
def test_iam_10_an_answer_in_which_something_is_wrong_lets_nobody_in(login, fault, code):
    """The level is checked here, whatever the provider was asked; an older login at the provider isn't enough."""
    Own()
    login.answer_wrongly(fault)
    answer = login.come_in("samira")
    assert answer.status_code == 403 and code_of(answer) == code and KEY not in login.client.session


def test_an_answer_without_a_number_or_with_half_a_number_is_nobody(login):
    for said in ({}, {NUMBER: ""}, {NUMBER: "850312-T914"}, {NUMBER: "Samira"}, {NUMBER: ["19850312T914"]}):
        login.be("samira", **(said | {"acr": LOA3}))
        assert code_of(login.come_in("samira")) == "no_number", said


def test_a_provider_of_one_kind_is_not_there_for_the_other(login):
    """A key of the staff's under the citizens' address, and the other way; a state of the one at the other's door."""
    for name, key in (("portal:provider_login", "legitimation"), ("portal:provider_answer", "legitimation"),
                      ("access:provider_login", "eleg"), ("access:provider_answer", "eleg")):  # fmt: skip
        assert login.client.get(reverse(name, args=[key])).status_code == 404
    location = login.pick(login.start(), "samira")
    wrong = location.replace(reverse("portal:provider_answer", args=["eleg"]),
                             reverse("access:provider_answer", args=["legitimation"]))  # fmt: skip
    assert code_of(login.back(wrong)) == "state" and "_auth_user_id" not in login.client.session


def test_one_at_work_who_comes_as_a_citizen_is_at_work_no_more_and_the_other_way(login):
    own = Own()
    Staff.objects.filter(pk=own.karin.pk).update(username=f"anna@{ORGANISATIONS['af']}")
    affiliation = {AFFILIATION: f"anna@{ORGANISATIONS['af']}"}
    login.be("samira", **{NUMBER: SAMIRAS, "acr": LOA3}, **affiliation)
    s.log_in(login.client, own.karin)
    assert login.come_in("samira").url == reverse("portal:page")
    assert login.client.get(reverse("people:day")).url.startswith(reverse("access:login"))
    staff = Login(login.client, "legitimation", login.address)
    staff.come_in("samira")
    assert login.client.session["_auth_user_id"] == str(own.karin.pk) and KEY not in login.client.session
    assert login.client.get(reverse("portal:page")).url == reverse("portal:login")


def test_the_file_keeps_the_two_kinds_apart(written, tmp_path):
    text = written.read_text()
    assert set(read_logins(str(written)).citizens) == {"eleg"} and "eleg" not in read_logins(str(written)).providers
    for wrong in (
        text.replace('key = "eleg"', 'key = "legitimation"'),
        text + f'organisations = ["{ORGANISATIONS["af"]}"]\n',
        text.rpartition("acr =")[0],
    ):
        written.write_text(wrong)
        with pytest.raises(LoginFileError):
            read_logins(str(written))


def test_where_no_provider_is_named_the_page_says_so_and_paper_is_offered(settings):
    settings.LOGIN_FILE = ""
    page = Client().get(reverse("portal:login")).content.decode()
    assert "Det går inte att logga in här just nu." in page and "Du kan få allt på papper" in page


def test_pnr_01_the_number_is_read_in_its_whole_length_and_of_the_mode_s_own_kind():
    day = today()
    assert number_of({NUMBER: "19850312-T914"}, (NUMBER,), "test", day).canonical == "19850312T914"
    assert number_of({COORDINATION: "19850312T914"}, (NUMBER, COORDINATION), "demo", day).type == IdentityType.DEMO
    with pytest.raises(LoginRefused):
        number_of({NUMBER: "19850312T914"}, (NUMBER,), "production", day)
