"""The monthly report of participants to Statistics Sweden for the social fund (INT-05, CON-05, SKY-07)."""

import hashlib
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from uuid import UUID

import pytest
import python_calamine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.access.rules import clashing_role
from samkraft.activities.models import Attendance
from samkraft.exchange.fund import rules
from samkraft.exchange.fund.actions import takings
from samkraft.exchange.fund.forms import row_of
from samkraft.exchange.models import FundReceipt
from samkraft.people.intake.consent_actions import withdraw_lines
from samkraft.people.models import CaseFile, NoticeGiven
from samkraft.people.protection import actions as protection
from samkraft.people.vault import lookup_hash, seal
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s
from tests.people.logged_in import logged_in, statements
from tests.steering.register import Register

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
APRIL, MAY, JUNE, JULY = (date(2021, month, 1) for month in (4, 5, 6, 7))
HEADINGS = ["Personnummer", "Startdatum", "Slutdatum", "Antal timmar", "E-post", "Mobiltelefon"]
CASE = UUID(int=1)


# --- the rules ---


def test_int05_a_month_is_told_as_it_stood_then():
    """Who began later isn't there, who left later has no last day yet; hours are those of the month."""
    hours = {MAY: Decimal("7.50")}
    stays, leaves, late, out = (
        rules.Taking(CASE, "2", date(2021, 5, 31), hours=hours),
        rules.Taking(CASE, "1", date(2020, 3, 2), date(2021, 6, 1)),
        rules.Taking(CASE, "3", date(2021, 6, 1)),
        rules.Taking(CASE, "", date(2020, 3, 2), why_not=rules.NOT_TOLD),
    )
    found = rules.rows_of(MAY, [stays, leaves, late, out])
    assert found == [
        rules.Row("1", date(2020, 3, 2), None, rules.NOTHING), rules.Row("2", date(2021, 5, 31), None, hours[MAY])
    ]  # fmt: skip
    assert rules.rows_of(JUNE, [leaves])[0].ended == date(2021, 6, 1)
    assert rules.rows_of(APRIL, [leaves, stays]) == rules.rows_of(APRIL, [leaves])
    assert rules.left_out(MAY, [stays, out, out]) == {rules.NOT_TOLD: 2}
    assert rules.months_over(date(2021, 4, 15), None, date(2021, 6, 30)) == [MAY, APRIL], (
        "June isn't over on its last day"
    )
    assert rules.months_over(APRIL, date(2021, 5, 2), date(2022, 1, 1)) == [MAY, APRIL]
    assert rules.due_on(MAY, 28) == date(2021, 6, 28)


@pytest.mark.parametrize(("sent", "again"), [
    ([(APRIL, ()), (MAY, ())], set()),
    ([(APRIL, ()), (MAY, ()), (APRIL, ())], {MAY}),
    ([(APRIL, ()), (MAY, ()), (JUNE, (APRIL,))], {APRIL, MAY, JUNE}),
    ([(APRIL, ()), (MAY, ()), (JUNE, (APRIL,)), (APRIL, ()), (MAY, ()), (JUNE, ())], set()),
    ([(MAY, ()), (JUNE, ()), (APRIL, (JUNE,))], {MAY, JUNE}),
])  # fmt: skip
def test_int05_who_corrects_a_month_sends_every_later_one_again(sent, again):
    files = [rules.Sent(place, *one) for place, one in enumerate(sent, 1)]
    assert rules.to_send_again(files) == again
    made = {month for month, _changed in sent}
    assert rules.waiting([JUNE, MAY, APRIL, date(2020, 1, 1)], made, again) == sorted(again | ({JUNE} - made))


def test_int05_a_month_is_made_after_those_before_it_and_the_first_one_here_is_any():
    over = [JULY, JUNE, MAY, APRIL]
    sent = [rules.Sent(1, APRIL), rules.Sent(2, MAY)]
    assert [rules.comes_first(month, over, sent) for month in over] == [JUNE, None, None, None]
    april_again = [*sent, rules.Sent(3, APRIL)]
    assert [rules.comes_first(month, over, april_again) for month in over] == [MAY, MAY, None, None]
    assert rules.comes_first(JULY, over, []) is None, "the earlier ones may have been sent from elsewhere"


@pytest.mark.parametrize(("line", "said"), [
    ("198503121234; 2021-02-01", "numret"), ("19850312T914; 2021-02-01", "numret"),
    ("19850230Tf29; 2021-02-01", "numret"),
    ("19850312Tf29", "semikolon"), ("19850312Tf29; 1 februari", "skriv dagar"), ("19850312Tf29; 2021-06-01", "månaden"),
    ("19850312Tf29; 2021-02-01; 2021-06-02", "månaden"), ("19850312Tf29; 2021-02-01; ; många", "timmarna"),
    ("19850312Tf29; 2021-02-01; ; -1", "timmarna"), ("19850312Tf29; 2021-02-01; ; NaN", "timmarna"),
])  # fmt: skip
def test_sky07_a_typed_row_is_a_dummy_number_or_nothing(line, said):
    with pytest.raises(ValueError, match=said) as wrong:
        row_of(line, MAY)
    assert "1985" not in str(wrong.value)


# --- the file ---


class Fund:
    """Karin's cases of the employment service, and who reports them."""

    def __init__(self):
        self.register = Register(s.staff("af", first_name="Karin", in_team=s.team()))
        self.karin = self.register.handler
        self.reporter = s.staff("af", Role.FUND_REPORTER, first_name="Vendela", last_name="Stråhle")
        on = date(2021, 3, 1)
        self.told, self.silent, self.refused, self.untold, self.hidden = (
            s.enrolled_case(self.karin, on=on, number=f"198503{day}T914", last_name="Hemligsson")
            for day in range(11, 16)
        )
        for case in (self.told, self.silent, self.refused, self.hidden):
            self.inform(case)
        self.register.refuse_statistics(self.refused)
        with s.as_(self.karin):
            protection.protect(self.hidden.pk, "mark")
        activity = self.register.activity(self.told, started=60, type="work_practice")
        for day, came, hours in ("05-03", True, 4), ("05-04", True, "3.5"), ("05-05", False, None), ("06-01", True, 8):
            with s.as_(self.karin):
                Attendance.objects.create(
                    activity=activity, day=date.fromisoformat(f"2021-{day}"), came=came, hours=hours,
                    written_by=self.karin, **self._own(self.told),
                )  # fmt: skip
        self.web = logged_in(self.reporter)

    def _own(self, case):
        return {"owner_branch": s.branch("af"), "case": case, "file": s.file_of(case, self.karin)}

    def inform(self, case):
        with s.as_(self.karin):
            NoticeGiven.objects.create(
                fund_version=1, language="svenska", how="paper", given_on=s.DAY, given_by=self.karin, **self._own(case)
            )

    def make(self, month="2021-05", typed=""):
        return self.web.post(reverse("exchange:fund_month", args=[month]), {"protected": typed})

    def rows(self, answer):
        return python_calamine.load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


@pytest.fixture
def fund():
    return Fund()


def test_int05_the_file_holds_number_days_and_hours_of_those_who_were_told_and_nothing_else(fund):
    """The known answer; whom it concerned is in the log before it is given, and nothing of it is kept."""
    answer = fund.make(typed="19850312Tf29; 2021-02-01; ; 24\n\n19900102Tf19;2021-05-01;2021-05-20;7,5\n")
    assert answer["Content-Disposition"] == 'attachment; filename="2021-05-malmokraften-2.0.xlsx"'
    assert fund.rows(answer) == [
        HEADINGS,
        ["19850311T914", "2021-03-01", "", 7.5, "okänt", "okänt"],
        ["19850312T914", "2021-03-01", "", 0.0, "okänt", "okänt"],
        ["19850312Tf29", "2021-02-01", "", 24.0, "okänt", "okänt"],
        ["19900102Tf19", "2021-05-01", "2021-05-20", 7.5, "okänt", "okänt"],
    ]
    assert b"Hemligsson" not in answer.content and answer.content[:2] == b"PK"
    with s.as_(fund.reporter):
        logged = ReadLog.objects.get(event="OUT-2")
        assert set(logged.case_ids) == {fund.told.pk, fund.silent.pk} and logged.object_type == "fund_report"
        receipt = FundReceipt.objects.get()
        assert f"sha256:{receipt.package_hash}" in logged.items and "24 kap. 8 §" in logged.reason
        assert receipt.rows == 2, "protected persons are counted nowhere"
        assert receipt.left_out == {"refused": 1, "not_told": 1}
        kept = " ".join(str(value) for value in FundReceipt.objects.values_list()[0])
        assert "19850312" not in kept and "19900102" not in kept
        with pytest.raises(DatabaseError), transaction.atomic():
            FundReceipt.objects.update(rows=1)
    with s.as_(s.staff("soc"), "soc"):
        assert not FundReceipt.objects.exists()
    untyped = fund.make()
    assert receipt.package_hash == hashlib.sha256(untyped.content).hexdigest(), "typed rows don't show in it"


def test_int05_what_has_changed_since_is_to_be_sent_again(fund):
    """An hour put right in April: May's making sees it, and April and May are both to be made again."""
    april, may = fund.make("2021-04"), fund.make("2021-05")
    assert fund.rows(april)[1][3] == 0.0 and fund.make("2021-05").content == may.content
    with s.as_(fund.karin):
        activity = Attendance.objects.first().activity
        Attendance.objects.create(
            activity=activity, day=date(2021, 4, 30), came=True, hours=2, written_by=fund.karin, **fund._own(fund.told)
        )
    page = reverse("exchange:fund_months")
    assert "Ska göras om" not in fund.web.get(page).content.decode()
    fund.make("2021-05")
    assert fund.web.get(page).content.decode().count("Ska göras om") == 2
    waits = fund.web.get(reverse("exchange:fund_month", args=["2021-05"])).content.decode()
    assert "april 2021 först" in waits and 'data-variant="secondary" type="submit">Gör filen' in waits
    refused = fund.make("2021-05", typed="19850312Tf29; 2021-02-01; ; 24")
    assert refused.status_code == 422 and "19850312Tf29" in refused.content.decode()
    with s.as_(fund.reporter):
        assert FundReceipt.objects.count() == 4, "a month is never made before one that comes first"
    for month in ("2021-04", "2021-05"):
        fund.make(month)
    assert "Ska göras om" not in fund.web.get(page).content.decode()


def test_int05_a_file_that_closes_stays_in_the_months_in_which_it_was_open(fund):
    """CON-06: consent is taken back on the last of June. May told the truth; how the case ends in July isn't told."""
    maja = s.staff("soc", first_name="Maja", in_team=s.team())
    case = s.enrolled_case(maja, "soc", on=date(2021, 4, 5), number="19850317T914")
    s.joined_branch(maja, case, "af", fund.karin, branch_code="soc")
    with s.as_(fund.karin):
        CaseFile.objects.filter(case=case).update(
            identity_kind="DEMO", identity_sealed=seal(s.branch("af"), "19850317T914"),
            identity_hash=lookup_hash(s.branch("af"), "19850317T914"),
        )  # fmt: skip
    fund.inform(case)
    april, may = fund.make("2021-04"), fund.make("2021-05")
    assert [row[0] for row in fund.rows(may)[1:]] == ["19850311T914", "19850312T914", "19850317T914"]
    with s.as_(maja, "soc"):
        assert withdraw_lines(case.pk, ConsentLine.objects.filter(case_id=case.pk), "oral") == 1
    with s.as_(maja, "soc", day=date(2021, 7, 5)):
        door.call("close_case", case.pk, date(2021, 7, 2))
    with s.as_(fund.karin):
        assert not CaseFile.objects.filter(case=case).exists(), "closed for work"
    assert (fund.make("2021-04").content, fund.make("2021-05").content) == (april.content, may.content)
    assert "Ska göras om" not in fund.web.get(reverse("exchange:fund_months")).content.decode()
    assert "3 deltagare" in fund.web.get(reverse("exchange:fund_month", args=["2021-05"])).content.decode()
    with s.as_(fund.reporter, day=date(2021, 8, 2)):
        (there,) = [one for one in takings(s.branch("af"), s.PROGRAMME, [JUNE, JULY]) if one.case_id == case.pk]
    assert there.ended is None and rules.took_part(there, JUNE) and not rules.took_part(there, JULY)


def test_int05_the_page_is_the_reporters_alone_and_off_until_turned_on(fund, settings, django_assert_max_num_queries):
    """Table B: a role of its own, with nobody's case; what is typed wrong is kept on the page."""
    page, month = reverse("exchange:fund_months"), reverse("exchange:fund_month", args=["2021-05"])
    assert fund.web.get("/", follow=True).request["PATH_INFO"] == page
    with django_assert_max_num_queries(24) as asked:
        shown = fund.web.get(month).content.decode()
    assert len(statements(asked.captured_queries)) <= 12
    assert "2 deltagare är med i filen" in shown and "Färre än fem har inte fått veta det än" in shown
    assert not any(word in shown for word in ("Hemligsson", "T914", fund.told.number))
    wrong = fund.make(typed="19850312Tf29; 2021-02-01\n19850312-1234; 2021-02-01")
    assert wrong.status_code == 422 and "Rad 2: numret" in wrong.content.decode()
    assert "19850312-1234" in wrong.content.decode(), "what was typed is kept"
    for address in (reverse("exchange:fund_month", args=["2021-06"]), reverse("exchange:fund_month", args=["maj"]),
                    reverse("people:case", args=[fund.told.pk]), "/deltagare/"):  # fmt: skip
        assert fund.web.get(address).status_code == 404, address
    leader, economist = (s.staff("af", role) for role in (Role.PROJECT_LEADER, Role.ECONOMIST))
    others = [logged_in(who) for who in (fund.karin, leader, economist)]
    others.append(logged_in(s.staff("soc", Role.FUND_REPORTER), "soc"))
    for web in others:
        assert (web.get(page).status_code, web.post(month).status_code) == (404, 404)
        assert f'href="{page}"' not in web.get(reverse("access:my_log")).content.decode()
    assert f'href="{page}"' in fund.web.get(reverse("access:my_log")).content.decode()
    for other in (Role.HANDLER, Role.ACCESS_ADMINISTRATOR, Role.LOG_REVIEWER):
        assert clashing_role(Role.FUND_REPORTER, [other]) == other
        assert clashing_role(other, [Role.FUND_REPORTER]) == Role.FUND_REPORTER
    settings.FUND_REPORTS = frozenset()
    assert (fund.web.get(page).status_code, fund.make().status_code) == (404, 404)
    assert f'href="{page}"' not in fund.web.get(reverse("access:my_log")).content.decode()
    assert fund.web.get("/", follow=True).status_code == 200


def test_gdpr09_the_person_is_told_by_itself_and_a_handler_notes_it(fund, client, settings):
    """INT-05: separate information; the same who is told later is in the next file. Nobody is asked where it is off."""
    web, url = logged_in(fund.karin), reverse("people:give_notice", args=[fund.untold.pk])
    assert "att uppgifter lämnas till SCB för ESF" in web.get(url).content.decode()
    told = {"what": ["fund"], "how": "interpreter", "given_on": "28 juni 2021", "language": "ar"}
    assert web.post(url, told).status_code == 302
    assert "om rapporten till SCB" in web.get(reverse("people:records", args=[fund.untold.pk])).content.decode()
    assert len(fund.rows(fund.make())) == 4
    for language, word in (("sv", "Statistiska centralbyrån"), ("en", "Statistics Sweden"), ("ar", "SCB")):
        assert word in client.get(reverse("people:notice", args=["esf", language])).content.decode()
    settings.FUND_REPORTS = frozenset()
    assert "SCB för ESF" not in web.get(url).content.decode()
    assert web.post(url, told).status_code == 422


def test_sky07_the_named_person_has_the_row_to_give(fund):
    with s.as_(fund.karin):
        year = CaseFile.objects.get(case=fund.hidden).birth_year
    page = logged_in(fund.karin).post(
        reverse("people:esf_number", args=[fund.hidden.pk]), {"born_on": f"{year}-03-15"}
    ).content.decode()  # fmt: skip
    assert f"{year}0315Tf29; 2021-03-01; ; timmar" in page


def test_int05_the_command_is_made_in_the_name_of_a_reporter(fund, tmp_path, settings):
    said, typed = StringIO(), tmp_path / "rader.txt"
    typed.write_text("19850312Tf29; 2021-02-01; ; 24\n", encoding="utf-8")
    ask = {"month": "2021-05", "person": fund.reporter.username, "stdout": said}
    call_command("report_to_fund", "AF", **ask, to=str(tmp_path / "ut"), protected=str(typed))
    (made,) = (tmp_path / "ut").iterdir()
    assert made.name == "2021-05-malmokraften-2.0.xlsx" and said.getvalue().startswith("2 rows in")
    assert len(python_calamine.load_workbook(str(made)).get_sheet_by_index(0).to_python()) == 4
    with s.as_(fund.reporter):
        assert ReadLog.objects.get(event="OUT-2").staff_id == fund.reporter.pk
    handler = {"person": fund.karin.username}
    for wrong, words in ((ask | handler, "no fund reporter"), (ask | {"month": "2021-06"}, "over"),
                         (ask | {"person": "ingen"}, "no such"), (ask | {"month": "maj"}, "over")):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            call_command("report_to_fund", "af", **wrong, to=str(tmp_path / "fel"))
    settings.FUND_REPORTS = frozenset()
    with pytest.raises(CommandError, match="turned off"):
        call_command("report_to_fund", "af", **ask, to=str(tmp_path / "fel"))
    assert not (tmp_path / "fel").exists()
