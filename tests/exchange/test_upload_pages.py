"""The pages of a referral file: choose, look through, take; and what the wrong people and files get."""

import zipfile
from io import BytesIO

import pytest
from django.http.request import UnreadablePostError
from django.test import Client, RequestFactory
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.core.spreadsheets import harmless
from samkraft.exchange import views
from samkraft.exchange.contributions import protected_queue, waiting_queue
from samkraft.exchange.models import StagedRow, Upload
from samkraft.people.models import Referral
from tests import situations as s
from tests.exchange import uploads as u

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
NEW = "/anvisningar/fil/"


@pytest.fixture
def birgitta():
    return u.administrator()


@pytest.fixture
def page(client, birgitta):
    """The administrator's browser."""
    return u.log_in(client, birgitta)


def _send(page, content, name="anvisningar.csv"):
    return page.post(NEW, {"file": u.sent(content, name)})


def _latest(birgitta):
    with s.as_(birgitta):
        return Upload.objects.first()


def test_from_file_to_referrals(page, birgitta):
    """Upload → verdicts → take → receipt; nothing is taken until it is confirmed."""
    answer = _send(page, u.csv_file(u.person(1), u.person(2, municipality=""), u.person(3, identity="1985")))
    upload = _latest(birgitta)
    assert answer.url == reverse("exchange:upload", args=[upload.pk])
    shown = page.get(answer.url).content.decode()
    assert "1 rad kan inte tas emot" in shown and "Identitetsnummer, 1 rad" in shown and "Ta emot 2" in shown
    assert "Inget är mottaget än" in shown
    with s.as_(birgitta):
        assert not Referral.objects.exists()
    taken = page.post(reverse("exchange:take", args=[upload.pk]), follow=True).content.decode()
    assert "2 personer är mottagna" in taken and "Ta emot 2" not in taken
    with s.as_(birgitta):
        assert Referral.objects.count() == 2
        assert "upload" in ReadLog.objects.filter(event="ITEM-1").values_list("object_type", flat=True)
        assert "staging_fel" in ReadLog.objects.filter(event="LIST-1").values_list("object_type", flat=True)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("fel", "Identiteten är för kort."),
        ("brister", "Numret är för kort. Raden tas in utan telefon."),
        ("malgrupp", "Alm1, Elin"),
        ("oklart", "I vilken kommun är personen folkbokförd?"),
        ("inte", "Personen är inte folkbokförd i Malmö."),
        ("finns", "Rad 7"),
        ("trams", "Identiteten är för kort."),
    ],
)
def test_each_verdict_has_its_tab(page, birgitta, view, words):
    s.referral(birgitta, number="19850312T006")
    people = [
        u.person(1), u.person(2, phone="070 17"), u.person(3, municipality=""), u.person(4, municipality="0180"),
        u.person(5, identity="1985"), u.person(6),
    ]  # fmt: skip
    upload = u.staged(birgitta, *people)
    shown = page.get(reverse("exchange:upload", args=[upload.pk]), {"visa": view}).content.decode()
    assert words in shown


def test_no_list_puts_a_name_beside_a_reason(page, birgitta):
    """REG-02."""
    upload = u.staged(birgitta, u.person(4, municipality="0180", last_name="Hemberg"))
    assert "Hemberg" not in page.get(reverse("exchange:upload", args=[upload.pk]), {"visa": "inte"}).content.decode()


def test_no_number_stands_on_any_page(page, birgitta):
    """GDPR-12: not in texts, not in addresses, not in file names."""
    people = [u.person(1), u.person(2, identity="19850312T0021"), u.person(3, first_name="19850312T003")]
    _send(page, u.csv_file(*people), "19850312T001.csv")
    upload = _latest(birgitta)
    for view in ("fel", "malgrupp"):
        answer = page.get(reverse("exchange:upload", args=[upload.pk]), {"visa": view})
        assert "19850312T00" not in answer.content.decode() + str(answer.headers)
    errors = page.get(reverse("exchange:error_rows", args=[upload.pk]))
    assert b"19850312T00" not in errors.content


def test_protected_people_are_told_of_on_the_page_and_on_the_day(page, birgitta):
    """SKY-01: a message to the responsible person, until she says that it is done."""
    upload = u.staged(birgitta, u.person(1), u.person(2, protected="ja"))
    shown = page.get(reverse("exchange:upload", args=[upload.pk])).content.decode()
    assert "1 rad stoppades: skyddade personuppgifter" in shown and "Rad 3." in shown
    request = _request(birgitta)
    with s.as_(birgitta) as request.acting:
        (item,) = protected_queue(request)["items"]
        assert "rad 3" in item["sub"]
    page.post(reverse("exchange:protected_done", args=[upload.pk]))
    with s.as_(birgitta) as request.acting:
        assert protected_queue(request) is None
        assert waiting_queue(request)["items"][0]["title"] == "anvisningar.csv"


def _request(person):
    request = RequestFactory().get("/")
    request.user = person
    return request


def test_the_same_file_again_says_so(page, birgitta):
    _send(page, u.csv_file(u.person(1)))
    page.post(reverse("exchange:take", args=[_latest(birgitta).pk]))
    answer = _send(page, u.csv_file(u.person(1)))
    shown = page.get(answer.url).content.decode()
    assert "Samma fil är redan mottagen" in shown and "Det finns ingen rad att ta emot" in shown


def test_what_was_read_can_be_thrown_away(page, birgitta):
    upload = u.staged(birgitta, u.person(1))
    page.post(reverse("exchange:discard", args=[upload.pk]))
    with s.as_(birgitta):
        assert not StagedRow.objects.exists() and not Upload.objects.exists()


def _zip(**parts):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen är tom."),
        (b"namn;ort\r\nEva;Lund\r\n", "Filens rubriker är inte en anvisningsfils."),
        (u.csv_file(), "Filen har en rubrikrad men inga personer."),
        (u.csv_file(u.person(1)) + b"\x00;;\r\n", "innehåller nolltecken"),
        (_zip(xl__workbook_xml=b"<x/>", xl__worksheets__bomb_xml=b"0" * 600_000_000), "orimligt stor"),
        (_zip(evil=b"x"), "ingen Excelfil"),
    ],
)
def test_a_hostile_or_wrong_file_gets_a_sentence_and_leaves_nothing(page, birgitta, content, sentence):
    answer = _send(page, content)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    with s.as_(birgitta):
        assert not Upload.objects.exists()


def test_no_file_at_all_is_asked_for(page):
    for data in ({}, {"file": ""}, {"other": u.sent(b"x")}):
        answer = page.post(NEW, data)
        assert answer.status_code == 422 and "Välj en fil." in answer.content.decode()


def test_hostile_cells_and_names_are_harmless(page, birgitta):
    """T11, T12: nothing runs in the browser or in a spreadsheet."""
    row = u.person(1, first_name="=cmd|' /C calc'!A0", last_name="<script>alert(1)</script>")
    _send(page, u.csv_file(row), '"><img src=x>.csv')
    upload = _latest(birgitta)
    shown = page.get(reverse("exchange:upload", args=[upload.pk])).content.decode()
    assert "<script>alert" not in shown and "<img src=x" not in shown
    errors = page.get(reverse("exchange:error_rows", args=[upload.pk]))
    assert "'=cmd" in errors.content.decode("utf-8-sig")
    assert errors["Content-Disposition"] == 'attachment; filename="felrader.csv"'


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1", "'=1"), (" =1", "' =1"), ("+46", "'+46"), ("-1", "'-1"), ("@x", "'@x"), ("a=1", "a=1"), ("", "")],
)
def test_a_cell_is_no_formula(cell, written):
    assert harmless(cell) == written


def test_a_request_without_the_token_is_refused_before_the_file_is_read(birgitta):
    strict = u.log_in(Client(enforce_csrf_checks=True), birgitta)
    assert strict.post(NEW, {"file": u.sent(u.csv_file(u.person(1)))}).status_code == 403
    with s.as_(birgitta):
        assert not Upload.objects.exists()
    strict.get(NEW)
    token = strict.get(NEW).context["csrf_token"]
    answer = strict.post(NEW, {"csrfmiddlewaretoken": str(token), "file": u.sent(u.csv_file(u.person(1)))})
    assert answer.status_code == 302


def test_an_upload_that_is_broken_off_leaves_nothing(page, birgitta, monkeypatch):
    """Issue "Bad input, faults": the connection breaks in the middle of the file."""

    def breaks(*args):
        raise UnreadablePostError

    monkeypatch.setattr(views, "stage", breaks)
    page.raise_request_exception = False
    assert _send(page, u.csv_file(u.person(1))).status_code >= 400
    with s.as_(birgitta):
        assert not Upload.objects.exists()


URLS = ["upload", "error_rows", "take", "discard", "protected_done"]


def _tries(client, upload):
    yield client.get(NEW)
    for name in URLS:
        address = reverse(f"exchange:{name}", args=[upload.pk])
        yield client.get(address) if name in ("upload", "error_rows") else client.post(address)


def test_others_get_a_404_everywhere(client, birgitta):
    """Near misses: a colleague of the branch with other work, and every other role of it."""
    upload = u.staged(birgitta, u.person(1))
    for role in (Role.HANDLER, Role.UNIT_MANAGER, Role.PROJECT_LEADER, Role.STEERING):
        u.log_in(client, s.staff("af", role))
        assert {answer.status_code for answer in _tries(client, upload)} == {404}


def test_an_administrator_of_another_branch_gets_a_404(client, birgitta):
    upload = u.staged(birgitta, u.person(1))
    u.log_in(client, u.administrator("soc"), "soc")
    first, *others = _tries(client, upload)
    assert first.status_code == 200 and {answer.status_code for answer in others} == {404}


def test_a_referrer_of_the_branch_uploads_and_sees_only_her_own(client, birgitta):
    """P-013: the programme lets this branch refer by file."""
    upload = u.staged(birgitta, u.person(1))
    u.log_in(client, s.staff("af", Role.REFERRER))
    first, *others = _tries(client, upload)
    assert first.status_code == 200 and {answer.status_code for answer in others} == {404}
    assert _send(client, u.csv_file(u.person(2))).status_code == 302


def test_a_referrer_of_a_branch_without_a_file_way_gets_a_404(client):
    u.log_in(client, s.staff("soc", Role.REFERRER), "soc")
    assert client.get(NEW).status_code == 404


def test_the_page_is_light(page, birgitta, django_assert_max_num_queries):
    """Design "Speed and size": 50 rows in 12 queries and 60 KiB."""
    upload = u.staged(birgitta, *(u.person(n, identity=f"1985031T{n:03d}", phone="070") for n in range(1, 80)))
    with django_assert_max_num_queries(12 + 4):  # four open and close the test's savepoints and clear the branch
        answer = page.get(reverse("exchange:upload", args=[upload.pk]))
    assert len(answer.content) < 60 * 1024 and "1–50" in answer.content.decode()
