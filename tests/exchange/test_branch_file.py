"""A month's file of benefits, or AIS's list, for all the people of a branch (INT-02, P-036, P-063)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import HistoryEntry
from samkraft.exchange.ais_layout import HEADINGS as AIS_HEADINGS
from samkraft.exchange.history_models import HistoryFile
from samkraft.people.case_access import OpenCase
from samkraft.people.models import BenefitFact, CaseFile, Discharge, ReturnSignal
from samkraft.people.protection import actions as protection
from samkraft.people.rights import case_rights
from samkraft.sharing import door
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

HERS, COLLEAGUES, GONE, NOBODYS = "19850312T014", "19850312T998", "19850312T992", "19850312T996"
HEAD = "Identitetsnummer;Skyddade personuppgifter;Ersättning;Från;Till;Omfattning\n"


def sent(client, text, name="ersattningar.csv"):
    """Send a file; the answer."""
    return client.post(reverse("exchange:branch_new"), {"file": SimpleUploadedFile(name, text.encode())})


@pytest.fixture
def sven(client):
    """The branch's project administrator, who has no case of her own; two handlers have one each."""
    sven = s.staff("af", Role.PROJECT_ADMINISTRATOR, first_name="Sven")
    s.log_in(client, sven)
    return sven


@pytest.fixture
def karin():
    return s.staff("af", in_team=s.team())


def discharged(person, number):
    """Somebody who reached the goal three weeks ago."""
    case = s.enrolled_case(person, number=number)
    with s.as_(person):
        file = CaseFile.objects.get(case=case)
        Discharge.objects.create(owner_branch=file.owner_branch, case=case, file=file, reason="work",
                                 outcome="work_unsupported", decided_by=person,
                                 discharged_on=s.DAY - timedelta(days=20))  # fmt: skip
        door.call("close_case", case.pk, s.DAY - timedelta(days=20))
    return case


def test_int02_one_file_tells_of_all_the_branch_s_people_once_and_shows_nobody(client, sven, karin):
    """SEK-05, SKY-01, REG-02: lines and verdicts alone; nothing is taken before it is confirmed; P-036: who is back."""
    s.enrolled_case(karin, number=HERS)
    s.enrolled_case(s.staff("af", first_name="Anna"), number=COLLEAGUES)
    gone = discharged(karin, GONE)
    s.enrolled_case(s.staff("soc", first_name="Jonas"), "soc", number=NOBODYS)
    rows = [f"{HERS};nej;registered;2021-02-01;;", f"{COLLEAGUES};nej;activity_support;2021-01-10;;50 %",
            f"{HERS};nej;registered;2021-13-01;;", f"{NOBODYS};nej;registered;2021-02-01;;",
            f"{HERS};ja;registered;2021-02-01;;", f"{GONE};nej;registered;{s.DAY - timedelta(days=3)};;"]  # fmt: skip
    answer = sent(client, HEAD + "\n".join(rows))
    page = client.get(answer.url).content.decode()
    assert "Läs in 3 rader" in page and "Ingen av era deltagare" in page and "Stoppad: skyddade" in page
    assert "Samira" not in page and HERS not in page and "aktivitetsstöd" not in page
    with s.as_(sven):
        assert not BenefitFact.objects.exists()
        stranger = next(row for row in HistoryFile.objects.get().content if row["line"] == 5)
        assert stranger == {"line": 5, "verdict": "not_yours", "why": "", "case": ""}
    for _twice in range(2):
        client.post(f"{answer.url}las-in/")
    with s.as_(sven):
        assert BenefitFact.objects.count() == 3 and HistoryFile.objects.get().content == []
        signal = ReturnSignal.objects.get()
        assert (signal.case_id, signal.source, signal.kind) == (gone.pk, "fact", "registered")
    client.post(f"{sent(client, HEAD + chr(10).join(rows)).url}las-in/")
    with s.as_(sven):
        assert BenefitFact.objects.count() == 3
    with s.as_(s.staff("soc", first_name="Ove"), "soc"):
        assert not BenefitFact.objects.exists()


def test_p063_the_section_codes_of_the_employment_service_s_list_are_checked_off_for_all(client, sven, karin):
    """Of the list nothing else is read: who came and went stands in each handler's own reading."""
    case = s.enrolled_case(karin, number=HERS)
    told = {
        "PERSONNR": HERS,
        "SEKTION": "MK20",
        "SEKRETESS_FBF": "0",
        "SKYDDAD_FBF": "0",
        "AKTUELL_SEDAN": "2020-01-07",
    }
    text = ";".join(AIS_HEADINGS) + "\n" + ";".join(told.get(name, "") for name in AIS_HEADINGS) + "\n"
    url = sent(client, text, "arbetssokande.csv").url
    client.post(f"{url}las-in/")
    with s.as_(karin):
        fact = BenefitFact.objects.get()
        assert (fact.case_id, fact.kind, fact.noted_by, HistoryEntry.objects.count()) == (
            case.pk,
            "section_code",
            sven,
            0,
        )
    client.post(f"{sent(client, text).url}las-in/")
    with s.as_(karin):
        assert BenefitFact.objects.get().revision == 1


def ais(*people):
    """The employment service's list, with the section code of each."""
    base = {"SEKRETESS_FBF": "0", "SKYDDAD_FBF": "0", "AKTUELL_SEDAN": "2020-01-07"}
    told = [base | {"PERSONNR": number, "SEKTION": code} for number, code in people]
    lines = [";".join(one.get(name, "") for name in AIS_HEADINGS) for one in told]
    return "\n".join([";".join(AIS_HEADINGS), *lines, ""])


def test_p063_somebody_discharged_is_said_to_be_so_and_a_stranger_is_not(client, sven, karin):
    discharged(karin, GONE)
    s.enrolled_case(s.staff("soc", first_name="Jonas"), "soc", number=NOBODYS)
    page = client.get(sent(client, ais((GONE, "MK20"), (NOBODYS, "MK20"))).url).content.decode()
    assert page.count("Utskriven") == 2 and "bara de som är inskrivna" in page  # in its row and in the sum
    assert page.count("Ingen av era deltagare") == 2 and "ingen rad att läsa in" in page


def _said(client, text):
    """What the page says of a file: its rows and sums."""
    page = client.get(sent(client, text).url).content.decode()
    return page[page.index("<tbody") : page.index("</tbody>")], page[page.index("<dl") : page.index("</dl>")]


def _receipt(client, text):
    url = sent(client, text).url
    page = client.post(f"{url}las-in/", follow=True).content.decode()
    assert "En rad ur" in page and "Det som var nytt" in page
    return page[page.index("<h1") : page.index("</h1>")], page[page.index("<dl") : page.index("</dl>")]


def test_reg02_the_page_says_the_same_whatever_the_file_held_before(client, sven, karin):
    """New, known, changed: neither before it is confirmed nor after; the log says about whom it was asked (REG-12)."""
    case = s.enrolled_case(karin, number=HERS)
    line, longer = (HEAD + f"{HERS};nej;registered;2021-02-01;{end};\n" for end in ("", "2021-05-01"))
    new, taken = _said(client, line), _receipt(client, line)
    assert "Läses in" in new[0] and "Inläst" in taken[1] and "Läses in" not in taken[1]
    assert _said(client, line) == new and _receipt(client, line) == taken
    assert _said(client, longer) == new and _receipt(client, longer) == taken
    with s.as_(karin):
        fact = BenefitFact.objects.get()
        assert (fact.revision, str(fact.valid_until)) == (2, "2021-05-01")
    listed, unlisted = ais((HERS, "MK20")), ais((HERS, "0471"))
    said = [_said(client, listed), _said(client, unlisted)]
    _receipt(client, listed)
    said += [_said(client, listed), _said(client, unlisted)]
    assert all(one == said[0] for one in said)
    with s.as_(sven):
        assert ReadLog.objects.filter(object_type="history_file", case_ids__contains=[case.pk]).count() >= 8


def test_gdpr08_nothing_is_read_into_a_restricted_file_and_the_page_does_not_say_why(client, sven, karin):
    """Also when it was restricted after the reading. The near misses: another's file, and one no longer restricted."""
    case = s.enrolled_case(karin, number=HERS)
    other = s.enrolled_case(karin, number=COLLEAGUES)
    rows = HEAD + "".join(f"{number};nej;registered;2021-02-01;;\n" for number in (HERS, COLLEAGUES))
    before = sent(client, rows).url
    with s.as_(karin) as who:
        case_rights.restrict(OpenCase(case, CaseFile.objects.get(case=case)), who, "Hon bestrider uppgiften")
    client.post(f"{before}las-in/")
    with s.as_(karin):
        assert BenefitFact.objects.get().case_id == other.pk
    page = client.get(sent(client, rows).url).content.decode()
    assert "Stoppad" in page and "Fråga den som har ärendet." in page
    assert "egräns" not in page and "bestrider" not in page
    with s.as_(karin) as who:
        case_rights.lift(OpenCase(case, CaseFile.objects.get(case=case)), who, "Klart")
    client.post(f"{sent(client, rows).url}las-in/")
    with s.as_(karin):
        assert BenefitFact.objects.filter(case=case).count() == 1


def test_a_file_of_many_rows_costs_the_database_little_more_than_one_of_few(client, sven, karin):
    """Rows come by the thousand: only the log asks for a statement of each case."""
    s.enrolled_case(karin, number=HERS)

    def statements(first, rows):
        days = (s.DAY - timedelta(days=first + n) for n in range(rows))
        url = sent(client, HEAD + "".join(f"{HERS};nej;registered;{day};;\n" for day in days)).url
        with CaptureQueriesContext(connection) as asked:
            client.post(f"{url}las-in/")
        return len(asked)

    statements(1, 1)
    few = statements(10, 2)
    assert statements(100, 400) <= few + 2
    with s.as_(karin):
        assert BenefitFact.objects.count() == 403


def test_a_file_of_histories_isn_t_read_for_a_branch_and_a_handler_doesn_t_read_in_for_all(client, sven, karin):
    """INT-02: what lacks a heading keeps nothing; one's own files and the branch's are apart."""
    wrong = sent(client, "Identitetsnummer;Skyddade personuppgifter;Från;Till;Slag\n1;nej;2012;;Kontakt\n")
    assert wrong.status_code == 422 and "saknar kolumnen" in wrong.content.decode()
    s.enrolled_case(karin, number=HERS)
    mine = sent(client, HEAD + f"{HERS};nej;registered;2021-02-01;;\n").url
    web = s.log_in(client, karin)
    assert web.get(reverse("exchange:branch_new")).status_code == 404
    assert web.get(mine).status_code == 404 and web.post(f"{mine}las-in/").status_code == 404
    assert web.get(mine.replace("verksamhetens-ersattningar", "deltagare/historik-fil")).status_code == 404


def test_sky01_who_is_protected_between_reading_and_taking_is_left_out(client, sven, karin):
    case = s.enrolled_case(karin, number=HERS)
    url = sent(client, HEAD + f"{HERS};nej;registered;2021-02-01;;\n").url
    with s.as_(karin):
        protection.protect(case.pk, "mark")
    client.post(f"{url}las-in/")
    with s.as_(karin):
        assert not BenefitFact.objects.exists()
