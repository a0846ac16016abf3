"""Small referral files for tests, and what becomes of them."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from samkraft.exchange.referral_file import ReferralFileError, read_referrals

ON = date(2021, 6, 30)
LISTED = (Path(__file__).parent.parent / "data" / "identity" / "personal_numbers.txt").read_text().split()
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
