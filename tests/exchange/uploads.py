"""Situations of uploading: who uploads, a file arriving in pieces, a row in Samkraft's own layout."""

import csv
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile

from samkraft.access.choices import Role
from samkraft.exchange import staging
from samkraft.exchange.models import StagedRow
from samkraft.exchange.receiving import Arriving
from samkraft.exchange.samkraft_layout import COLUMNS, HEADINGS, PROTECTION
from tests import situations as s

FIELD = {column.field: column.heading for column in COLUMNS} | {"protected": PROTECTION}


def administrator(branch_code="af"):
    return s.staff(branch_code, Role.PROJECT_ADMINISTRATOR, first_name="Birgitta")


def person(number=1, **cells):
    """A row of somebody eligible; say what is different."""
    given = {
        "identity": f"19850312T{number:03d}",
        "last_name": f"Alm{number}",
        "first_name": "Elin",
        "protected": "nej",
        "sex": "",
        "municipality": "1280",
        "in_job": "ja",
        "phone": "070-1740605",
    }
    return given | cells


def csv_file(*people):
    """The rows as a file in Samkraft's layout, as bytes."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEADINGS)
    for one in people:
        by_heading = {FIELD[field]: value for field, value in one.items()}
        rows.writerow([by_heading.get(heading, "") for heading in HEADINGS])
    return text.getvalue().encode()


def arriving(content, name="anvisningar.csv", size=1000):
    """The bytes as they come in, a little at a time."""
    stream = BytesIO(content)
    return Arriving(name, iter(lambda: stream.read(size), b""))


def staged(who, *people, branch_code="af", content=None, name="anvisningar.csv"):
    """Stage a file as a person; the upload."""
    with s.as_(who, branch_code):
        content = csv_file(*people) if content is None else content
        return staging.stage(arriving(content, name), s.programme(), s.programme().version_on(s.DAY))


def rows_of(upload, who, branch_code="af"):
    """The staged rows by line."""
    with s.as_(who, branch_code):
        return {row.line: row for row in StagedRow.objects.filter(upload=upload).order_by("line")}


def sent(content, name="anvisningar.csv"):
    """A file as the test client sends it."""
    return SimpleUploadedFile(name, content, content_type="text/csv")


def log_in(client, who, branch_code="af"):
    client.force_login(who)
    session = client.session
    session["samkraft_acting"] = f"{branch_code}:{s.PROGRAMME}"
    session.save()
    return client
