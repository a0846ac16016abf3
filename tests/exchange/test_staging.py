"""Every row of a file gets its verdict, and nothing more is kept than the verdict needs."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from samkraft.exchange import staging
from samkraft.exchange.models import StagedRow, Upload
from samkraft.exchange.reading import ReferralFileError
from samkraft.exchange.receiving import Arriving, safe_name
from samkraft.people.choices import ReferralState
from samkraft.people.vault import unseal
from tests import situations as s
from tests.exchange import uploads as u

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def test_every_row_gets_a_verdict():
    """Issue "Intake": eligible, not eligible with each rule, undecided with fact and owner, unreadable."""
    birgitta = u.administrator()
    upload = u.staged(
        birgitta,
        u.person(1),
        u.person(2, municipality="0180", in_job="nej"),
        u.person(3, municipality=""),
        u.person(4, identity="19850312T0"),
    )
    rows = u.rows_of(upload, birgitta)
    assert [row.verdict for row in rows.values()] == ["eligible", "not_eligible", "undecided", "unreadable"]
    reasons = [finding["rule"] for finding in rows[3].findings]
    assert "Personen är inte folkbokförd i Malmö." in reasons
    assert "Personen deltar inte i jobb- och utvecklingsgarantin." in reasons
    missing = rows[4].content["verdict"]["missing"]
    assert [(fact["fact"], fact["owner"]) for fact in missing] == [("municipality", "af")]
    (problem,) = [finding for finding in rows[5].findings if finding["column"] == "Identitetsnummer"]
    assert problem["value"] == "•" * 10 and problem["remedy"]
    assert upload.rows == 4 and upload.count("eligible") == 1


def test_only_what_can_be_taken_is_kept_in_full():
    """Data minimisation: outside the target group and unreadable leave no name, no hash, no number."""
    birgitta = u.administrator()
    upload = u.staged(birgitta, u.person(1), u.person(2, municipality="0180"), u.person(3, first_name=""))
    eligible, outside, unreadable = u.rows_of(upload, birgitta).values()
    assert unseal(s.branch("af"), eligible.identity_sealed) == "19850312T001"
    for row in (outside, unreadable):
        assert (row.content, row.identity_hash, bytes(row.identity_sealed)) == ({}, "", b"")


def test_a_flaw_costs_only_the_value():
    birgitta = u.administrator()
    upload = u.staged(birgitta, u.person(1, phone="070 17"))
    (row,) = u.rows_of(upload, birgitta).values()
    assert row.verdict == "eligible" and row.is_flawed and row.content["phone"] == ""
    assert upload.count("flawed") == 1


def test_of_a_protected_person_only_the_line_is_kept():
    """SKY-01: stopped before storage."""
    birgitta = u.administrator()
    upload = u.staged(birgitta, u.person(1), u.person(2, protected="ja", last_name="Hemlig"))
    assert upload.protected_lines == [3] and upload.rows == 2
    assert list(u.rows_of(upload, birgitta)) == [2]
    with s.as_(birgitta), connection.cursor() as cursor:
        cursor.execute("select count(*) from exchange_stagedrow r where to_jsonb(r)::text like '%Hemlig%'")
        assert cursor.fetchone() == (0,)


def test_the_branch_own_people_are_known_again():
    birgitta = u.administrator()
    s.referral(birgitta, state=ReferralState.WAITING, number="19850312T001")
    s.enrolled_case(s.staff("af"), number="19850312T002")
    upload = u.staged(birgitta, u.person(1), u.person(2), u.person(3))
    rows = u.rows_of(upload, birgitta)
    assert [row.verdict for row in rows.values()] == ["known", "known", "eligible"]
    assert rows[2].content == {} and rows[2].identity_hash == ""


def test_a_person_known_in_another_branch_looks_like_an_unknown_one():
    """SEK-05: the answer tells nothing."""
    birgitta, sofia = u.administrator(), s.staff("soc")
    s.referral(sofia, "soc", state=ReferralState.WAITING, number="19850312T001")
    s.enrolled_case(sofia, "soc", number="19850312T002")
    upload = u.staged(birgitta, u.person(1), u.person(2), u.person(3))
    known_elsewhere, enrolled_elsewhere, unknown = u.rows_of(upload, birgitta).values()
    shape = {"verdict", "is_flawed", "findings"}
    seen = [{name: getattr(row, name) for name in shape} for row in (known_elsewhere, enrolled_elsewhere, unknown)]
    assert seen[0] == seen[1] == seen[2] and unknown.verdict == "eligible"


def test_a_way_that_is_not_the_branch_own_stops_the_row():
    birgitta = u.administrator()
    upload = u.staged(birgitta, u.person(1, way="soc_form"), u.person(2, way="af_form"), u.person(3))
    rows = u.rows_of(upload, birgitta)
    assert rows[2].findings[0]["column"] == "Anvisningsväg"
    assert (rows[3].content["way"], rows[3].content["in_frame"]) == ("af_form", False)
    assert (rows[4].content["way"], rows[4].content["in_frame"]) == ("af_file", True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"a;b;c\r\n1;2;3\r\n", "wrong_headings"),
        (u.csv_file(), "no_rows"),
        (u.csv_file(u.person(1)) + b"19850312T002;Alm;El\x00in;nej\r\n", "nul"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (b"%PDF-1.7\n", "foreign"),
    ],
)
def test_a_file_that_can_not_be_read_leaves_nothing(content, code):
    birgitta = u.administrator()
    with pytest.raises(ReferralFileError) as refusal:
        u.staged(birgitta, content=content)
    assert refusal.value.code == code
    with s.as_(birgitta):
        assert not Upload.objects.exists() and not StagedRow.objects.exists()


def test_a_connection_that_breaks_leaves_nothing(monkeypatch):
    """Issue "Bad input, faults": nothing half-written, also when whole batches are in."""
    birgitta = u.administrator()
    monkeypatch.setattr(staging, "BATCH", 2)
    content = u.csv_file(*(u.person(n) for n in range(1, 40)))

    def broken():
        yield content[:3000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError), s.as_(birgitta):
        staging.stage(Arriving("a.csv", broken()), s.programme(), s.programme().version_on(s.DAY))
    with s.as_(birgitta):
        assert not Upload.objects.exists() and not StagedRow.objects.exists()


def test_too_large_and_too_long_files_are_refused(monkeypatch):
    birgitta = u.administrator()
    monkeypatch.setattr(staging, "MAX_ROWS", 2)
    with pytest.raises(ReferralFileError) as refusal:
        u.staged(birgitta, *(u.person(n) for n in range(1, 4)))
    assert refusal.value.code == "too_many_rows"
    large = Arriving("a.csv", iter([b"x" * 60, b"x" * 60]), max_bytes=100)
    assert len(large.read(1000)) == 60
    with pytest.raises(ReferralFileError):
        large.read(1000)


def test_the_same_file_waits_once():
    birgitta = u.administrator()
    u.staged(birgitta, u.person(1))
    again = u.staged(birgitta, u.person(1))
    with s.as_(birgitta):
        assert [upload.pk for upload in Upload.objects.all()] == [again.pk]
        assert StagedRow.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("anvisningar-mars-2026.csv", "anvisningar-mars-2026.csv"),
        ("anvisningar-20210630.xlsx", "anvisningar-20210630.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\bh\\fil.csv", "fil.csv"),
        ("Samira 19850312-T014.csv", "Samira ••••••••-••••.csv"),
        ("19850312T014.csv", "••••••••-••••.csv"),
        ("a\x00b\u202ec\n.csv", "abc.csv"),
        ("", "fil utan namn"),
        ("x" * 300 + ".csv", "x" * 71 + "…xxxx.csv"),
    ],
)
def test_a_file_name_is_harmless(sent, shown):
    """GDPR-12: no number in a file name; no folder, no hidden signs."""
    assert safe_name(sent) == shown


def test_staging_is_gone_after_a_day():
    """Issue "Intake": purged after 24 h; a taken file leaves counts and hash by which it is known again."""
    birgitta = u.administrator()
    old, fresh = u.staged(birgitta, u.person(1)), u.staged(birgitta, u.person(2))
    taken = u.staged(birgitta, u.person(3), u.person(4, municipality="0180"))
    with s.as_(birgitta):
        long_ago = timezone.now() - timedelta(hours=25)
        Upload.objects.filter(pk__in=[old.pk, taken.pk]).update(uploaded_at=long_ago)
        Upload.objects.filter(pk=taken.pk).update(taken_at=long_ago)
    call_command("purge_staging", verbosity=0)
    with s.as_(birgitta):
        assert set(Upload.objects.values_list("pk", flat=True)) == {fresh.pk, taken.pk}
        assert set(StagedRow.objects.values_list("upload", flat=True)) == {fresh.pk}


def test_no_history_outlives_the_staging():
    """The database's history would keep for good what is to be gone in 24 hours."""
    birgitta = u.administrator()
    u.staged(birgitta, u.person(1))
    with s.as_(birgitta):
        staging.purge(before=timezone.now() + timedelta(hours=1))
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from access_rowhistory where table_name = 'exchange_stagedrow'")
            assert cursor.fetchone() == (0,)


def test_another_branch_sees_nothing_of_an_upload():
    birgitta, sofia = u.administrator(), s.staff("soc")
    u.staged(birgitta, u.person(1))
    with s.as_(sofia, "soc"):
        assert not Upload.objects.exists() and not StagedRow.objects.exists()
