"""Contacts and tasks: three clicks, undo, whose they are, what the day shows of them (M1, REG-02)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.casework.models import Contact, Task
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def url(case, name="casework:contacts", *more):
    return reverse(name, args=[case.pk, *more])


def test_a_contact_is_written_with_one_press_of_the_button_and_moves_the_deadline():
    karin = s.staff()
    case = s.enrolled_case(karin)
    client = logged_in(karin)
    page = client.get(url(case)).content.decode()
    assert 'value="30 juni 2021"' in page or 'value="2021-06-30"' in page
    assert "checked" in page
    answer = client.post(url(case), {"kind": "phone", "held_on": "2021-06-30"}, follow=True)
    assert "Kontakten 30 juni 2021 är antecknad." in answer.content.decode()
    row = client.get(reverse("people:cases")).context["rows"][0]
    assert row.last_contact == s.DAY


def test_a_contact_can_be_taken_back_by_the_one_who_wrote_it_alone():
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin)
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY)
    client = logged_in(karin)
    client.post(url(case), {"kind": "visit", "held_on": "2021-06-29"})
    with s.as_(karin):
        pk = Contact.objects.get().pk
    back = url(case, "casework:contact_take_back", pk)
    assert logged_in(olle).post(back).status_code == 404
    assert client.post(back).status_code == 302
    with s.as_(karin):
        assert not Contact.objects.exists()


def test_a_contact_to_come_is_refused_in_words_and_keeps_what_was_typed():
    karin = s.staff()
    answer = logged_in(karin).post(url(s.enrolled_case(karin)), {"kind": "video", "held_on": "2 juli 2021"})
    assert answer.status_code == 422
    assert "Dagen har inte varit än." in answer.content.decode()
    assert "2 juli 2021" in answer.content.decode()


@pytest.mark.parametrize("name", ["casework:contacts", "casework:tasks"])
def test_a_colleague_with_other_cases_and_another_branch_get_404(name):
    karin, olle, jonas = s.staff(), s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    assert logged_in(olle).get(url(case, name)).status_code == 404
    assert logged_in(olle).post(url(case, name), {"kind": "phone", "held_on": "2021-06-30"}).status_code == 404
    assert logged_in(jonas, "soc").get(url(case, name)).status_code == 404


def test_another_branch_in_the_case_sees_none_of_our_contacts():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    logged_in(karin).post(url(case), {"kind": "workplace", "held_on": "2021-06-29"})
    text = logged_in(jonas, "soc").get(url(case)).content.decode()
    assert "Ingen kontakt är antecknad än." in text


def test_a_task_is_made_done_and_undone():
    karin = s.staff()
    case = s.enrolled_case(karin)
    client = logged_in(karin)
    given = {"title": "Ring arbetsgivaren", "due_on": "5 juli 2021", "assigned_to": str(karin.public_id)}
    assert client.post(url(case, "casework:tasks"), given).status_code == 302
    with s.as_(karin):
        task = Task.objects.get()
    assert task.due_on == s.DAY + timedelta(days=5)
    client.post(url(case, "casework:settle_task", task.pk, "klar"))
    with s.as_(karin):
        assert Task.objects.get().done_on == s.DAY
    client.post(url(case, "casework:settle_task", task.pk, "inte-klar"))
    with s.as_(karin):
        assert Task.objects.get().done_on is None


def test_a_task_goes_only_to_those_of_the_branch_who_have_the_case():
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin)
    given = {"title": "Ring", "due_on": "2021-07-05", "assigned_to": str(olle.public_id)}
    assert logged_in(karin).post(url(case, "casework:tasks"), given).status_code == 422


def test_reg02_the_day_and_the_list_of_tasks_name_the_case_and_never_the_words():
    karin = s.staff()
    case = s.enrolled_case(karin, last_name="Haddad", first_name="Samira")
    client = logged_in(karin)
    given = {"title": "Fråga om medicinen", "due_on": "2021-07-01", "assigned_to": str(karin.public_id)}
    client.post(url(case, "casework:tasks"), given)
    for page in ("/", reverse("casework:my_tasks")):
        text = client.get(page).content.decode()
        assert "Uppgift för Samira Haddad" in text
        assert "medicinen" not in text


def test_a_task_leaves_the_day_with_the_assignment():
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin)
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY - timedelta(days=2))
    given = {"title": "Ring", "due_on": "2021-07-01", "assigned_to": str(olle.public_id)}
    logged_in(karin).post(url(case, "casework:tasks"), given)
    assert "Uppgift för" in logged_in(olle).get("/").content.decode()
    with s.as_(karin):
        door.call("end_assignment", case.pk, olle.pk, s.DAY)
    assert "Uppgift för" not in logged_in(olle).get("/").content.decode()
