"""Person search: what may be searched by, among whose cases, what the log keeps (REG-03, SEK-05, SRCH-1)."""

import pytest
from django.db import connection
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.people.daily.search import case_number, spellings
from samkraft.people.models import CaseFile
from samkraft.people.vault import lookup_hash
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
NUMBER = "19850312T014"
NOTHING = "Ingen träff bland dina deltagare."


def ask(client, term):
    return client.post(reverse("people:search"), {"q": term})


def with_number(person, case, number=NUMBER):
    with s.as_(person):
        CaseFile.objects.filter(case=case).update(identity_hash=lookup_hash(s.branch("af"), number))


@pytest.mark.parametrize("term", ["19850312T014", "19850312-T014", "19850312-t014", " 19850312 T014 "])
def test_a_number_is_found_in_every_written_shape_and_opens_at_once(term):
    karin = s.staff()
    case = s.enrolled_case(karin)
    with_number(karin, case)
    assert ask(logged_in(karin), term).url == reverse("people:case", args=[case.pk])


@pytest.mark.parametrize("term", ["Haddad", "hadd", "Haddad, Sam", "Samira Haddad", "Samira", "HADDAD SAMIRA"])
def test_a_name_is_found_by_its_beginning_in_either_order(term):
    karin = s.staff()
    case = s.enrolled_case(karin, first_name="Samira", last_name="Haddad")
    s.enrolled_case(karin, first_name="Tommy", last_name="Jönsson")
    assert ask(logged_in(karin), term).url == reverse("people:case", args=[case.pk])


@pytest.mark.parametrize("written", ["{}", " {} ", "mk {year} {serial}"])
def test_a_case_number_is_found_as_people_write_it(written):
    karin = s.staff()
    case = s.enrolled_case(karin)
    _prefix, year, serial = case.number.split("-")
    term = written.format(case.number.lower(), year=year, serial=int(serial))
    assert ask(logged_in(karin), term).url == reverse("people:case", args=[case.pk])


def test_several_hits_are_listed_with_name_and_case_number_only():
    karin = s.staff()
    for first in ("Ali", "Sara"):
        s.enrolled_case(karin, first_name=first, last_name="Nilsson", phone="070-1740633")
    text = ask(logged_in(karin), "nils").content.decode()
    assert "2 träffar bland dina deltagare." in text
    assert "Nilsson, Ali" in text
    assert "070-1740633" not in text


def test_sek05_not_there_and_not_yours_give_the_same_answer():
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin, last_name="Haddad")
    with_number(karin, case)
    client = logged_in(olle)
    pages = [
        ask(client, term).content.decode()
        for term in ("Haddad", "Finnsinte", NUMBER, "19850312T016", case.number, "MK-2021-9999")
    ]
    assert all(NOTHING in page for page in pages)
    plain = [page.split("<main")[1].split("csrf")[0] for page in pages]
    assert len(set(plain)) == 1


def test_another_branch_searches_its_own_files_alone():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin, last_name="Haddad")
    with_number(karin, case)
    assert NOTHING in ask(logged_in(jonas, "soc"), NUMBER).content.decode()


def test_srch1_the_log_keeps_a_keyed_hash_and_the_hits_never_the_term():
    karin = s.staff()
    case = s.enrolled_case(karin, last_name="Haddad")
    client = logged_in(karin)
    ask(client, "Haddad")
    ask(client, "Finnsinte")
    with s.as_(karin):
        found, none = ReadLog.objects.filter(event=Event.PERSON_SEARCH).order_by("pk")
    assert (found.hits, found.case_ids, len(found.term_hash)) == (1, [case.pk], 64)
    assert (none.hits, none.case_ids) == (0, [])
    assert "Haddad" not in str(vars(found))


def test_the_term_never_stands_in_an_address():
    karin = s.staff()
    s.enrolled_case(karin, last_name="Haddad")
    client = logged_in(karin)
    assert "Haddad" not in client.get(reverse("people:search"), {"q": "Haddad"}).content.decode()
    assert "haddad" not in ask(client, "Haddad").url.lower()


@pytest.mark.parametrize(
    ("term", "words"),
    [("a", "Skriv minst två bokstäver"), ("", "Skriv minst två bokstäver"), ("123", "Skriv till exempel 19850312")],
)
def test_what_cannot_be_searched_is_said_in_words(term, words):
    assert words in ask(logged_in(s.staff()), term).content.decode()


def test_the_box_offers_no_completion():
    text = logged_in(s.staff()).get(reverse("people:search")).content.decode()
    assert text.count('autocomplete="off"') >= 1
    assert "datalist" not in text


def test_case_numbers_and_spellings_are_read_plainly():
    assert case_number("mk 2021 12") == "MK-2021-0012"
    assert case_number("MK-2021-0412") == "MK-2021-0412"
    assert case_number("Haddad") == ""
    assert spellings("Samira Haddad") == ["samira haddad", "haddad samira"]


def test_a_number_search_uses_its_index():
    karin = s.staff()
    s.enrolled_case(karin)
    with s.as_(karin) as acting, connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off")
        files = CaseFile.objects.of(acting.branch).filter(identity_hash__gte="a" * 64)
        plan = files.order_by("owner_branch_id", "identity_hash").values("pk").explain()
    assert "file_by_number" in plan


def test_those_opened_last_stand_there_before_anything_is_searched_for(django_assert_max_num_queries):
    """From one's own log: nobody else's openings, none that isn't one's own any more, and nothing kept for it."""
    karin, colleague = s.staff(), s.staff()
    first, second, gone, never = (s.enrolled_case(karin) for _number in range(4))
    web, page = logged_in(karin), reverse("people:search")
    for case in (first, gone, second, first):
        web.get(reverse("people:case", args=[case.pk]))
    with s.as_(karin):
        door.call("end_assignment", gone.pk, karin.pk, s.DAY)
    with django_assert_max_num_queries(12):
        shown = web.get(page).content.decode()
    assert 0 < shown.index(first.number) < shown.index(second.number)
    assert gone.number not in shown and never.number not in shown
    assert page in web.get(reverse("people:cases")).content.decode()
    assert "Senast öppnade" not in logged_in(colleague).get(page).content.decode()
    with s.as_(karin):
        assert ReadLog.objects.filter(event=Event.LIST_VIEWED, case_ids__contains=[second.pk]).exists()
