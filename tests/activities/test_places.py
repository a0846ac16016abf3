"""Places of the catalogue: asked for, decided, offered, taken or declined, and who is next (P-042)."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.activities import actions
from samkraft.activities.catalogue import planning
from samkraft.activities.models import Activity, Booking
from samkraft.people.case_access import OpenCase
from samkraft.people.models import CaseFile
from samkraft.people.problems import NotPossible
from samkraft.sharing import door
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

DAY = s.DAY


def entry(planner, branch="ama", kind="language_practice", **given):
    """An entry of the catalogue, kept by the providing branch's manager."""
    usual = {"type": kind, "title": "Språkpraktik i äldreomsorgen", "content": "Fyra veckor. Handledare finns."}
    with s.as_(planner, branch) as who:
        return planning.add_offering(who, s.programme().version_on(DAY).definition, usual | given)


def session(planner, offering, capacity, branch="ama", starts=14, **given):
    """A session with so many places."""
    starts_on = DAY + timedelta(days=starts)
    usual = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=90), "open_until": starts_on}
    with s.as_(planner, branch):
        return planning.add_session(offering, usual | given | {"capacity": capacity})


def opened_by(case):
    return OpenCase(case, CaseFile.objects.get(case=case))


def booked(person, case, offering, decided=True, branch="af", day=DAY, **given):
    """A place asked for, and decided on the same day unless said."""
    usual = {"asked_on": DAY, "decided_on": DAY if decided else None, "offering": offering}
    with s.as_(person, branch, day=day):
        return actions.place(opened_by(case), usual | given)


def now(person, activity, branch="af"):
    with s.as_(person, branch):
        return Activity.objects.select_related("booking").get(pk=activity.pk)


def act(person, case, action, *arguments, branch="af", day=DAY, **given):
    with s.as_(person, branch, day=day):
        return action(opened_by(case), *arguments, **given)


@pytest.fixture
def planner():
    return s.staff("ama", Role.UNIT_MANAGER)


@pytest.fixture
def karin():
    return s.staff("af")


def test_the_whole_way_of_a_place(planner, karin):
    """P-042: asked, decided, offered, declined: the next in the queue gets it; accepted, started, completed."""
    offering = entry(planner)
    first, second, third = (s.enrolled_case(karin) for _ in range(3))
    one = booked(karin, first, offering, decided=False)
    two, three = booked(karin, second, offering), booked(karin, third, offering)
    assert [now(karin, each).state for each in (one, two, three)] == ["asked", "decided", "decided"]
    session(planner, offering, 1)
    assert now(karin, two).state == "offered", "the first waits for its decision, the second is ready"
    act(karin, first, actions.decide, one.pk, True, DAY)
    assert now(karin, one).state == "decided"
    with pytest.raises(NotPossible):
        act(karin, second, actions.answer_offer, two.pk, False, DAY)
    act(karin, second, actions.answer_offer, two.pk, False, DAY, reason="Fick arbete")
    assert now(karin, two).state == "declined" and now(karin, two).booking.state == "left"
    assert now(karin, one).state == "offered", "who came first goes first"
    with pytest.raises(NotPossible):
        act(karin, first, actions.start, one.pk, DAY, DAY)
    accepted = act(karin, first, actions.answer_offer, one.pk, True, DAY)
    assert (accepted.state, accepted.planned_from) == ("accepted", DAY + timedelta(days=14))
    act(karin, first, actions.start, one.pk, DAY, DAY)
    ended = {"state": "completed", "ended_on": DAY, "end_talk_on": DAY}
    act(karin, first, actions.end, one.pk, ended)
    assert now(karin, three).state == "offered"
    with s.as_(karin):
        left = Booking.objects.get(pk=now(karin, one).booking_id)
        assert (left.left_how, left.held.offering_id) == ("completed", offering.pk)


def test_nobody_is_dropped_silently_when_a_session_shrinks(planner, karin):
    """A session shrunk below its bookings: the planner decides, and who loses a place goes first in the queue."""
    offering = entry(planner)
    one = session(planner, offering, 2)
    cases = [s.enrolled_case(karin) for _ in range(3)]
    first, second, third = (booked(karin, case, offering) for case in cases)
    act(karin, cases[0], actions.answer_offer, first.pk, True, DAY)
    days = {"starts_on": one.starts_on, "ends_on": one.ends_on, "open_until": one.open_until}
    with s.as_(planner, "ama"):
        with pytest.raises(door.DoorRefused, match="Fler platser"):
            planning.change_session(one, days | {"capacity": 1})
        planning.change_session(one, days | {"capacity": 1}, as_freed=True)
    assert [now(karin, each).state for each in (first, second)] == ["accepted", "offered"]
    with s.as_(planner, "ama"):
        planning.change_session(one, days | {"capacity": 1}, displaced=[now(karin, first).booking_id])
    lost = now(karin, first)
    assert (lost.state, lost.notice, lost.booking.priority) == ("decided", "displaced", "displaced")
    with s.as_(planner, "ama"):
        planning.change_session(one, days | {"capacity": 2})
    assert now(karin, first).state == "offered", "before the third, who came later"
    assert now(karin, third).state == "decided"
    with s.as_(karin):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update activities_place set state = 'free', booking_id = null")
        with pytest.raises(door.DoorRefused, match="enhetschef"):
            door.call("resize_session", one.pk, 9, "{}", False)
        with pytest.raises(door.DoorRefused, match="står redan i kön"):
            door.call("resume_booking", third.pk)


def test_an_offer_that_goes_out_pauses_and_passes_on(planner, karin):
    """An offer nobody answers goes to the next; the person stays in the queue until her handler says what she wants."""
    offering = entry(planner)
    session(planner, offering, 1)
    cases = [s.enrolled_case(karin) for _ in range(2)]
    first, second = (booked(karin, case, offering) for case in cases)
    with s.as_(karin, day=DAY + timedelta(days=6)):
        assert [row[1:] for row in door.rows("turn_queues")] == [(1, 0, 1)]
    paused = now(karin, first)
    assert (paused.state, paused.notice, paused.booking.ready_on) == ("decided", "expired", None)
    assert now(karin, second).state == "offered"
    act(karin, cases[0], actions.resume, first.pk)
    assert now(karin, first).booking.ready_on == DAY
    assert now(karin, first).planned_from is None, "the day of an offer that went out isn't the day of a start"
    later = DAY + timedelta(days=7)
    act(karin, cases[1], actions.answer_offer, second.pk, False, later, day=later, reason="Vill inte")
    assert now(karin, first).state == "offered"
    jonas = s.staff("af")
    with s.as_(jonas), pytest.raises(door.DoorRefused):
        door.call("follow_booking", first.pk)


def test_who_has_begun_can_be_booked_for_the_next_round_and_who_has_a_place_to_come_to_cannot(planner, karin):
    """P-042: she would hold two places; one who is there already may stand in line for what comes after."""
    offering, case = entry(planner), s.enrolled_case(karin)
    session(planner, offering, 2, starts=-10, open_until=None)
    held = booked(karin, case, offering)
    act(karin, case, actions.answer_offer, held.pk, True, DAY)
    with pytest.raises(door.DoorRefused, match="har en plats som inte har börjat"):
        booked(karin, case, offering)
    act(karin, case, actions.start, held.pk, DAY, DAY)
    assert booked(karin, case, offering).state == "offered"


def test_a_place_asked_for_by_another_branch_bars_only_who_has_been_given_it(planner, karin):
    """P-042, SEK-01: a refusal tells no branch of a place that it hasn't been told of, or no longer may see."""
    jonas, offering = s.staff("soc"), entry(planner, kind="work_practice")
    case, other = s.enrolled_case(karin), s.enrolled_case(karin)
    for each in (case, other):
        s.joined_branch(karin, each, "soc", jonas)
    line = s.consent(jonas, case, "af", "labour_market", "soc")
    activity, _unsaid = (booked(jonas, each, offering, branch="soc") for each in (case, other))
    assert booked(karin, other, offering).booking.state == "waiting", "nobody has told of the other's"
    with s.as_(jonas, "soc"):
        door.call("release", case.pk, s.branch("af").pk, "labour_market", "activity", activity.pk, 1, "Språkpraktik",
                  {}, "consent", None)  # fmt: skip
    with pytest.raises(door.DoorRefused, match="står redan i kö här"):
        booked(karin, case, offering)
    with s.as_(jonas, "soc"):
        door.call("withdraw_consent", line)
    assert booked(karin, case, offering).booking.state == "waiting"


def test_who_is_discharged_is_neither_offered_a_place_nor_put_in_a_queue(client, planner, karin):
    """P-042: the near miss is a place asked for the day before, which may be written down but holds no place."""
    offering, case = entry(planner), s.enrolled_case(karin)
    session(planner, offering, 1)
    overview, web = reverse("people:case", args=[case.pk]), s.log_in(client, karin)
    assert "Placera i aktivitet" in web.get(overview).content.decode()
    with s.as_(karin):
        door.call("close_case", case.pk, s.DAY)
    assert "Placera i aktivitet" not in web.get(overview).content.decode()
    book = reverse("activities:book", args=[case.pk, offering.pk])
    refused = web.post(book, {"session": "", "asked_on": "2021-06-30", "decided_on": "2021-06-30"})
    assert refused.status_code == 422 and "kan inte ställas i kö" in refused.content.decode()
    with s.as_(karin):
        assert not Activity.objects.exists()


def test_a_place_is_booked_and_answered_on_the_pages(client, planner, karin, django_assert_max_num_queries):
    """From the catalogue to a taken place, as a handler meets it; the list costs no more with more entries."""
    offering = entry(planner, prerequisites="Svenska på nivå B", languages="Svenska")
    session(planner, offering, 1)
    case, other = s.enrolled_case(karin), s.enrolled_case(karin)
    web = s.log_in(client, karin)
    web.get(reverse("activities:catalogue"))  # what is read once a process or a login isn't the list's
    with django_assert_max_num_queries(12):
        listed = web.get(reverse("activities:catalogue")).content.decode()
    narrowed = web.get(reverse("activities:catalogue"), {"lediga": "on"}).content.decode()
    assert 'data-fold="fler val"' in listed and "data-fold=" not in narrowed, "what narrows the list is never folded"
    assert "Språkpraktik i äldreomsorgen" in listed and "Svenska på nivå B" in listed and "Ingen kö" in listed
    chosen = web.get(reverse("activities:choose", args=[case.pk])).content.decode()
    assert reverse("activities:book", args=[case.pk, offering.pk]) in chosen and "Boka plats" in chosen
    book = reverse("activities:book", args=[case.pk, offering.pk])
    assert "1 ledig plats" in web.get(book).content.decode()
    alone = web.get(reverse("activities:offering", args=[offering.pk])).content.decode()
    assert "det finns lediga platser och ingen kö" in alone, "the page says what the list says"
    shown = web.post(book, {"session": "", "asked_on": "2021-06-30", "decided_on": "2021-06-30"}, follow=True)
    assert "Tar personen platsen?" in shown.content.decode()
    with s.as_(karin):
        activity = Activity.objects.get()
    offer = reverse("activities:offer", args=[case.pk, activity.pk])
    refused = web.post(offer, {"accepted": "no", "answered_on": "2021-06-30"})
    assert refused.status_code == 422 and "Skriv varför personen tackar nej." in refused.content.decode()
    queued = reverse("activities:book", args=[other.pk, offering.pk])
    waits = web.post(queued, {"session": "", "asked_on": "2021-06-30", "decided_on": "2021-06-30"}, follow=True)
    assert "Först i kön" in waits.content.decode()
    twice = web.post(queued, {"session": "", "asked_on": "2021-06-30", "decided_on": "2021-06-30"})
    assert twice.status_code == 422 and "Personen står redan i kö här" in twice.content.decode()
    done = web.post(offer, {"accepted": "yes", "answered_on": "2021-06-30"}, follow=True)
    assert "Aktiviteten börjar" in done.content.decode()
    again = web.post(book, {"session": "", "asked_on": "2021-06-30", "decided_on": "2021-06-30"})
    assert again.status_code == 422 and "har en plats som inte har börjat" in again.content.decode()
    with s.as_(karin):
        assert Activity.objects.filter(case=case).count() == 1
    with django_assert_max_num_queries(15):
        page = web.get(reverse("activities:offering", args=[offering.pk])).content.decode()
    assert "Upptagna" in page and "Kön" in page and case.number not in page
    found = web.post(reverse("activities:offering", args=[offering.pk]), {"q": other.number})
    assert found.status_code == 302 and found.url == queued
    assert web.get(reverse("activities:offering", args=[uuid.uuid4()])).status_code == 404


def test_activities_from_before_the_catalogue_are_laid_into_its_queues_once(planner, karin):
    """P-042: by type and provider, where one entry alone and one session can be meant; dry unless told otherwise."""
    begun = DAY - timedelta(days=30)
    offering = entry(planner)
    with s.as_(planner, "ama", day=begun):
        span = {"starts_on": begun + timedelta(days=5), "ends_on": DAY + timedelta(days=60), "open_until": DAY}
        planning.add_session(offering, span | {"capacity": 2})
    case = s.enrolled_case(karin)
    made = {}
    for name, kind, state, started in (("waits", "language_practice", "decided", None),
                                       ("began", "language_practice", "under_way", 10),
                                       ("long_ago", "language_practice", "under_way", 200),
                                       ("elsewhere", "work_practice", "decided", None)):  # fmt: skip
        with s.as_(karin):
            made[name] = Activity.objects.create(
                owner_branch=s.branch("af"), case=case, file=CaseFile.objects.get(case=case), type=kind, title=name,
                provider_branch=s.branch("ama"), deciding_branch=s.branch("af"), placed_by=karin, state=state,
                asked_on=DAY - timedelta(days=220), decided_on=DAY - timedelta(days=210),
                started_on=None if started is None else DAY - timedelta(days=started),
            )  # fmt: skip

    def said(*more):
        out = StringIO()
        call_command("lay_in_catalogue", s.PROGRAMME, *more, stdout=out)
        return out.getvalue().strip()

    assert said() == "af: 2 would be laid in, 1 no_entry, 1 no_session."
    assert not Booking.objects.exists() and said("--branch=soc") == ""
    assert said("--wet-run") == "af: 2 laid in, 1 no_entry, 1 no_session."
    assert said("--wet-run") == "af: 0 laid in, 1 no_entry, 1 no_session."
    assert [now(karin, made[name]).booking.state for name in ("waits", "began")] == ["waiting", "taken"]
    assert now(karin, made["waits"]).booking.entered_on == DAY - timedelta(days=220)
    with pytest.raises(CommandError, match="no programme"):
        call_command("lay_in_catalogue", "finns-inte")
