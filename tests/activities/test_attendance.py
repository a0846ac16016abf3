"""Who came and why not, the provider's narrow page, and what is left to register (P-042, P-063, table B)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.access.acting import current_acting
from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.activities import actions
from samkraft.activities.attendance.actions import confirm_day
from samkraft.activities.attendance.places import sessions_led_by, with_today
from samkraft.activities.models import ActivityRegistration, Attendance, SessionProvider
from samkraft.activities.releasing import share
from samkraft.people.protection import actions as protection
from samkraft.sharing import door
from tests import situations as s
from tests.activities.test_places import act, booked, entry, opened_by, session

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
DAY = s.DAY  # a Wednesday
SATURDAY = DAY + timedelta(days=3)


@pytest.fixture
def scene():
    """A person of the employment service under way in a session that the city's provider leads."""
    planner, karin = s.staff("ama", Role.UNIT_MANAGER), s.staff("af")
    halina, other = (s.staff("ama", Role.PROVIDER, first_name=name) for name in ("Halina", "Bo"))
    offering = entry(planner)
    given = session(planner, offering, 2, starts=-10, open_until=None)
    SessionProvider.objects.create(offering=offering, staff=halina)
    case = s.enrolled_case(karin, last_name="Hemligsson")
    activity = booked(karin, case, offering)
    act(karin, case, actions.answer_offer, activity.pk, True, DAY)
    act(karin, case, actions.start, activity.pk, DAY - timedelta(days=0), DAY)
    return karin, halina, other, case, activity, given


def test_a_week_is_written_with_reasons_that_stay_in_the_file(client, scene):
    """reporting-systems 3.4: the reasons of absence; a day before the start or ahead can't be written (M3)."""
    karin, _halina, _other, case, activity, _session = scene
    web, url = s.log_in(client, karin), reverse("activities:attendance", args=[case.pk, activity.pk])
    page = web.get(url)
    seen = page.context["form"]["seen"].value()
    assert [row["day"] for row in page.context["rows"]] == [DAY], "one day has been, since it began today"
    wrong = web.post(url, {"seen": seen, "came0": "no", "hours0": "3", "reason0": "sick"})
    assert wrong.status_code == 422 and "inga timmar" in wrong.content.decode()
    assert web.post(url, {"seen": seen, "came0": "no", "reason0": "sick"}).status_code == 302
    late = web.post(url, {"seen": seen, "came0": "yes", "hours0": "3"})
    assert late.status_code == 422 and "Någon annan har skrivit" in late.content.decode()
    with s.as_(karin):
        row = Attendance.objects.get()
        assert (row.came, row.reason, row.by_provider) == (False, "sick", False)
        assert ReadLog.objects.filter(event="ACC-2", items__contains=[f"attendance:{activity.pk}"]).exists()
    assert web.get(url + "?vecka=0001-01-01").status_code == web.get(url + "?vecka=x").status_code == 200


def test_a_provider_sees_places_and_says_who_came_and_nothing_else(client, scene):
    """Table B: her own session only; a number, and a first name only where her branch has it; never a reason."""
    karin, halina, other, case, _activity, given = scene
    url = reverse("activities:provider_session", args=[given.pk])
    web = s.log_in(client, halina, "ama")
    assert web.get("/", follow=True).request["PATH_INFO"] == reverse("activities:provider_sessions")
    page = web.get(url).content.decode()
    assert "plats 1" in page and "Samira" not in page and "Hemligsson" not in page and case.number not in page
    with s.as_(halina, "ama"):
        booking = next(row[1] for row in door.rows("places_of_session", given.pk, DAY, DAY))
        assert case.pk in ReadLog.objects.filter(event="LIST-1", object_type="provider_session").last().case_ids
    assert web.post(url, {f"came{booking}": "yes", f"hours{booking}": "4,5"}).status_code == 302
    with s.as_(karin):
        row = Attendance.objects.get()
        assert (row.came, float(row.hours), row.by_provider, row.written_by_id) == (True, 4.5, True, halina.pk)
    for path in (reverse("people:case", args=[case.pk]), reverse("activities:catalogue"), "/deltagare/"):
        assert web.get(path).status_code == 404
    stranger = s.log_in(client, other, "ama")
    assert stranger.get(url).status_code == 404
    with s.as_(other, "ama"):
        for day in (DAY, DAY + timedelta(days=1)):
            with pytest.raises(door.DoorRefused):
                confirm_day(given.pk, day, {booking: (True, None)})
    with s.as_(halina, "ama"), pytest.raises(door.DoorRefused, match="aldrig framåt"):
        confirm_day(given.pk, DAY + timedelta(days=1), {booking: (True, None)})


def test_a_first_name_follows_the_consent_and_never_a_protected_person(scene):
    """SEK-01, SKY-01: shared with the provider's branch by a line; protected she is a number again."""
    karin, halina, _other, case, activity, given = scene
    s.joined_branch(karin, case, "ama")
    assert _names(halina, given) == [""], "the branch knows her, but not that she goes here"
    s.consent(karin, case, "ama", "municipal_activity")
    with s.as_(karin):
        act_on = actions.Activity.objects.select_related("provider_branch", "deciding_branch", "placed_by")
        share(opened_by(case), act_on.get(pk=activity.pk))
    assert _names(halina, given) == ["Samira"]
    with s.as_(karin):
        protection.protect(case.pk, "mark")
    assert _names(halina, given) == [""]


def test_a_provider_marks_those_who_stayed_away_and_the_others_came_by_one_button(client, scene):
    """Nearly everybody comes most days: what is typed stands, and the places of which nothing is said came."""
    karin, halina, other, _case, _activity, given = scene
    url = reverse("activities:provider_session", args=[given.pk])
    web = s.log_in(client, halina, "ama")
    with s.as_(halina, "ama"):
        booking = next(row[1] for row in door.rows("places_of_session", given.pk, DAY, DAY))
    sessions = reverse("activities:provider_sessions")
    assert "I dag: 0 av 1 skrivna" in web.get(sessions).content.decode(), "what she comes for"
    for typed, came in (({}, True), ({f"came{booking}": "no"}, False)):
        assert web.post(url, typed | {"ovriga": "kom"}).status_code == 302
        with s.as_(karin):
            assert Attendance.objects.get().came is came
    assert "I dag: alla skrivna" in web.get(sessions).content.decode()
    with s.as_(other, "ama"):
        assert not door.rows("written_of_sessions", [given.pk], DAY), "another's session tells nothing"


def test_nothing_is_missing_on_a_day_off(scene):
    """Wednesday asks for who came, Saturday doesn't, unless somebody has begun to write."""
    _karin, halina, _other, _case, _activity, given = scene
    told = []
    for day in (DAY, SATURDAY):
        with s.as_(halina, "ama", day=day):
            told += [(row["today"], row["is_missing"]) for row in with_today(sessions_led_by(current_acting()))]
    assert told == [("I dag: 0 av 1 skrivna", True), ("I dag är det ledigt", False)]
    with s.as_(halina, "ama", day=SATURDAY):
        booking = next(row[1] for row in door.rows("places_of_session", given.pk, SATURDAY, SATURDAY))
        confirm_day(given.pk, SATURDAY, {booking: (True, None)})
        assert with_today(sessions_led_by(current_acting()))[0]["today"] == "I dag: alla skrivna"


def _names(provider, given):
    with s.as_(provider, "ama"):
        return [row[3] for row in door.rows("places_of_session", given.pk, DAY, DAY)]


def test_what_is_left_to_register_is_a_list_with_text_to_copy(client, scene, django_assert_max_num_queries):
    """P-063: gone from the list when it is registered, back when it has changed since."""
    karin, _halina, _other, case, activity, _session = scene
    web, url = s.log_in(client, karin), reverse("activities:registering")
    page = web.get(url).content.decode()
    assert "Registrerad i AIS" in page and "Procapita" not in page and "Började: 30 juni 2021" in page
    done = reverse("activities:registered", args=[case.pk, activity.pk, "ais"])
    assert "ändrats" in web.post(done, {"revision": "1"}, follow=True).content.decode()
    with s.as_(karin):
        revision = actions.Activity.objects.get().revision
    web.post(done, {"revision": revision})
    assert "Inget är kvar att registrera." in web.get(url).content.decode()
    with s.as_(karin):
        assert ActivityRegistration.objects.get().revision == revision
    act(karin, case, actions.end, activity.pk, {"state": "completed", "ended_on": DAY, "end_talk_on": DAY})
    web.get(url)
    with django_assert_max_num_queries(12):
        assert "ändrad sedan förra gången" in web.get(url).content.decode()
    assert web.post(reverse("activities:registered", args=[case.pk, activity.pk, "procapita"])).status_code == 404
