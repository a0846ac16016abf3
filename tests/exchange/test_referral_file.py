import csv
import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from samkraft.exchange import reading
from samkraft.exchange.ais_layout import COLUMNS, HEADINGS
from samkraft.exchange.referral_file import ReferralFileError, open_referrals, read_referrals
from samkraft.exchange.samkraft_layout import COLUMNS as SAMKRAFT_COLUMNS
from samkraft.exchange.samkraft_layout import PROTECTION
from samkraft.exchange.samples import write_ais_csv

ON = date(2021, 6, 30)
DOCS = Path(__file__).parent.parent.parent / "docs" / "referral-file.md"
AIS_PERSON = {
    "PERSONNR": "19850312T014",
    "EFTERNAMN": "Lindhav",
    "FORNAMN": "Ingrid",
    "KON": "K",
    "HEMKOMMUN_KOD": "1280",
    "SKAT": "70",
    "AKTUELL_SEDAN": "2019-03-01",
    "ANTAL_JOB_DAGAR": "412",
    "FK_ANTAL_AKTIVITETS_STODDAGAR": "200",
    "TEL_MOBIL": "070-1740605",
    "EPOST": "ingrid@example.org",
    "UTBILDNINGSNIVA": "3",
    "TOLKSPRAK": "",
    "SEKRETESS_FBF": "N",
    "SKYDDAD_FBF": "N",
}
OWN_PERSON = {
    "Identitetsnummer": "19850312T014",
    "Efternamn": "Åberg",
    "Förnamn": "Ängla",
    "Skyddade personuppgifter": "nej",
}


def csv_bytes(*people, headings=None, delimiter=";", encoding="utf-8", end="\r\n"):
    headings = headings or list(people[0])
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, delimiter=delimiter, lineterminator=end, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows, sheets=1):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": True}) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(i, j, value, day)
                    else:
                        sheet.write(i, j, value)
    return content.getvalue()


def rows_of(content, **options):
    return list(read_referrals(io.BytesIO(content), on=ON, **options))


def ais(**changes):
    (row,) = rows_of(csv_bytes({**AIS_PERSON, **changes}))
    return row


def own(**changes):
    (row,) = rows_of(csv_bytes({**OWN_PERSON, **changes}))
    return row


def refusal(content, **options):
    with pytest.raises(ReferralFileError) as caught:
        rows_of(content, **options)
    assert str(caught.value).endswith(".")
    return caught.value.code


def the_problem(row):
    (problem,) = row.problems
    return problem


# --- what a good row becomes -----------------------------------------------------------------------


def test_an_ais_row_becomes_a_person_with_facts():
    row = ais()
    assert row.line == 2
    assert row.can_be_taken
    assert row.problems == []
    assert row.identity.canonical == "19850312T014"
    assert (row.first_name, row.last_name, row.sex) == ("Ingrid", "Lindhav", "woman")
    assert row.birth_date == date(1985, 3, 12)
    assert (row.phone, row.email) == ("070-1740605", "ingrid@example.org")
    assert row.schooling == "upper_secondary"
    assert row.facts == {
        "municipality": "1280",
        "skat": "70",
        "registered_since": date(2019, 3, 1),
        "job_days": 412,
        "activity_support_days": 200,
        "activity_support": True,
        "is_job_seeker": True,
    }
    assert row.json_facts["registered_since"] == "2019-03-01"


def test_a_row_of_the_own_layout_carries_what_other_owners_know():
    row = own(
        **{
            "Kön": "kvinna",
            "Språk": "dari",
            "Behöver tolk": "Nej",
            "Utbildning": "Grundskola",
            "Anvisningsväg": "soc_form",
            "Anvisad den": "2021-06-01",
            "Enhet": "Söder",
            "Folkbokföringskommun": "1280 Malmö",
            "Behov av samordning": "ja",
            "Arbetssökande": "JA",
            "Inskriven sedan": "20190301",
            "I jobb- och utvecklingsgarantin": "nej",
            "Dagar i jobb- och utvecklingsgarantin": "12",
            "Aktivitetsstöd": "N",
            "Försörjningsstöd": "x",
            "Kompletterande försörjningsstöd": "0",
            "Sjukpenning": "",
        }
    )
    assert row.problems == []
    assert (row.way, row.unit, row.referred_on) == ("soc_form", "Söder", date(2021, 6, 1))
    assert (row.language, row.needs_interpreter, row.schooling) == ("dari", False, "compulsory")
    assert row.facts == {
        "municipality": "1280",
        "needs_coordination": True,
        "is_job_seeker": True,
        "registered_since": date(2019, 3, 1),
        "in_job": False,
        "job_days": 12,
        "activity_support": False,
        "income_support": True,
        "supplementary_income_support": False,
        "referral_way": "soc_form",
    }


def test_p_012_the_programme_file_says_which_categories_are_the_job_guarantee():
    class Fact:
        code, code_list, codes = "in_job", "skat", ("70", "79")

    class Definition:
        facts = (Fact,)

    people = [
        {**AIS_PERSON, "SKAT": skat, "PERSONNR": f"19850312T0{i}4"} for i, skat in enumerate(["70", "11", ""])
    ]
    found = [row.facts.get("in_job") for row in rows_of(csv_bytes(*people), definition=Definition)]
    assert found == [True, False, None]


def test_an_empty_cell_leaves_the_fact_unknown():
    row = ais(SKAT="", AKTUELL_SEDAN="  ", FK_ANTAL_AKTIVITETS_STODDAGAR="", ANTAL_JOB_DAGAR="")
    assert row.facts == {"municipality": "1280"}
    assert row.can_be_taken


def test_padded_cells_and_headings_in_any_case_and_order_are_read():
    person = {f"  {heading.lower()} ": f" {value}   " for heading, value in reversed(AIS_PERSON.items())}
    (row,) = rows_of(csv_bytes(person))
    assert row.facts == ais().facts
    assert row.last_name == "Lindhav"


def test_all_122_headings_are_known_and_unknown_ones_are_named():
    file = open_referrals(io.BytesIO(csv_bytes(AIS_PERSON, headings=[*HEADINGS, "EGEN"])), on=ON)
    assert len(HEADINGS) == 122
    assert file.unknown_headings == ["EGEN"]
    assert file.missing_headings == []
    short = open_referrals(io.BytesIO(csv_bytes(AIS_PERSON)), on=ON)
    assert "AVAKT_DATUM" in short.missing_headings


def test_periods_that_overlap_or_run_backwards_stand_as_given():
    row = ais(AKTIVITETSGARANTI_FROM_DATUM="2020-05-01", AKTIVITETSGARANTI_TOM_DATUM="2019-01-31")
    assert row.problems == []
    assert (row.facts["job_from"], row.facts["job_until"]) == (date(2020, 5, 1), date(2019, 1, 31))


@pytest.mark.parametrize(
    "gone, is_seeker", [("2021-05-01", False), ("2021-07-15", True), ("2018-01-01", True)]
)
def test_one_who_has_left_the_register_is_no_job_seeker(gone, is_seeker):
    assert ais(AVAKT_DATUM=gone).facts["is_job_seeker"] is is_seeker


@pytest.mark.parametrize(
    "written", ["2019-03-01", "20190301", "2019-03-01 00:00:00", "2019-03-01T04:12:07.000"]
)
def test_days_are_read_in_every_spelling(written):
    assert ais(AKTUELL_SEDAN=written).facts["registered_since"] == date(2019, 3, 1)


@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31", "00000000"])
def test_the_systems_own_way_to_say_no_day_is_no_day(written):
    assert "job_until" not in ais(AKTIVITETSGARANTI_TOM_DATUM=written).facts


def test_numbers_may_be_padded_or_have_empty_decimals():
    assert ais(ANTAL_JOB_DAGAR="0412.0").facts["job_days"] == 412


@pytest.mark.parametrize(
    "level, schooling",
    [
        ("0", "compulsory"),
        ("2", "compulsory"),
        ("03", "upper_secondary"),
        ("6", "other"),
        ("9", "unknown"),
        ("", "unknown"),
    ],
)
def test_p_014_education_levels_fall_into_the_programmes_groups(level, schooling):
    assert ais(UTBILDNINGSNIVA=level).schooling == schooling


def test_an_interpreter_language_means_that_an_interpreter_is_needed():
    row = ais(TOLKSPRAK="arabiska")
    assert (row.language, row.needs_interpreter) == ("arabiska", True)


def test_the_home_telephone_stands_in_for_the_mobile():
    assert ais(TEL_MOBIL="", TEL_BOSTAD="070-1740606").phone == "070-1740606"


def test_health_columns_and_free_text_are_never_read():
    read = {column.heading for column in COLUMNS}
    never = {"SJUKAKTIVITET_ERS", "UNG_FUNKTIONSHINDRAD", "SIUS_FROM_DATUM", "SIUS_TOM_DATUM", "FRITEXT_UAT"}
    never |= {"FODELSELAND", "FODELSELAND_KOD", "KOMPL_MATCHNING_INFO", "HANDLINGAR", "AVAKT_ORSAK"}
    assert not read & never
    assert "hemligt" not in repr(ais(**dict.fromkeys(never, "hemligt")))


# --- protected identity ----------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["SEKRETESS_FBF", "SKYDDAD_FBF"])
@pytest.mark.parametrize("value", ["J", "ja", "1", "X", "true", " J ", "S", "?"])
def test_sky_01_only_the_line_number_of_a_protected_person_leaves_the_parser(flag, value):
    row = ais(**{flag: value})
    assert row.protected
    assert not row.can_be_taken
    assert row.line == 2
    assert (row.identity, row.first_name, row.last_name, row.phone, row.facts, row.problems) == (
        None,
        "",
        "",
        "",
        {},
        [],
    )
    assert "Lindhav" not in repr(row)
    assert "T014" not in repr(row)


@pytest.mark.parametrize("value", ["", "N", "nej", "0", " n "])
def test_a_flag_that_says_no_lets_the_row_through(value):
    assert not ais(SEKRETESS_FBF=value, SKYDDAD_FBF=value).protected


def test_sky_01_protection_is_seen_before_any_fault_in_the_row():
    row = ais(PERSONNR="fel", AKTUELL_SEDAN="fel", SKYDDAD_FBF="J")
    assert row.protected
    assert row.problems == []


def test_sky_01_a_protected_person_leaves_no_trace_on_a_later_row():
    people = [{**AIS_PERSON, "SKYDDAD_FBF": "J"}, AIS_PERSON]
    first, second = rows_of(csv_bytes(*people))
    assert first.protected
    assert second.can_be_taken


def test_sky_01_the_own_layout_stops_protected_people_too():
    row = own(**{PROTECTION: "ja"})
    assert row.protected
    assert row.identity is None


@pytest.mark.parametrize("missing", ["SEKRETESS_FBF", "SKYDDAD_FBF", "PERSONNR", "EFTERNAMN"])
def test_a_file_without_a_needed_column_is_refused(missing):
    person = {heading: value for heading, value in AIS_PERSON.items() if heading != missing}
    with pytest.raises(ReferralFileError, match=missing):
        rows_of(csv_bytes(person))


def test_sky_01_a_row_whose_cells_have_moved_is_dropped_with_its_content():
    content = csv_bytes(AIS_PERSON) + b"19850312T024;Moved;x;y;z\r\n"
    row = rows_of(content)[1]
    assert "kolumner" in the_problem(row).rule
    assert row.identity is None
    assert "Moved" not in repr(row)


# --- problems in a row -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading, value, rule",
    [
        ("PERSONNR", "19850312T01", "för kort"),
        ("PERSONNR", "", "saknas"),
        ("PERSONNR", "20310312T014", "framtiden"),
        ("EFTERNAMN", " ", "saknas"),
        ("EFTERNAMN", "x" * 81, "80 tecken"),
        ("FORNAMN", "=HYPERLINK(A1)", "formel"),
        ("FORNAMN", "An\x07na", "styrtecken"),
        ("AKTUELL_SEDAN", "2021-02-30", "finns inte"),
        ("AKTUELL_SEDAN", "2031-05-02", "framtiden"),
        ("AKTUELL_SEDAN", "i våras", "inget datum"),
        ("ANTAL_JOB_DAGAR", "-3", "heltal|helt antal"),
        ("HEMKOMMUN_KOD", "Malmö", "fyra siffror"),
        ("SKAT", "JOB", "två siffror"),
        ("KON", "X", "K eller M"),
    ],
)
def test_a_wrong_value_is_reported_with_line_column_rule_and_remedy(heading, value, rule):
    import re

    row = ais(**{heading: value})
    problem = the_problem(row)
    assert (problem.line, problem.column) == (2, heading)
    assert re.search(rule, str(problem.rule))
    assert str(problem.remedy).endswith(".")
    assert not row.can_be_taken


@pytest.mark.parametrize(
    "heading, value",
    [("TEL_MOBIL", "070 17"), ("TEL_MOBIL", "ring"), ("EPOST", "ingrid(a)example"), ("TOLKSPRAK", "x" * 50)],
)
def test_a_flaw_in_contact_details_costs_the_value_not_the_row(heading, value):
    row = ais(**{heading: value})
    assert row.can_be_taken
    assert not the_problem(row).blocking
    assert value not in (row.phone, row.email, row.language)


def test_gdpr_12_no_problem_shows_an_identity_number():
    people = [
        {**AIS_PERSON, "PERSONNR": "19850312T0145"},
        {**AIS_PERSON, "AKTUELL_SEDAN": "19850312T014"},
        {**AIS_PERSON, "HEMKOMMUN_KOD": "850312-T014", "PERSONNR": "19850312T034"},
        AIS_PERSON,
        AIS_PERSON,
    ]
    for row in rows_of(csv_bytes(*people)):
        for problem in row.problems:
            assert "0312" not in f"{problem.value} {problem.rule} {problem.remedy}"


def test_the_same_person_twice_is_told_where_the_first_row_is():
    first, second = rows_of(csv_bytes(AIS_PERSON, {**AIS_PERSON, "PERSONNR": "19850312-T014"}))
    assert first.can_be_taken
    assert not second.can_be_taken
    assert str(the_problem(second).rule) == "Personen finns redan på rad 2."


def test_pnr_01_ten_digits_are_taken_with_a_word_about_the_year():
    listed = (Path(__file__).parent.parent / "data/identity/personal_numbers.txt").read_text().split()
    number = next(n for n in listed if n.startswith("1985") and n[10] in "02468")
    row = ais(PERSONNR=number[2:])
    assert row.identity.canonical == number
    assert row.can_be_taken
    assert "1985" in the_problem(row).rule


def test_pnr_07_a_mode_refuses_numbers_that_are_not_for_it():
    (row,) = rows_of(csv_bytes(AIS_PERSON), mode="production")
    assert "demonummer" in str(the_problem(row).rule)
    assert rows_of(csv_bytes(AIS_PERSON), mode="demo")[0].can_be_taken


def test_a_sex_that_neither_column_nor_number_tells_is_asked_for():
    row = ais(PERSONNR="19850312A1B2", KON="")
    assert "Kön saknas" in str(the_problem(row).rule)


def test_a_sex_unlike_the_numbers_is_noted_and_the_column_stands():
    row = ais(KON="M")
    assert row.can_be_taken
    assert row.sex == "man"
    assert not the_problem(row).blocking


# --- how files are written -------------------------------------------------------------------------


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
        + csv_bytes(
            {**AIS_PERSON, "PERSONNR": "19850312T034", "EFTERNAMN": "Ödman"}, encoding="cp1252"
        ).split(b"\r\n", 1)[1]
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
    content = "\n".join(
        [head, line.replace("Ingrid", '"Ingrid'), line, line.replace("Ingrid", 'In"'), line]
    ).encode()
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


# --- files that can't be read ----------------------------------------------------------------------


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


# --- Excel -----------------------------------------------------------------------------------------


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
    listed = (Path(__file__).parent.parent / "data/identity/personal_numbers.txt").read_text().split()
    values = {**AIS_PERSON, "PERSONNR": int(listed[900]), "KON": ""}
    (row,) = rows_of(xlsx_bytes([list(values), list(values.values())]))
    assert row.identity.canonical == listed[900]


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


# --- samples ---------------------------------------------------------------------------------------


def sample(rows=400, **options):
    content = io.BytesIO()
    written = write_ais_csv(content, rows, **options)
    return content.getvalue(), written


def test_a_sample_file_reads_back_as_it_was_meant():
    content, written = sample()
    rows = rows_of(content, mode="demo")
    assert [row.line for row in rows] == list(range(2, 402))
    assert [row.line for row in rows if row.protected] == written.protected == [17, 217]
    harmless = {"telephone too short", "another municipality", "category missing"}
    blocked = {line for line, fault in written.faulty.items() if fault not in harmless}
    assert {row.line for row in rows if not row.can_be_taken} == blocked | set(written.protected)
    flawed = {line for line, fault in written.faulty.items() if fault == "telephone too short"}
    assert {row.line for row in rows if row.problems} == blocked | flawed


def test_even_a_small_sample_has_every_kind_of_fault_and_a_protected_person():
    _, written = sample(rows=40)
    assert len(Counter(written.faulty.values())) == 12
    assert written.protected == [17]


@pytest.mark.parametrize("encoding, delimiter", [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", "\t")])
def test_the_same_seed_gives_the_same_file_however_it_is_written(encoding, delimiter):
    content, _ = sample(encoding=encoding, delimiter=delimiter)
    assert content == sample(encoding=encoding, delimiter=delimiter)[0]
    names = [(row.last_name, row.json_facts) for row in rows_of(content)]
    assert names == [(row.last_name, row.json_facts) for row in rows_of(sample()[0])]
    assert content != sample(encoding=encoding, delimiter=delimiter, seed=2)[0]


def test_a_sample_without_faults_is_taken_whole():
    content, written = sample(faults=False)
    assert all(row.can_be_taken for row in rows_of(content, mode="demo"))
    assert not written.faulty


def test_memory_does_not_grow_with_the_file():
    """All that is kept per person is the entry by which a second row is found."""
    import tracemalloc

    content, _ = sample(rows=3000, faults=False)
    tracemalloc.start()
    for _ in read_referrals(io.BytesIO(content), on=ON):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000 < 3 * len(content)


# --- documentation ---------------------------------------------------------------------------------


def test_every_heading_that_is_read_is_documented():
    text = DOCS.read_text()
    for column in (*COLUMNS, *SAMKRAFT_COLUMNS):
        assert f"`{column.heading}`" in text, column.heading
    for heading in ("SEKRETESS_FBF", "SKYDDAD_FBF", PROTECTION):
        assert f"`{heading}`" in text
