import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from samkraft.exchange import reading
from samkraft.exchange.referral_file import ReferralFileError, open_referrals, read_referrals
from samkraft.exchange.samkraft_layout import HEADINGS
from tests.exchange.referral_files import (
    AIS_PERSON,
    LISTED,
    ON,
    OWN_PERSON,
    ais,
    csv_bytes,
    refusal,
    rows_of,
    the_problem,
    xlsx_bytes,
)


@pytest.mark.parametrize("delimiter", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encoding_and_delimiter_are_found_out(delimiter, encoding):
    content = csv_bytes(OWN_PERSON, delimiter=delimiter, encoding=encoding)
    file = open_referrals(io.BytesIO(content), on=ON)
    (row,) = file
    assert (row.last_name, row.first_name) == ("Åberg", "Ängla")
    assert file.delimiter == delimiter
    assert file.encoding == {"cp1252": "windows-1252"}.get(encoding, encoding)
    assert (file.kind, file.layout.code) == ("csv", "samkraft")


def test_the_encoding_is_found_even_when_the_first_odd_letter_comes_late():
    people = [{**AIS_PERSON, "PERSONNR": f"19850312T{i:03d}", "KON": ""} for i in range(0, 1000)]
    people[-1]["EFTERNAMN"] = "Öberga"
    for encoding in ("utf-8", "cp1252"):
        assert rows_of(csv_bytes(*people, encoding=encoding))[-1].last_name == "Öberga"


def test_bytes_of_another_encoding_are_reported_in_their_row():
    content = (
        csv_bytes({**AIS_PERSON, "EFTERNAMN": "Öberga"})
        + csv_bytes({**AIS_PERSON, "PERSONNR": "19850312T034", "EFTERNAMN": "Ödman"}, encoding="cp1252").split(
            b"\r\n", 1
        )[1]
    )
    first, second = rows_of(content)
    assert first.can_be_taken
    assert "tecken som inte går att läsa" in str(the_problem(second).rule)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(end):
    assert len(rows_of(csv_bytes(AIS_PERSON, end=end))) == 1


def test_blank_lines_and_excels_sep_line_are_passed_over():
    head, person = csv_bytes(AIS_PERSON).split(b"\r\n", 1)
    content = b"sep=;\r\n\r\n" + head + b"\r\n\r\n;;;\r\n" + person + b"\r\n" + b";" * (len(AIS_PERSON) - 1)
    (row,) = rows_of(content)
    assert row.line == 6


def test_empty_cells_after_the_last_column_are_harmless():
    head, person = csv_bytes(AIS_PERSON).rstrip().split(b"\r\n")
    assert rows_of(head + b"\r\n" + person + b";; \r\n")[0].can_be_taken


def test_a_quoted_cell_may_hold_delimiter_quote_and_line_break():
    people = [{**AIS_PERSON, "HANDLINGAR": 'a;b "c"\nd'}, {**AIS_PERSON, "PERSONNR": "19850312T034"}]
    first, second = rows_of(csv_bytes(*people, headings=[*AIS_PERSON, "HANDLINGAR"]))
    assert first.can_be_taken
    assert (first.line, second.line) == (2, 4)


def test_a_stray_quote_spoils_its_own_row_only():
    head = ";".join(AIS_PERSON)
    bad = ";".join(AIS_PERSON.values()).replace("Lindhav", '"Lind"hav')
    good = ";".join({**AIS_PERSON, "PERSONNR": "19850312T034"}.values())
    first, second = rows_of("\n".join([head, bad, good]).encode())
    assert "citattecken" in str(the_problem(first).rule)
    assert (second.line, second.can_be_taken) == (3, True)


def test_rows_swallowed_in_a_column_that_is_not_read_are_not_lost_silently():
    people = [{**AIS_PERSON, "PERSONNR": f"19850312T0{i}4", "HANDLINGAR": "text"} for i in range(4)]
    lines = csv_bytes(*people, headings=["HANDLINGAR", *AIS_PERSON]).split(b"\r\n")
    lines[1], lines[3] = b'"' + lines[1], b'"' + lines[3].removeprefix(b"text")
    first, last = rows_of(b"\n".join(lines))
    assert "raderna 2 till 4" in str(the_problem(first).rule)
    assert (last.line, last.can_be_taken) == (5, True)


def test_a_quote_that_swallows_rows_names_them():
    head = ";".join(AIS_PERSON)
    line = ";".join(AIS_PERSON.values())
    content = "\n".join([head, line.replace("Ingrid", '"Ingrid'), line, line.replace("Ingrid", 'In"'), line]).encode()
    first, *_, last = rows_of(content)
    assert "citattecken" in str(the_problem(first).rule)
    assert "2" in str(the_problem(first).rule)
    assert last.line == 5


class Trickle(io.BytesIO):
    """An upload that arrives seven bytes at a time and can't be wound back."""

    def read(self, size=-1):
        return super().read(min(size, 7) if size > 0 else 7)

    def seek(self, *_):
        raise OSError


def test_a_stream_that_trickles_and_cannot_seek_is_read():
    assert next(read_referrals(Trickle(csv_bytes(AIS_PERSON)), on=ON)).can_be_taken
    table = [list(AIS_PERSON), list(AIS_PERSON.values())]
    assert next(read_referrals(Trickle(xlsx_bytes(table)), on=ON)).can_be_taken


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b";;;\n;;;\n", "empty"),
        (b"\x00\x00\x00", "empty"),
        (b"%PDF-1.7 ...", "foreign"),
        (b"\x89PNG\r\n\x1a\n", "foreign"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "foreign"),
        ("PERSONNR;EFTERNAMN\n".encode("utf-16"), "foreign"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"namn;ort\nAnna;Lund\n", "wrong_headings"),
        (b"19850312T014;Lindhav;Ingrid\n", "no_heading"),
        (b"PK\x03\x04 not a zip at all", "damaged"),
    ],
)
def test_what_is_no_referral_file_is_refused_with_a_reason(content, code):
    assert refusal(content) == code


def test_a_heading_row_of_data_is_not_quoted_back():
    with pytest.raises(ReferralFileError) as caught:
        rows_of(b"19850312T014;Lindhav;Ingrid\n")
    assert "Lindhav" not in str(caught.value)


def test_nul_bytes_are_refused_with_their_line():
    content = csv_bytes(AIS_PERSON) + b"19850312T034;\x00\n"
    with pytest.raises(ReferralFileError, match="rad 3"):
        rows_of(content)


def test_a_quote_without_end_is_refused_with_its_line():
    line = ";".join(AIS_PERSON.values())
    content = "\n".join([";".join(AIS_PERSON), line, line.replace("Ingrid", '"Ingrid')] + [line] * 3).encode()
    with pytest.raises(ReferralFileError, match="rad 3"):
        rows_of(content)
    assert refusal(content + b"\n" + line.encode() * 3000) == "open_quote"


def test_a_line_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_LINE_BYTES", 100_000)
    assert refusal(csv_bytes(AIS_PERSON) + b"x" * 300_000) == "long_line"


def test_a_heading_that_stands_twice_is_refused():
    head, person = csv_bytes(AIS_PERSON).rstrip().split(b"\r\n")
    with pytest.raises(ReferralFileError, match="SKAT står mer än en gång"):
        rows_of(head + b";SKAT\r\n" + person + b";11\r\n")


def test_a_spreadsheet_reads_like_the_same_csv():
    values = {**AIS_PERSON, "AKTUELL_SEDAN": date(2019, 3, 1), "ANTAL_JOB_DAGAR": 412, "SKAT": 70}
    values |= {"HEMKOMMUN_KOD": 1280, "UTBILDNINGSNIVA": 3.0}
    content = xlsx_bytes([[], list(values), list(values.values())])
    file = open_referrals(io.BytesIO(content), on=ON)
    (row,) = file
    assert row.line == 3
    assert row.facts == ais().facts
    assert row.schooling == "upper_secondary"
    assert (file.kind, file.encoding, file.delimiter) == ("xlsx", "", "")


def test_a_personal_number_stored_as_a_number_is_read():
    values = {**AIS_PERSON, "PERSONNR": int(LISTED[900]), "KON": ""}
    (row,) = rows_of(xlsx_bytes([list(values), list(values.values())]))
    assert row.identity.canonical == LISTED[900]


def test_a_spreadsheet_with_a_formula_is_refused_by_cell():
    rows = [list(AIS_PERSON), list(AIS_PERSON.values())]
    rows[1][1] = "=A1"
    with pytest.raises(ReferralFileError, match="Cell B2 innehåller en formel"):
        rows_of(xlsx_bytes(rows))


def test_an_empty_spreadsheet_is_refused():
    assert refusal(xlsx_bytes([])) == "empty"


def test_a_spreadsheet_beyond_the_size_is_refused(monkeypatch):
    content = xlsx_bytes([list(AIS_PERSON), list(AIS_PERSON.values())])
    monkeypatch.setattr(reading, "MAX_XLSX_BYTES", len(content) - 1)
    assert refusal(content) == "too_large"


def test_a_zip_bomb_is_refused_before_it_is_opened():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(501):
                part.write(b"0" * (1 << 20))
    assert len(content.getvalue()) < reading.MAX_XLSX_BYTES
    assert refusal(content.getvalue()) == "too_large"


def test_two_cells_in_far_corners_are_refused_before_they_take_all_memory():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(AIS_PERSON))
        sheet.write(1_048_575, 16_383, "x")
    assert len(content.getvalue()) < 20_000
    assert refusal(content.getvalue()) == "too_large"


def test_a_book_of_two_kinds_is_refused():
    content = io.BytesIO(xlsx_bytes([list(AIS_PERSON)]))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("content.xml", "<x/>")
    assert refusal(content.getvalue()) == "foreign"


def test_a_zip_that_lies_about_its_size_is_refused():
    content = bytearray(xlsx_bytes([list(AIS_PERSON), ["x" * 4000] * 30]))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo("xl/sharedStrings.xml").file_size
    content = bytes(content).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refusal(content) == "damaged"


def test_another_zip_is_told_from_a_spreadsheet():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("anvisningar.csv", csv_bytes(AIS_PERSON))
    assert refusal(content.getvalue()) == "foreign"


def test_a_cut_spreadsheet_is_refused():
    assert refusal(xlsx_bytes([list(AIS_PERSON)] * 50)[:-200]) == "damaged"


def test_an_empty_file_with_the_own_layouts_headings_is_recognised():
    file = open_referrals(io.BytesIO(";".join(HEADINGS).encode()), on=ON)
    assert (file.layout.code, file.unknown_headings, file.missing_headings) == ("samkraft", [], [])
    assert list(file) == []
