"""A file of case histories: each row its verdict, the good ones taken once, of others nothing kept (P-039)."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from samkraft.casework.models import HistoryEntry
from samkraft.exchange.ais_layout import HEADINGS as AIS_HEADINGS
from samkraft.exchange.history_models import HistoryFile
from samkraft.exchange.history_reading import read
from samkraft.exchange.reading import ReferralFileError
from samkraft.exchange.staging import purge
from samkraft.people.models import BenefitFact, CaseFile, Discharge, ReturnSignal
from samkraft.sharing import door
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

HERS, ANOTHERS, NOBODYS = "19850312T014", "19850312T998", "19850312T996"
HEAD = "Identitetsnummer;Skyddade personuppgifter;Från;Till;Slag;Beskrivning;Resultat\n"
OWN = HEAD + "".join(
    f"{row}\n"
    for row in (
        f"{HERS};nej;2012;;Kontakt;Skrev in sig;",
        f"{HERS};nej;mars 2014;september 2014;Praktik;Lager;Ledde inte vidare",
        f"{HERS};nej;mars 2014;september 2014;Praktik;Lager;Ledde inte vidare",
        f"{HERS};nej;förra hösten;;Kontakt;;",
        f"{HERS};nej;2014;;Utflykt;;",
        f"{HERS};nej;2099;;Kontakt;;",
        f"{ANOTHERS};nej;2015;;Kontakt;Hemligt om en annan;",
        f"{NOBODYS};nej;2015;;Kontakt;Hemligt om ingen;",
        f"{HERS};ja;2015;;Kontakt;Hemligt om henne;",
        ";;;;;;",
        f"{HERS};nej;2016",
    )
)


def sent(client, text, name="historik.csv"):
    """Send a file; the answer."""
    return client.post(reverse("exchange:history_new"), {"file": SimpleUploadedFile(name, text.encode())})


@pytest.fixture
def scene(client):
    """Karin, who has Samira's case; another handler of the same branch has somebody else's."""
    scene = Scene(lines=(), number=HERS)
    anna = s.staff("af", first_name="Anna", in_team=scene.team)
    s.enrolled_case(anna, number=ANOTHERS)
    s.log_in(client, scene.karin)
    return scene


def test_p039_the_good_rows_are_taken_once_and_of_others_nothing_is_kept(client, scene):
    """SEK-05, SKY-01: a colleague's person gets the same answer as one whom nobody knows."""
    assert reverse("exchange:history_new") in client.get(scene.url("history")).content.decode()
    answer = sent(client, OWN)
    page = client.get(answer.url).content.decode()
    with scene.as_karin():
        (file,) = HistoryFile.objects.all()
        assert file.counts == {"take": 2, "known": 1, "unreadable": 4, "not_yours": 2, "protected": 1}
        assert "Hemligt" not in str(file.content) and HERS not in str(file.content)
        assert not HistoryEntry.objects.exists()
    for words in ("mars 2014 – september 2014: Insats, Lager, ledde inte vidare", "Dagen går inte att läsa",
                  "Okänt slag",
                  "Dagen ligger i framtiden", "fel antal kolumner", "Läs in 2 rader"):  # fmt: skip
        assert words in page
    assert page.count("Inte någon av dina deltagare") == 3
    take = reverse("exchange:history_take", args=[file.pk])
    client.post(take)
    client.post(take)
    assert "2 rader ur historik.csv är inlästa" in client.get(answer.url).content.decode()
    with scene.as_karin():
        assert {entry.source for entry in HistoryEntry.objects.all()} == {"file"} and HistoryEntry.objects.count() == 2
        assert HistoryFile.objects.get().content == []
    again = client.get(sent(client, OWN).url).content.decode()
    assert "Det finns ingen rad att läsa in" in again and "Finns redan" in again
    assert "Praktik: Lager" in client.get(scene.url("history")).content.decode()


def test_the_employment_services_list_tells_when_she_came_and_never_of_health(client, scene):
    told = {"PERSONNR": HERS, "AKTUELL_SEDAN": "2012-05-01", "AKTIVITETSGARANTI_FROM_DATUM": "2018-01-10",
            "AKTIVITETSGARANTI_TOM_DATUM": "9999-12-31", "SIUS_FROM_DATUM": "2019-01-01", "SEKRETESS_FBF": "0",
            "SKYDDAD_FBF": "0", "SJUKAKTIVITET_ERS": "1"}  # fmt: skip
    text = ";".join(AIS_HEADINGS) + "\n" + ";".join(told.get(name, "") for name in AIS_HEADINGS) + "\n"
    page = client.get(sent(client, text, "arbetssokande.csv").url).content.decode()
    assert "1 maj 2012: Kontakt, Inskriven som arbetssökande" in page
    assert "10 januari 2018: Beslut, Jobb- och utvecklingsgarantin" in page and "2019" not in page


def test_a_file_that_can_not_be_read_says_why_and_one_not_taken_is_gone_after_a_day(client, scene):
    wrong = ("", "Namn;Ort\nA;B\n", HEAD, "Från;Till\n1;2\n", "\x89PNG rest")
    for text in wrong:
        answer = sent(client, text)
        assert answer.status_code == 422 and "sk-errsum" in answer.content.decode()
    sent(client, OWN)
    url = sent(client, OWN).url
    anna = s.staff("af", in_team=scene.team)
    s.log_in(client, anna)
    assert client.get(url).status_code == 404 and client.post(f"{url}las-in/").status_code == 404
    s.log_in(client, scene.karin)
    client.post(f"{url}slang/")
    with scene.as_karin():
        assert HistoryFile.objects.count() == 1
        purge(timezone.now() + timedelta(days=2))
        assert not HistoryFile.objects.exists()


FACTS_HEAD = "Identitetsnummer;Skyddade personuppgifter;Ersättning;Från;Till;Omfattning\n"


def test_a_file_of_benefits_is_taken_once_puts_periods_right_and_tells_of_who_is_back_p_036(client, scene):
    """Kind, days and extent alone (INT-02, SEK-11); also of who is discharged; of others nothing (SEK-05)."""
    client.get(reverse("casework:benefits", args=[scene.case.pk]))
    gone = s.enrolled_case(scene.karin, number="19850312T992")
    with scene.as_karin():
        file = CaseFile.objects.get(case=gone)
        Discharge.objects.create(owner_branch=file.owner_branch, case=gone, file=file, reason="work",
                                 outcome="work_unsupported", decided_by=scene.karin,
                                 discharged_on=s.DAY - timedelta(days=20))  # fmt: skip
        door.call("close_case", gone.pk, s.DAY - timedelta(days=20))
    told = [f"{HERS};nej;Deltar med aktivitetsstöd;2021-01-10;;50 %", f"{HERS};nej;activity_support;2021-01-10;;50",
            f"{HERS};nej;Försörjningsstöd;2021-01-10;;", f"{HERS};nej;registered;2021-13-01;;",
            f"{HERS};nej;registered;2021-02-01;2021-01-01;", f"{HERS};nej;registered;2021-02-01;;120",
            f"{ANOTHERS};nej;registered;2021-02-01;;", f"{HERS};ja;registered;2021-02-01;;",
            f"19850312T992;nej;registered;{s.DAY - timedelta(days=3)};;"]  # fmt: skip
    answer = sent(client, FACTS_HEAD + "\n".join(told), "ersattning.csv")
    page = client.get(answer.url).content.decode()
    for words in ("Deltar med aktivitetsstöd, 10 januari 2021 och tills vidare, 50 procent", "Okänd ersättning",
                  "Slutet ligger före början", "Omfattningen är ingen procent", "Läs in 2 rader"):  # fmt: skip
        assert words in page, words
    with scene.as_karin():
        assert HistoryFile.objects.get().counts == {
            "take": 2, "known": 1, "unreadable": 4, "not_yours": 1, "protected": 1
        } and not BenefitFact.objects.exists()  # fmt: skip
    client.post(f"{answer.url}las-in/")
    client.post(f"{answer.url}las-in/")
    with scene.as_karin():
        hers = BenefitFact.objects.get(case=scene.case)
        assert (hers.kind, hers.extent, hers.valid_until, hers.category) == (
            "activity_support",
            50,
            None,
            "labour_market",
        )
        signal = ReturnSignal.objects.get()
        assert (signal.case_id, signal.source, signal.kind) == (gone.pk, "fact", "registered")
    ended = sent(client, FACTS_HEAD + f"{HERS};nej;activity_support;2021-01-10;2021-06-01;50\n")
    assert "Ändrar det som står i akten" in client.get(ended.url).content.decode()
    client.post(f"{ended.url}las-in/")
    with scene.as_karin():
        hers.refresh_from_db()
        assert (str(hers.valid_until), hers.revision, BenefitFact.objects.count()) == ("2021-06-01", 2, 2)


def test_a_section_code_is_checked_off_by_the_next_list_and_comes_back_when_it_is_missing_p_063(client, scene):
    def listed(section):
        told = {"PERSONNR": HERS, "SEKTION": section, "SEKRETESS_FBF": "0", "SKYDDAD_FBF": "0"}
        text = ";".join(AIS_HEADINGS) + "\n" + ";".join(told.get(name, "") for name in AIS_HEADINGS) + "\n"
        url = sent(client, text, "arbetssokande.csv").url
        client.post(f"{url}las-in/")
        return client.get(url).content.decode()

    left = reverse("activities:registering")
    assert "Sektionskoden MK20" in client.get(left).content.decode()
    listed("0707")
    with scene.as_karin():
        assert not BenefitFact.objects.exists(), "another code, and nobody has said otherwise"
        BenefitFact.objects.create(owner_branch=scene.opened().file.owner_branch, case=scene.case, kind="section_code",
                                   file=scene.opened().file, category="labour_market",
                                   valid_from=s.DAY - timedelta(days=9))  # fmt: skip
    assert "Sektionskoden MK20" not in client.get(left).content.decode()
    listed("")
    assert "Antecknad 21 juni 2021, men stod inte i listan 30 juni 2021." in client.get(left).content.decode()
    listed("MK20")
    listed("MK20")
    page = client.get(left).content.decode()
    assert "Sektionskoden MK20" not in page
    with scene.as_karin():
        facts = BenefitFact.objects.order_by("valid_from")
        assert [fact.valid_until for fact in facts] == [s.DAY, None]


def test_a_programme_that_says_nothing_of_histories_or_benefits_still_reads_what_it_can():
    """P-039: a history goes by the usual rules; a file of benefits is refused in words."""
    branch, definition = s.branch("af"), s.programme().version_on(s.DAY).definition
    unsaid = replace(definition, case_history=None, data_categories=())
    layout, rows = read(BytesIO(f"{HEAD}{NOBODYS};nej;2012;;Kontakt;;\n".encode()), branch, unsaid, {})
    assert layout.code == "samkraft_history" and [row["verdict"] for row in rows] == ["not_yours"]
    benefits = "Identitetsnummer;Skyddade personuppgifter;Ersättning;Från\n"
    with pytest.raises(ReferralFileError, match="inga ersättningar"):
        read(BytesIO(f"{benefits}{NOBODYS};nej;registered;2021-02-01\n".encode()), branch, unsaid, {})
