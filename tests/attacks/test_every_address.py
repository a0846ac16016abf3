"""I type addresses: others' objects, quotes and statements in every parameter, forged headers and cookies."""

import random
import re
import uuid
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import resolve, reverse

from samkraft.access.choices import Role
from samkraft.access.models import Staff
from samkraft.core.forms import Form
from samkraft.people.protection import actions as protection
from tests import situations as s
from tests.access.addresses import ADDRESSES, LEAVES
from tests.architecture.repository import ROOT
from tests.attacks.browser import look, post, view_of
from tests.attacks.campaign import WAYS_BACK
from tests.attacks.walks import address

HOSTILE = (
    "\\' or 1=1; select pg_sleep(9); reset role; --", "a\x00b", "9" * 30, "-1",
    "9" * 5000, "\r\nSet-Cookie: sk=1", b"\xff\xfe\x00\xd8",
)  # fmt: skip
EVIL = "https://evil.example/"
# The world's cases have a file in the other branch too, which its unit manager reads and decides on: here, ours alone.
OURS_ALONE = {"archived": "other_case", "closed_case": "other_case", "protected_case": "protected_here"}
# The programme's own, the whole site's, or between two branches; employers are known to all who take part (P-050).
OPEN_TO_ALL = (
    "gate", "change", "arrangement", "obstacle", "advice", "employer", "employer_need", "recruitment_meeting",
    "offering", "text_place", "quarter",
)  # fmt: skip
NOT_A_CASE = sorted(name for name, row in ADDRESSES.items() if row.args and not row.is_of_a_case)


def _parameters():
    """Every name that some page reads from its address, as the code says it."""
    said = "\n".join(path.read_text("utf-8") for path in (ROOT / "src" / "samkraft").rglob("*.py"))
    forms = {"vy", "team", "fas", "ordning", "sida"}  # read by a form and by the pager
    return sorted(set(re.findall(r'request\.GET\.get\("(\w+)"', said)) | forms)


def _who(name):
    row = ADDRESSES[name]
    return row.who or (Role.HANDLER if Role.HANDLER in row.may else min(row.may, default="manager"))


def _methods(row):
    return [method for method, declared in (("get", row.reads), ("post", row.writes)) if declared]


# --- what belongs to others ---


@pytest.fixture
def neighbours(world):
    """The same roles in another branch: all that they have of their own is nothing here."""
    for role in Role:
        person = s.staff("soc", role, last_name=f"Granne{role.value.title()}")
        world.people[f"soc {role}"] = (person, "soc", s.PROGRAMME)
    handler = world.people["handler"][0]
    case = s.enrolled_case(handler)
    with s.as_(handler):
        protection.protect(case.pk, "mark")
    world.keys["protected_here"] = case.pk
    yield world
    del world.keys["protected_here"]
    for role in Role:
        del world.people[f"soc {role}"]
        world.sessions.pop(f"soc {role}", None)


def test_what_belongs_to_one_branch_is_not_there_for_the_same_role_in_another(neighbours):
    """Referrals, draws, files, copies, views, handovers, roles: the same page as for what never was (SEK-05)."""
    world = neighbours
    for name in NOT_A_CASE:
        row = ADDRESSES[name]
        if "indicator" in row.args[0] or row.args[0] in OPEN_TO_ALL:
            continue
        key = world.keys[OURS_ALONE.get(row.args[0], row.args[0])]
        for role in row.may:
            client, yours = world.client(f"soc {role}"), address(world, name, **{row.args[0]: key})
            nothing = yours.replace(str(key), _nobodys(key))
            for method in _methods(row):
                answer, none = getattr(client, method)(yours), getattr(client, method)(nothing)
                assert (answer.status_code, none.status_code) == (404, 404), (name, role, method)
                assert answer.content == none.content and dict(answer.headers) == dict(none.headers), (name, role)


def _nobodys(key):
    return str(uuid.uuid4()) if isinstance(key, uuid.UUID) else "987654321"


@pytest.mark.parametrize("key", ["9" * 40, "1%00", "..%2f..%2fetc", "%0d%0aSet-Cookie:%20x=1"])
def test_a_key_that_is_none_is_not_there(world, key):
    """Where the address leads to no view, the answer is the same code for all of them: one of them is asked."""
    forged = {}
    for name in sorted(name for name, row in ADDRESSES.items() if row.args):
        last = str(world.keys[ADDRESSES[name].args[-1]])
        url = address(world, name).replace(last, key)
        forged.setdefault(view_of(unquote(url)) or "no view", (name, url))
    assert "no view" in forged
    for name, url in forged.values():
        answer = world.client(_who(name)).generic("GET", url)
        assert answer.status_code in (404, 405), (name, url)
        assert "Set-Cookie" not in answer.headers and "x" not in answer.cookies


# --- parameters ---


class Walk:
    """Every page asked for once with every parameter hostile at once, and which parameters each then read."""

    def __init__(self, world):
        self.pages, self.read, self._reading = {}, {}, None
        names = (*_parameters(), *WAYS_BACK)
        query = {name: HOSTILE[place % len(HOSTILE)] for place, name in enumerate(names)}
        query |= dict.fromkeys(WAYS_BACK, EVIL) | {f"{name}[]": "1" for name in names} | {"vy[$ne]": "1"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(QueryDict, "__getitem__", self._noting(QueryDict.__getitem__))
            patch.setattr(QueryDict, "getlist", self._noting(QueryDict.getlist))
            for name, row in sorted(ADDRESSES.items()):
                if row.reads:
                    self._reading = self.read.setdefault(name, set())
                    self.pages[name] = look(world.client(_who(name)), address(world, name), data=query)

    def _noting(self, method):
        def noted(query, name, *args):
            self._reading.add(name)
            return method(query, name, *args)

        return noted


@pytest.fixture(scope="module")
def walk(attacked_world):
    with transaction.atomic():
        made = Walk(attacked_world)
        transaction.set_rollback(True)
    return made


def test_every_page_answers_whatever_stands_in_its_address(walk):
    for name, (_page, answer) in walk.pages.items():
        assert answer.status_code in (200, 302, 404), (name, answer.status_code)
        assert "sk" not in answer.cookies, name


@pytest.mark.parametrize("value", HOSTILE)
def test_a_parameter_is_a_value_and_never_a_statement(world, walk, value):
    """Every parameter that a page reads: an answer, never a fault (T12, V1.2.4)."""
    reading = {name: sorted(read) for name, read in walk.read.items() if read}
    assert len(reading) >= 10
    for name, names in reading.items():
        answer = world.client(_who(name)).get(address(world, name), dict.fromkeys(names, value))
        assert answer.status_code in (200, 302, 404), (name, answer.status_code)
        assert "sk" not in answer.cookies, name


def test_a_parameter_given_twice_widens_nothing(world):
    """HTTP parameter pollution (V15.3.7): the colleague's list is hers, whatever is said twice."""
    twice = "&".join(f"{name}=alla&{name}=%27&{name}=2" for name in _parameters())
    for name in ("people:cases", "people:deadlines", "sharing:inbox", "casework:my_tasks"):
        shown = world.client("colleague").get(f"{reverse(name)}?{twice}").content.decode(errors="replace")
        assert not [secret for secret in world.secrets if secret in shown], name


def _posted():
    """Every name that some view or form reads of what is posted."""
    said = "\n".join(path.read_text("utf-8") for path in (ROOT / "src" / "samkraft").rglob("*.py"))
    forms = {name for form in _all_below(Form) for name in form.base_fields}
    return sorted(forms | set(re.findall(r'POST\.get(?:list)?\("(\w+)"', said)))


def _all_below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _all_below(each)


@pytest.mark.parametrize("value", ["a\x00b", "9" * 30])
def test_what_is_posted_is_a_value_and_never_a_fault(world, value):
    """Every name that any form has, sent to every address that takes a form; on its own steps as well."""
    sent = dict.fromkeys(_posted(), value)
    for name, row in sorted(ADDRESSES.items()):
        if row.writes and name not in LEAVES:
            with transaction.atomic():
                answer = post(world.client(_who(name)), address(world, name), sent)
                transaction.set_rollback(True)
            assert answer.status_code in (200, 302, 400, 404, 409, 422), (name, answer.status_code)


# --- the way out ---


AWAY = (EVIL, "//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)")


def test_no_parameter_leads_out_of_the_site(world, walk):
    """No page sends on to what stands in its address; those that read it are asked once more with it there (V3.7.2).

    Where a way back is read, with each way out; elsewhere with one of them, drawn by the run's seed.
    """
    for name, (_page, answer) in walk.pages.items():
        assert not _leads_away(answer), name
    for name, names in [(name, read) for name, read in walk.read.items() if read]:
        for away in AWAY if names & {*WAYS_BACK} else [random.choice(AWAY)]:
            asked = dict.fromkeys((*sorted(names), *WAYS_BACK), away)
            assert not _leads_away(world.client(_who(name)).get(address(world, name), asked)), (name, away)


def _leads_away(answer):
    return not re.match(r"/(?![/\\])", answer.headers.get("Location", "/"))


def test_a_login_leads_no_further_than_the_site(world, client):
    person = str(world.people["handler"][0].public_id)
    for away in (EVIL, "//evil.example", "/\\evil.example"):
        answer = client.post(f"{reverse('access:login')}?next={away}", {"person": person, "next": away})
        assert answer.url in ("/", reverse("access:choose_branch"))


def test_every_address_on_a_page_is_one_of_the_site_or_known(walk):
    """No third party is asked for anything, and no link leads where nobody has looked (SEK-14, V3.6.1)."""
    known = ("/", "?", "#", "https://www.digg.se/", "mailto:", "tel:")
    for name, (page, _answer) in walk.pages.items():
        for tag, attrs in page.elements:
            to = [attrs[each] for each in ("href", "src", "action", "formaction", "data") if attrs.get(each)]
            assert all(each.startswith(known) and not each.startswith(("//", "/\\")) for each in to), (name, tag, to)


# --- headers and cookies ---

FORGED = {
    "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE", "HTTP_X_ORIGINAL_URL": "/behorighet/",
    "HTTP_X_REWRITE_URL": "/behorighet/",
    "HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_REAL_IP": "127.0.0.1", "HTTP_X_USER_ID": "1", "HTTP_REMOTE_USER": "admin",
    "HTTP_AUTHORIZATION": "Basic YTpi",
    "HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": EVIL, "HTTP_ORIGIN": EVIL,
}  # fmt: skip


def test_no_header_opens_what_is_closed(world, client):
    """A proxy's header, a method in a header, htmx's own: nothing is decided by them (V4.1.3)."""
    case = address(world, "people:case")
    assert client.get(case, **FORGED).status_code == 302
    for who in ("colleague", "former", "no_file", "withdrawn", "other_programme"):
        answer = world.client(who).get(case, **FORGED)
        assert answer.status_code == 404 and "evil.example" not in str(answer.headers)
    assert world.client("handler").get(case, HTTP_HX_REQUEST="true").status_code == 200


def test_a_method_in_a_header_or_a_field_changes_nothing(world):
    url = address(world, "casework:step_remove")
    for method in ("get", "head", "options"):
        answer = getattr(world.client("handler"), method)(f"{url}?_method=POST&revision=1", **FORGED)
        assert answer.status_code == 405


def test_another_host_s_name_is_refused(world, client):
    assert client.get(reverse("access:login"), HTTP_HOST="evil.example").status_code == 400
    assert world.client("handler").get(reverse("people:day"), HTTP_HOST="evil.example").status_code == 400


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"', "' or 1=1 --aaaaaaaa", "x" * 4000, '""',
                                    "åäö" * 9, "../../../../etc/passwd"])  # fmt: skip
def test_a_cookie_that_is_no_session_is_nobody(client, world, cookie):
    answer = client.get(reverse("people:day"), HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={cookie}")
    assert answer.status_code == 302 and answer.url.startswith(reverse("access:login"))


# --- sessions ---


def _session(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _enter(client, person):
    client.post(reverse("access:login"), {"person": str(person.public_id)})
    return client


def test_each_login_has_a_key_of_its_own_and_the_one_before_is_dead(world, client):
    """V7.2.4: also where the same browser logs in as another."""
    first = _session(_enter(client, world.people["handler"][0]))
    second = _session(_enter(client, world.people["jonas"][0]))
    assert first != second
    old = Client()
    old.cookies[settings.SESSION_COOKIE_NAME] = first
    assert old.get(reverse("people:day")).status_code == 302


def test_a_key_kept_from_before_logging_out_is_of_no_use(world, client):
    """V7.4.1: the session ends at the server, and the browser is told to forget."""
    kept = _session(_enter(client, world.people["handler"][0]))
    gone = client.post(reverse("access:logout"))
    assert "storage" in gone.headers["Clear-Site-Data"]
    old = Client()
    old.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert old.get(reverse("people:day")).status_code == 302


def test_an_account_switched_off_is_out_at_the_next_request(world, client):
    """V7.4.2, V8.3.2: nothing of the session counts but who it is; the rest is asked for each time."""
    person = world.people["colleague"][0]
    _enter(client, person)
    assert client.get(reverse("people:cases")).status_code == 200
    Staff.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(reverse("people:cases")).status_code == 302


def test_a_session_lasts_a_working_day_at_most():
    """V7.3.2, IAM-09: eight hours from the login at most, whatever the installation says."""
    assert settings.SESSION_COOKIE_AGE == settings.LOGIN_LIMITS["absolute"] <= 8 * 3600


def test_a_session_says_who_and_where_and_nothing_else(world, client):
    """V14.3.3: no role, no name and no case lies in it to be altered."""
    _enter(client, world.people["handler"][0])
    client.get(address(world, "people:case"))
    client.post(reverse("people:search"), {"q": "Hemlig"})
    framework = {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_csrftoken", "_messages"}
    assert set(client.session.keys()) <= framework | {
        "samkraft_acting",
        "samkraft_login",
        "samkraft_provider",
        "samkraft_sent",
    }


# --- forged forms ---


def _without_token(victim, url):
    return victim.post(url, {"revision": "1"})


def _with_another_s_token(victim, url):
    return victim.post(url, {"csrfmiddlewaretoken": "a" * 64}, HTTP_X_CSRFTOKEN="b" * 32)


def _with_her_own_from_elsewhere(victim, url):
    session = victim.session
    session["_csrftoken"] = "c" * 32
    session.save()
    elsewhere = {"HTTP_ORIGIN": EVIL.rstrip("/"), "HTTP_REFERER": EVIL}
    return victim.post(url, {"csrfmiddlewaretoken": "c" * 32}, **elsewhere)


FORGERIES = (_without_token, _with_another_s_token, _with_her_own_from_elsewhere)


@pytest.mark.parametrize("name", sorted(name for name, row in ADDRESSES.items() if row.writes))
def test_a_form_of_another_site_is_refused(world, name):
    """CSRF: without the token, with another session's, and with one's own sent from elsewhere (V3.5.1).

    The no comes before the view, by the same code for all: each address is sent one, drawn by the run's seed. A view
    that looks for the token itself is sent all three.
    """
    looks_itself = getattr(resolve(address(world, name)).func, "csrf_exempt", False)
    for forged in FORGERIES if looks_itself else [random.choice(FORGERIES)]:
        victim = Client(enforce_csrf_checks=True)
        victim.cookies = world.client(_who(name)).cookies
        assert forged(victim, address(world, name)).status_code == 403, forged


def test_logging_somebody_in_from_another_site_is_refused(world):
    """Login CSRF: nobody works in a session that somebody else has chosen for her."""
    victim = Client(enforce_csrf_checks=True)
    person = str(world.people["handler"][0].public_id)
    assert victim.post(reverse("access:login"), {"person": person}).status_code == 403


def test_only_what_is_known_to_need_no_token_goes_without():
    from tests.access.test_every_url import _urls

    without = {name for name, view in _urls() if getattr(view, "csrf_exempt", False)}
    # The second checks the token as it reads the file; the third is sent by a provider, signed.
    known = {"core:accessibility_message", "exchange:new_upload", "access:provider_logout"}
    assert without == known
