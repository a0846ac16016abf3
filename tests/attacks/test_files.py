"""I send files that lie about what they are, and hope that what I typed runs in somebody's spreadsheet."""

import csv
import io
import re
import struct
import time
import zipfile
import zlib

import pytest
import xlsxwriter
from django.db import transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.core.spreadsheets import harmless
from samkraft.exchange.models import Upload
from samkraft.steering.models import ManualValue
from tests import situations as s
from tests.architecture.repository import ROOT
from tests.attacks.browser import Page
from tests.exchange import uploads as u
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog", "figures"])
NEW = "/anvisningar/fil/"


@pytest.fixture
def boss():
    return u.administrator()


def _send(boss, content, name="anvisningar.csv", kind="text/csv"):
    """As a browser sends it, with the header's file name exactly as given."""
    edge = "----sk"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    body = head.encode("utf-8", "surrogateescape") + content + f"\r\n--{edge}--\r\n".encode()
    return logged_in(boss).generic("POST", NEW, body, content_type=f"multipart/form-data; boundary={edge}")


def _kept(boss):
    with s.as_(boss):
        return list(Upload.objects.all())


# --- names ---

NAMES = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/cron.d/x.csv", "a\x00.csv", "a.csv\x00.xlsx",
    "x" * 9000 + ".csv", "<script>alert(1)</script>.csv", "=cmd|calc.csv", "19850312T014.csv", "\u202evsc.exe",
    "CON.csv", "%00", "%2e%2e%2fetc", "....//....//x", "åäö 日本.csv", "'; drop table people_case; --.csv",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_file_s_name_is_a_label_and_nothing_more(boss, name):
    """V5.3.2, V5.4.2: no folder, no control sign, no number of a person; nothing is stored under it."""
    answer = _send(boss, u.csv_file(u.person(1)), name)
    assert answer.status_code in (302, 400, 422)
    for upload in _kept(boss):
        shown = upload.file_name
        assert len(shown) <= 80 and not re.search(r"[/\\\x00-\x1f]", shown) and "T014" not in shown
        page = logged_in(boss).get(reverse("exchange:upload", args=[upload.pk]))
        assert not [tag for tag, attrs in Page(page, NEW).elements if tag == "script" and "src" not in attrs]


@pytest.mark.parametrize(
    "name",
    ['a.csv"\r\nSet-Cookie: sk=1', "a.csv\r\nContent-Length: 9", 'a.csv"; name="csrfmiddlewaretoken', "a.csv\n\nB;C"],
)
def test_a_name_with_line_breaks_sets_no_header(boss, name):
    """V5.4: what stands in the name of a file doesn't become a header, neither of the part nor of the answer."""
    answer = _send(boss, u.csv_file(u.person(1)), name)
    assert answer.status_code in (302, 400, 422)
    assert "sk" not in answer.cookies and "Set-Cookie: sk" not in str(answer.headers)


# --- contents ---

WRONG = {
    "a program": b"MZ\x90\x00" + bytes(2000), "an image": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a drawing with a script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a page": b"<!doctype html><script>alert(1)</script>", "a PDF": b"%PDF-1.7 /JavaScript",
    "an old workbook": b"\xd0\xcf\x11\xe0" + bytes(600), "nothing": b"", "nul": bytes(5000),
    "a packed file": b"\x1f\x8b" + bytes(50), "half a workbook": b"PK\x03\x04" + bytes(200),
    "one endless line": b"A;" * 400_000, "one endless cell": b'A;B\n"' + b"x" * 700_000,
    "a picture that is a text as well": b"GIF89a;Personnummer;Namn\n1;2;3\n",
}  # fmt: skip


@pytest.mark.parametrize(("place", "what"), list(enumerate(WRONG)))
def test_a_file_is_what_it_holds_whatever_it_is_called(boss, place, what):
    """V5.2.2: type by content; a sentence, and nothing kept."""
    answer = _send(boss, WRONG[what], ("anvisningar.csv", "anvisningar.xlsx")[place % 2])
    assert answer.status_code == 422 and not list(_scripts(answer))
    with s.as_(boss):
        assert not Upload.objects.exists()


def _scripts(answer):
    return [tag for tag, attrs in Page(answer, NEW).elements if tag in ("svg", "script") and "onload" in attrs]


def _workbook(sheet, more=()):
    """A sound package with a sheet of one's own making."""
    sound = io.BytesIO()
    with xlsxwriter.Workbook(sound) as book:
        book.add_worksheet().write(0, 0, "Personnummer")
    made = io.BytesIO()
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else old.read(part))
        for name, content in more:
            new.writestr(name, content)
    return made.getvalue()


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def _rows(number):
    return b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, number + 1))


def _lying(package, part, size):
    """The same package saying that a part is *size* bytes when unpacked, with a sum that fits the lie."""
    with zipfile.ZipFile(io.BytesIO(package)) as read:
        sum_of_it = zlib.crc32(read.read(part)[:size])
    data = bytearray(package)
    for mark, name_at, sums_at in ((b"PK\x01\x02", 46, 16), (b"PK\x03\x04", 30, 14)):
        place = data.find(mark)
        while place >= 0:
            if data[place + name_at : place + name_at + len(part)] == part.encode():
                data[place + sums_at : place + sums_at + 4] = struct.pack("<I", sum_of_it)
                data[place + sums_at + 8 : place + sums_at + 12] = struct.pack("<I", size)
            place = data.find(mark, place + 4)
    return bytes(data)


BOMBS = {
    "one that lies about its size": lambda: _lying(_workbook(_SHEET % _rows(50_000)), "xl/worksheets/sheet1.xml", 200),
    "two thousand parts": lambda: _workbook(_SHEET % b"", [(f"xl/media/{n}.xml", b"") for n in range(2100)]),
    "a cell in the far corner": lambda: _workbook(_SHEET % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "an entity that grows": lambda: _workbook(
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + _SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;&b;&b;</t></is></c></row>'
    ),
    "an entity that reads a file": lambda: _workbook(
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        + _SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    ),
    "a formula": lambda: _workbook(_SHEET % b'<row r="1"><c r="A1"><f>WEBSERVICE("http://evil.example")</f></c></row>'),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_that_would_burst_is_refused_before_it_is_opened(boss, bomb):
    """V5.2.3, V1.5.1: size and parts when unpacked, by what comes out and not by what it says; no entities."""
    content, began = BOMBS[bomb](), time.process_time()
    answer = _send(boss, content, "anvisningar.xlsx")
    assert answer.status_code == 422 and b"root:" not in answer.content and b"aaaaaaaaaaaa" not in answer.content
    assert time.process_time() - began < 10
    assert _kept(boss) == []


def test_a_package_with_paths_writes_nothing(boss, tmp_path, monkeypatch):
    """V5.3.3: nothing is unpacked to a folder, whatever the names in it say."""
    monkeypatch.chdir(tmp_path)
    content = _workbook(_SHEET % b"", [("../../slip.csv", b"x"), ("/tmp/sk-slip.csv", b"x")])
    assert _send(boss, content, "anvisningar.xlsx").status_code in (302, 422)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "multipart/mixed; boundary=x"]
)
def test_a_body_of_another_kind_is_no_upload(boss, kind):
    """V4.1: the kind that a request says it has is checked; no fault, and nothing kept."""
    answer = logged_in(boss).generic("POST", NEW, b'{"file": "A;B"}', content_type=kind)
    assert answer.status_code in (400, 403, 422)
    assert _kept(boss) == []


# --- exports (T12, V1.2.10) ---

FORMULAS = ("=HYPERLINK(\"https://evil.example\";\"x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\r=1",
            "  =1", "\u00a0=1", "\x00=1")  # fmt: skip


def _cells(answer):
    return [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";") for cell in row]


def _is_formula(cell):
    return cell.strip(" \u00a0")[:1] in ("=", "+", "-", "@", "\t", "\r", "\x00") and not cell.startswith("'")


@pytest.mark.parametrize("formula", [text for text in FORMULAS if "\x00" not in text])
def test_the_scorecard_s_file_runs_nothing(formula):
    """The source of a value is typed by a person, and stands in the file that the steering group opens."""
    leader = s.staff("af", Role.PROJECT_LEADER)
    manual = [each for each in s.programme().version_on(s.DAY).definition.indicators if each.figures_from == "manual"]
    with s.as_(leader), transaction.atomic():
        for each in manual:
            ManualValue.objects.create(
                programme=s.programme(), indicator=each.code, on=s.DAY, numerator=1, source=formula, entered_by=leader
            )
        cells = _cells(logged_in(leader).get(reverse("steering:table")))
    assert any("=1" in cell or "evil" in cell or "SUM" in cell or "+3" in cell or "cmd" in cell for cell in cells)
    assert [cell for cell in cells if _is_formula(cell)] == []


@pytest.mark.parametrize("formula", [text for text in FORMULAS if "\x00" not in text and "\r" not in text])
def test_the_file_of_flawed_rows_runs_nothing(boss, formula):
    u.staged(boss, u.person(1, phone=formula), u.person(2, first_name=formula))
    (upload,) = _kept(boss)
    cells = _cells(logged_in(boss).get(reverse("exchange:error_rows", args=[upload.pk])))
    assert [cell for cell in cells if _is_formula(cell)] == []


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_would_begin_a_formula_stands_behind_a_quote(formula):
    assert harmless(formula) == f"'{formula}"


def test_every_file_of_cells_is_written_through_the_same_rule():
    """A new export can't forget it: whoever makes a CSV file in the site uses ``harmless``."""
    made = [path for path in (ROOT / "src" / "samkraft").rglob("*.py") if "csv.writer(" in path.read_text("utf-8")]
    views = [path for path in made if path.name == "views.py"]
    assert views, "there are exports"
    for path in made:
        room = "".join(each.read_text("utf-8") for each in path.parent.glob("*.py"))
        assert "from samkraft.core.spreadsheets import harmless" in room, path


def test_a_download_is_a_file_and_never_a_page(boss):
    """V3.2.1: attachment, its own kind, not sniffed, a name that nobody typed."""
    u.staged(boss, u.person(1, phone="<script>"))
    (upload,) = _kept(boss)
    leader = s.staff("af", Role.PROJECT_LEADER)
    for answer in (
        logged_in(boss).get(reverse("exchange:error_rows", args=[upload.pk])),
        logged_in(leader).get(reverse("steering:table")),
    ):
        assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', answer.headers["Content-Disposition"])
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
