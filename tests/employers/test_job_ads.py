"""Job ads by the employment service's search and stream, against a server of the documented shape (P-050)."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samkraft.core.clock import on_day
from samkraft.employers.ads import client as jobtech
from samkraft.employers.models import ContactPerson, Employer, JobAd, JobAdFetch, JobProfile
from tests import situations as s
from tests.employers.recorded import AD, NONSENSE, REMOVED, SEARCHED, serving

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def interface(settings):
    with serving() as (address, answers):
        settings.JOBTECH = {"is_on": True, "search": address, "stream": address, "api_key": "",
                            "seconds": {"search": 1, "stream": 1}}  # fmt: skip
        yield answers


def test_a_search_asks_for_words_and_places_and_reads_ads_without_people(interface, settings):
    found = jobtech.search("lager", field="ASGV_zcE_bWf", region="CaRE_1nn_cSU", limit=500)
    ((path, asked),) = interface.asked
    assert path == "/search" and "api-key" not in {name.lower() for name in interface.headers}
    assert asked == {"q": ["lager"], "occupation-field": ["ASGV_zcE_bWf"], "region": ["CaRE_1nn_cSU"],
                     "limit": ["100"], "offset": ["0"]}  # fmt: skip
    (ad,) = found.ads
    assert found.total == 41 and (ad.headline, ad.municipality, ad.languages) == (
        "Lagerarbetare deltid", "Malmö", ("Svenska",)
    )  # fmt: skip
    assert (ad.licences, ad.needs_licence, ad.extent_min, ad.deadline) == (("B",), True, 50, date(2021, 12, 31))
    assert "Petra" not in repr(ad) and "example.org" not in repr(ad)
    settings.JOBTECH["api_key"] = "nyckel"
    interface.body = SEARCHED | {"hits": [*NONSENSE, AD | {"webpage_url": "javascript:alert(1)"}]}
    (ad,) = jobtech.search("lager").ads
    assert ad.url == "" and "nyckel" in interface.headers.values()


@pytest.mark.parametrize(
    ("status", "body", "seconds"),
    [(500, b"", 0), (302, b"", 0), (200, b"{", 0), (200, b"<html>", 0), (200, [], 0), (200, {"hits": 3}, 0),
     (200, b"[" * 100_000, 0), (200, b" " * 20, 0.2)],
)  # fmt: skip
def test_an_answer_that_is_slow_wrong_or_missing_leaves_a_page_that_works(interface, client, status, body, seconds):
    JobAd.objects.create(id="1", headline="Kock i Malmö")
    interface.status, interface.body, interface.seconds = status, body, seconds
    web = s.log_in(client, s.staff("af"))
    answer = web.get(reverse("employers:ads"), {"direkt": "1", "q": "kock"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Du ser de annonser som redan är hämtade." in page and "Kock i Malmö" in page


def test_the_page_shows_what_is_kept_and_what_a_search_gives_and_asks_nobody_when_off(interface, client, settings):
    web = s.log_in(client, s.staff("af"))
    page = web.get(reverse("employers:ads"), {"direkt": "1", "q": "lager"}).content.decode()
    assert "Hos Arbetsförmedlingen nu" in page and "Lagerarbetare deltid" in page and "41" in page
    settings.JOBTECH["is_on"] = False
    page = web.get(reverse("employers:ads"), {"direkt": "1", "q": "lager"}).content.decode()
    assert "inte påslagen" in page and len(interface.asked) == 1
    said = StringIO()
    call_command("fetch_job_ads", stdout=said)
    assert "off" in said.getvalue()


@pytest.fixture
def on_the_day():
    with on_day(s.DAY):
        yield


def test_the_stream_is_read_from_where_it_was_left_and_removed_ads_go(interface, on_the_day):
    interface.body = [AD, AD | {"id": "90000002", "application_deadline": "2021-06-29T23:59:59"}, *NONSENSE]
    call_command("fetch_job_ads", stdout=StringIO())
    path, asked = interface.asked[0]
    assert path == "/stream" and asked["location-concept-id"] == ["CaRE_1nn_cSU"] and "T" in asked["date"][0]
    kept = JobAd.objects.get()  # the other is past its last day
    assert (kept.pk, kept.region_code, kept.field, kept.languages) == ("90000001", "12", "ASGV_zcE_bWf", ["Svenska"])
    with pytest.raises(CommandError, match="mindre än en minut"):
        call_command("fetch_job_ads", stdout=StringIO())
    earlier = timezone.now() - timedelta(hours=2)
    JobAdFetch.objects.update(tried_at=earlier, read_until=earlier)
    interface.status = 500
    with pytest.raises(CommandError, match="svarar inte"):
        call_command("fetch_job_ads", stdout=StringIO())
    state = JobAdFetch.objects.get()
    assert state.problem and state.read_until == earlier and JobAd.objects.count() == 1
    JobAdFetch.objects.update(tried_at=earlier)
    interface.status, interface.body = 200, [REMOVED]
    call_command("fetch_job_ads", stdout=StringIO())
    assert not JobAd.objects.exists() and JobAdFetch.objects.get().problem == ""
    assert interface.asked[-1][1]["date"] == [timezone.localtime(earlier).strftime("%Y-%m-%dT%H:%M:%S")]


def test_a_contact_person_unused_for_two_years_goes(client):
    """GDPR art. 5.1 e"""
    karin = s.staff("af")
    with s.as_(karin):
        row = Employer.objects.create(name="Bolaget", added_by=karin, added_on=s.DAY)
        for name, days in (("Gammal", 731), ("Ny", 729)):
            ContactPerson.objects.create(employer=row, name=name, used_on=s.DAY - timedelta(days=days))
        call_command("purge_contact_persons", stdout=StringIO())
    assert [person.name for person in ContactPerson.objects.all()] == ["Ny"]


def test_matching_shows_reasons_and_what_to_check_and_forms_of_support_are_explained(client):
    """GDPR-15, P-041: the staff decides."""
    karin = s.staff("af")
    case = s.enrolled_case(karin, language="arabiska")
    web = s.log_in(client, karin)
    with s.as_(karin):
        row = Employer.objects.create(name="Lagerhuset", added_by=karin, added_on=s.DAY)
        need = row.needs.create(kind="practice", title="Lagerarbetare", municipality="Malmö", confirmed_on=s.DAY,
                                languages=["engelska"], added_by=karin)  # fmt: skip
        JobAd.objects.create(id="1", headline="Lagerarbetare natt", municipality="Malmö", region_code="12")
        JobAd.objects.create(id="2", headline="Lagerarbetare", municipality="Kiruna", region_code="25")
        JobAd.objects.create(id="3", headline="Kock", municipality="Malmö", region_code="12")
    to = reverse("employers:profile", args=[case.pk])
    assert "arabiska" in web.get(to).content.decode()
    given = {"occupations": "lagerarbetare", "municipalities": "Malmö", "languages": "arabiska, svenska",
             "extent": "75", "seeks_places": "on", "revision": "0"}  # fmt: skip
    nothing = web.post(to, given | {"occupations": ""})
    assert nothing.status_code == 422 and "Skriv minst ett yrke" in nothing.content.decode()
    page = web.post(to, given, follow=True).content.decode()
    assert "vill arbeta som lagerarbetare" in page and "Lagerarbetare natt" in page
    assert "kräver engelska, som inte står i profilen" in page and "Kiruna" not in page and "Kock" not in page
    assert f"?behov={need.pk}" in page
    start = web.get(reverse("employers:place", args=[case.pk]), {"behov": need.pk}).content.decode()
    assert "Lagerhuset" in start
    asked = web.get(reverse("employers:need_people", args=[need.pk])).content.decode()
    assert case.number in asked and "En av dina deltagare" in asked and f"?behov={need.pk}" in asked
    stranger = s.log_in(Client(), s.staff("af")).get(reverse("employers:need_people", args=[need.pk]))
    assert case.number not in stranger.content.decode()
    late = web.post(to, given | {"occupations": "kock"})
    assert late.status_code == 422 and "Någon annan har ändrat profilen nyss." in late.content.decode()
    with s.as_(karin):
        assert JobProfile.objects.get().occupations == ["lagerarbetare"]
    forms = web.post(reverse("employers:support", args=[case.pk]), {"age": "40", "months_of_15": "14"})
    page = forms.content.decode()
    assert "Kan ha rätt till det, därför att" in page and "14 av de senaste 15" in page and "Ta reda på" in page
