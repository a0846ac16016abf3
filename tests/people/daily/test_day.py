"""The start page: a handler's day, and what each other role begins with."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.core.words import thousands
from samkraft.people import contributions
from samkraft.people.choices import HandoverState
from samkraft.people.daily import branch_day
from samkraft.people.daily.day import merged
from samkraft.people.daily.day_views import greeting, meeting_words
from samkraft.people.models import FollowUp, Handover
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.people.logged_in import logged_in, statements

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
DAY = "/"


def text_of(person, branch_code="af"):
    answer = logged_in(person, branch_code).get(DAY)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_new_handler_is_told_what_an_empty_day_means():
    text = text_of(s.staff(first_name="Karin"))
    assert "Karin" in text
    assert "Onsdag 30 juni 2021. Inget behöver dig i dag." in text
    assert "Inget väntar på dig." in text
    assert "Du har inga deltagare än." in text


def test_the_sentence_says_first_what_is_late():
    karin = s.staff()
    s.enrolled_case(karin, last_name="Ilic", first_name="Dragan", on=s.DAY - timedelta(days=31))
    text = text_of(karin)
    assert "Första planen för Dragan Ilic" in text
    assert "är försenade." in text or "en är försenad." in text
    assert "1 dag sen" in text


def test_what_is_listed_with_a_day_that_has_come_is_never_called_nothing():
    karin = s.staff()
    case = s.enrolled_case(karin, on=s.DAY - timedelta(days=2))
    with s.as_(karin):
        FollowUp.objects.create(owner_branch=s.branch("af"), case=case, file=s.file_of(case, karin), kind="day_90",
                                due_on=s.DAY - timedelta(days=3))  # fmt: skip
    text = text_of(karin)
    assert "Att följa upp" in text and "Inget behöver dig i dag" not in text
    assert "är försenad" in text


def test_nothing_of_a_colleagues_case_stands_on_the_day():
    karin, olle = s.staff(), s.staff()
    s.enrolled_case(karin, last_name="Haddad", on=s.DAY - timedelta(days=60))
    assert "Haddad" not in text_of(olle)


def test_a_consent_that_we_must_confirm_waits_on_us_and_then_not():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin, last_name="Haddad", first_name="Samira")
    s.joined_branch(karin, case, "soc", jonas)
    line = s.consent(karin, case, "af", "social", from_="soc")
    assert "Bekräfta samtycket för Samira Haddad" in text_of(jonas, "soc")
    assert "Bekräftat samtycke för Samira Haddad" in text_of(karin)
    with s.as_(jonas, "soc"):
        door.call("confirm_consent", line)
    assert "Bekräfta samtycket" not in text_of(jonas, "soc")
    assert "Ingen väntar på svar från er." in text_of(jonas, "soc")


def test_a_handover_without_an_answer_waits_on_others():
    karin = s.staff()
    case = s.enrolled_case(karin, last_name="Haddad", first_name="Samira")
    with s.as_(karin):
        Handover.objects.create(
            owner_branch=s.branch("af"), case=case, file=case.files.get(), receiver_name="Mona Ek",
            receiver_unit="Kundtjänst", sent_on=s.DAY, sent_by=karin, state=HandoverState.SENT,
        )  # fmt: skip
    assert "Svar på överlämning av Samira Haddad" in text_of(karin)


def test_what_waits_unfolds_to_all_that_is_counted():
    """It has no page of its own: what is counted can be reached from here."""
    karin = s.staff()
    for number in range(8):
        case = s.enrolled_case(karin, last_name=f"Ek{number}", first_name="Eva")
        with s.as_(karin):
            Handover.objects.create(
                owner_branch=s.branch("af"), case=case, file=case.files.get(), receiver_name="Mona Ek",
                receiver_unit="Kundtjänst", sent_on=s.DAY, sent_by=karin, state=HandoverState.SENT,
            )  # fmt: skip
    text = text_of(karin)
    assert text.count("Svar på överlämning av Eva Ek") == 8 and "Visa 2 till" in text


def test_an_unread_copy_is_news_until_it_is_read():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin, last_name="Haddad", first_name="Samira")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "plan")
    plan = s.item(karin, case)
    with s.as_(karin):
        door.call("release", case.pk, s.branch("soc").pk, "plan", "plan", plan, 1, "Plan version 1", {}, "consent")
    assert "delade: Plan version 1" in text_of(jonas, "soc")
    with s.as_(jonas, "soc"):
        door.rows("note_first_read", [ReceivedCopy.objects.get().pk])
    assert "Du har läst allt som andra har delat." in text_of(jonas, "soc")


def test_the_counts_of_the_views_are_those_of_the_lists():
    karin = s.staff()
    case = s.enrolled_case(karin, on=s.DAY - timedelta(days=40))
    s.enrolled_case(karin, on=s.DAY - timedelta(days=1))
    with s.as_(karin):
        door.call("set_next_talk", case.pk, s.DAY)
    client = logged_in(karin)
    for item in client.get(DAY).context["views"]:
        assert client.get(item["url"]).context["page"].paginator.count == item["count"], item["label"]


def test_the_day_is_logged_with_every_case_on_it():
    karin = s.staff()
    case = s.enrolled_case(karin)
    text_of(karin)
    with s.as_(karin):
        row = ReadLog.objects.get(event=Event.LIST_VIEWED)
    assert (row.object_type, row.case_ids) == ("day", [case.pk])


def test_the_day_costs_the_same_for_one_case_as_for_many():
    karin, olle, warms_up = s.staff(), s.staff(), s.staff()
    s.enrolled_case(karin)
    for one in [*[olle] * 12, warms_up]:
        s.enrolled_case(one, on=s.DAY - timedelta(days=45))
    _queries(warms_up)  # what is read once a process
    first, again = _queries(olle)
    assert (first, again) == _queries(karin)
    assert first <= 30
    assert again <= 12


def _queries(person):
    """Statements of the day when all of it is new, and when nothing has changed since."""
    client = logged_in(person)
    client.get(reverse("people:search"))
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(DAY)
        counts.append(len(statements(queries)))
    return tuple(counts)


def test_lists_of_the_same_title_become_one():
    one = {"title": "Väntar på oss", "items": [{"title": "a"}], "empty": "Inget."}
    two = {"title": "Väntar på oss", "items": [{"title": "b"}], "empty": "Tomt.", "count": 7}
    (block,) = merged([one, two])
    assert [item["title"] for item in block["items"]] == ["a", "b"]
    assert (block["count"], block["empty"]) == (8, "Inget.")


def test_a_later_rooms_meetings_stand_at_the_side_and_in_the_sentence(monkeypatch):
    def meetings(request):
        row = {"start": time(10), "end": time(11), "title": "Samira Haddad", "is_next": True}
        return {"title": "Möten i dag", "part": "today", "items": [row], "empty": "Inga möten i dag."}

    monkeypatch.setattr(contributions, "_queues", [contributions.Queue(1, meetings, "side")])
    text = text_of(s.staff())
    assert "Nästa möte börjar 10.00." in text or "Mötet 10.00 är inte avslutat än." in text
    assert "10.00–11.00" in text


def test_a_meeting_that_has_begun_is_not_called_the_next():
    """At five to five nobody's next meeting begins at ten: its notes are what is left of it."""
    assert meeting_words("10.00", "09.59") == "Nästa möte börjar 10.00."
    assert meeting_words("10.00", "16.55") == "Mötet 10.00 är inte avslutat än."


def test_what_has_waited_longest_stands_first():
    karin = s.staff()
    for name, days in (("Nyast", 2), ("Äldst", 19), ("Mellan", 10)):
        case = s.enrolled_case(karin, first_name="Ali", last_name=name)
        s.consent(karin, case, "af", from_="soc", since=s.DAY - timedelta(days=days))
    text = text_of(karin)
    places = [text.index(f"Bekräftat samtycke för Ali {name}") for name in ("Äldst", "Mellan", "Nyast")]
    assert places == sorted(places)


@pytest.mark.parametrize(("hour", "words"), [(8, "God morgon, Karin"), (13, "Hej, Karin"), (19, "God kväll, Karin")])
def test_the_greeting_follows_the_hour(hour, words):
    assert greeting("Karin", hour) == words


def test_the_deadline_page_lists_all_of_ones_own_and_nobody_elses():
    karin, olle = s.staff(), s.staff()
    s.enrolled_case(karin, last_name="Haddad")
    s.enrolled_case(olle, last_name="Frisk")
    text = logged_in(karin).get(reverse("people:deadlines"), {"vy": "kommande"}).content.decode()
    assert "Haddad" in text
    assert "Frisk" not in text
    assert "Sex månader i fas 1 och 2" in text


class TestOtherRoles:
    def test_a_unit_manager_sees_counts_and_no_person(self):
        karin, eva = s.staff(last_name="Lindqvist"), s.staff("af", Role.UNIT_MANAGER)
        s.enrolled_case(karin, last_name="Haddad")
        text = text_of(eva)
        assert "Karin Lindqvist" in text
        assert "Öppna ärenden" in text
        assert "Haddad" not in text
        assert reverse("people:open_with_reason") in text

    def test_a_large_count_is_grouped_as_it_is_read(self, monkeypatch):
        monkeypatch.setattr(branch_day, "thousands", lambda count: thousands(1190 + count))
        text = text_of(s.staff("af", Role.UNIT_MANAGER))
        assert "1\u00a0190" in text

    def test_a_manager_counts_her_own_branch_alone(self):
        s.enrolled_case(s.staff())
        eva = s.staff("soc", Role.UNIT_MANAGER)
        assert logged_in(eva, "soc").get(DAY).context["load"]["stats"][0]["value"] == "0"

    def test_a_project_administrator_sees_what_waits_as_counts(self):
        boss = s.staff("af", Role.PROJECT_ADMINISTRATOR)
        s.referral(boss, last_name="Haddad")
        text = text_of(boss)
        assert "Kallad" in text
        assert "Haddad" not in text

    @pytest.mark.parametrize("role", list(Role))
    def test_every_role_has_a_start_page(self, role):
        """It stands first in her menu, and nothing there leads back to it by another name."""
        web = logged_in(s.staff("af", role))
        answer = web.get(DAY)
        assert answer.status_code in (200, 302)
        begins = answer.url if answer.status_code == 302 else DAY
        menu = [item["url"] for item in web.get(reverse("core:glossary")).context["nav_items"]]
        assert menu[0] == begins and (DAY in menu) is (begins == DAY), menu

    def test_who_acts_for_nobody_is_asked_to_choose(self):
        client = Client()
        client.force_login(s.staff())
        assert client.get(DAY).url == reverse("access:choose_branch")

    def test_nobody_in_gets_to_the_login(self):
        assert Client().get(DAY).url.startswith(reverse("access:login"))
