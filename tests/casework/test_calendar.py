"""Several staff of several branches at a meeting, rooms, the week, and one's own calendar program."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.casework.calendar.ics import Busy, calendar, folded
from samkraft.casework.meetings.free_times import suiting
from samkraft.casework.models import CalendarFeed, Meeting, MeetingGuest, MeetingInvitation, Room
from samkraft.people.models import Case
from samkraft.people.protection import actions as protection
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s
from tests.casework.scene import Scene, at

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

WEEK = "/kalender/?vecka=2021-v27"


def _book(client, scene, name="meeting_book", *args, **change):
    posted = {"kind": "plan", "day": "5 juli 2021", "at": "10.00", "length": "60", "place": "Rum Linnea"} | change
    return client.post(scene.url(name, *args), posted)


def _asked(client, scene, **change):
    """Karin books and asks Jonas; the meeting."""
    _book(s.log_in(client, scene.karin), scene, guests=[str(scene.jonas.public_id)], **change)
    with scene.as_karin():
        return Meeting.objects.get(state="planned", case=scene.case)


def _invitation(scene):
    with scene.as_jonas():
        return MeetingInvitation.objects.get(case=scene.case)


def _guests(scene):
    with scene.as_karin():
        return list(MeetingGuest.objects.filter(case=scene.case).values_list("answer", flat=True))


def test_another_branch_is_told_when_where_and_who_asks_and_never_what_the_meeting_is_for(client):
    """SEK-07: asked, answered, moved (asked again), called off: told in the other branch's own file by the door."""
    scene = Scene(first_name="Samira", last_name="Haddad")
    meeting = _asked(client, scene, kind="phase_move", agenda="Hur mår du?")
    s.log_in(client, scene.jonas, "soc")
    page = client.get(WEEK).content.decode()
    for words in ("Haddad", "10.00–11.00", "Rum Linnea", "Karin"):
        assert words in page, words
    assert "byte av fas" not in page and "Hur mår du?" not in page
    assert "byte av fas" not in client.get(scene.url("meetings")).content.decode()
    answer = client.post(scene.url("invitation_answer", _invitation(scene).pk, "ja"), {"from": "kalender"})
    assert answer.headers["Location"] == reverse("casework:calendar") and _guests(scene) == ["yes"]
    s.log_in(client, scene.karin)
    assert ": kommer" in client.get(scene.url("meetings")).content.decode()
    moved = {"kind": "plan", "at": "13", "guests": [str(scene.jonas.public_id)], "revision": "1"}
    assert _book(client, scene, "meeting_move", meeting.pk, **moved).status_code == 302
    assert _guests(scene) == ["asked"] and _invitation(scene).starts_at == at(date(2021, 7, 5), 13)
    client.post(scene.url("meeting_settle", meeting.pk, "installt-av-deltagaren"))
    assert _invitation(scene).state == "cancelled"
    s.log_in(client, scene.jonas, "soc")
    assert "Inställt" in client.get(WEEK).content.decode()
    page = client.post(scene.url("invitation_answer", _invitation(scene).pk, "ja"), follow=True).content.decode()
    assert "Mötet är inställt, eller har redan varit." in page
    with scene.as_karin():
        assert Meeting.objects.get().cancelled_by == "person"


def _take_back(scene):
    """Nothing goes to Jonas's branch any more; its own line to Karin's keeps the file open."""
    s.consent(scene.jonas, scene.case, "af", "minutes", branch_code="soc")
    with scene.as_karin():
        for line in ConsentLine.objects.filter(case_id=scene.case.pk, to_branch=s.branch("soc")):
            door.call("withdraw_consent", line.line)


def test_nobody_is_asked_without_a_consent_that_goes_there_nor_who_does_not_work_with_the_case(client):
    """CON-01, SEK-05: the meeting is booked all the same, and says who wasn't asked and why."""
    scene = Scene()
    stranger = s.staff("soc", in_team=scene.team)
    _take_back(scene)
    s.log_in(client, scene.karin)
    page = _book(client, scene, guests=[str(scene.jonas.public_id)]).headers["Location"]
    page = client.get(page).content.decode()
    assert "är inte inbjuden" in page and _guests(scene) == []
    assert _book(client, scene, at="15", guests=[str(stranger.public_id)]).status_code == 422
    scene = Scene()
    meeting = _asked(client, scene)
    with scene.as_karin():
        for staff, code in ((stranger, "not_assigned"), (scene.karin, "same_branch")):
            branch = s.branch("af" if code == "same_branch" else "soc")
            with pytest.raises(door.DoorRefused) as refused:
                door.call("invite", meeting.pk, staff.pk, branch.pk)
            assert refused.value.code == code
    for person, key in ((stranger, _invitation(scene).pk), (scene.karin, _invitation(scene).pk)):
        branch = "soc" if person is stranger else "af"
        s.log_in(client, person, branch)
        assert client.post(scene.url("invitation_answer", key, "ja")).status_code == 404
    with pytest.raises(Exception, match="permission denied"), scene.as_jonas():
        MeetingInvitation.objects.update(answer="yes")
    _take_back(scene)
    with scene.as_jonas():
        assert not MeetingInvitation.objects.filter(case=scene.case).exists(), (
            "read while a consent goes from there to here (CON-06)"
        )


def test_a_protected_case_stands_in_nobodys_week_and_in_no_calendar_program(client):
    """SKY-02: names, places and days of protected persons show nowhere to others."""
    scene = Scene(last_name="Gömdsson")
    _asked(client, scene)
    with scene.as_karin():
        protection.protect(scene.case.pk, "mark")
    for person, branch in ((scene.karin, "af"), (scene.jonas, "soc")):
        page = s.log_in(client, person, branch).get(WEEK).content.decode()
        assert "Gömdsson" not in page and "Rum Linnea" not in page
    s.log_in(client, scene.karin)
    assert "BEGIN:VEVENT" not in Client().get(_address(client)).content.decode()


def _address(client):
    page = client.post(reverse("casework:calendar_address"), {"do": "make"}).content.decode()
    return page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")


def test_a_calendar_program_gets_times_and_rooms_and_nothing_of_anybody(client):
    """By a secret address that can be revoked, ends with the role, and leaves a row in the log at each reading."""
    scene = Scene(first_name="Samira", last_name="Haddad")
    room = Room.objects.create(branch=s.branch("af"), name="Rum Sippa", address="Storgatan 1")
    _asked(client, scene, room=str(room.public_id), agenda="Hemlig sak", with_interpreter="on")
    address = _address(client)
    answer = Client().get(address)
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/calendar") and text.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20210705T080000Z" in text and "SUMMARY:Möte" in text and "LOCATION:Rum Sippa" in text
    with scene.as_karin():
        meeting = Meeting.objects.get()
        for secret in ("Haddad", "Samira", scene.case.number, str(scene.case.pk), str(meeting.pk), "Hemlig", "Linnea",
                       "Jonas", "Planmöte"):  # fmt: skip
            assert secret not in text, secret
        assert ReadLog.objects.get(object_type="calendar_feed").staff_id == scene.karin.pk
        assert CalendarFeed.objects.get().secret_hash not in address
    jonas = s.log_in(Client(), scene.jonas, "soc")
    assert "LOCATION" not in (theirs := Client().get(_address(jonas)).content.decode()) and "BEGIN:VEVENT" in theirs
    again = _address(client)
    assert Client().get(address).status_code == 404 and Client().get(again).status_code == 200
    RoleAssignment.objects.filter(staff=scene.karin).update(valid_until=s.DAY - timedelta(days=1))
    assert Client().get(again).status_code == 404
    RoleAssignment.objects.filter(staff=scene.karin).update(valid_until=None)
    client.post(reverse("casework:calendar_address"), {"do": "revoke"})
    assert Client().get(again).status_code == 404


def test_the_calendar_file_is_as_the_standard_says():
    """RFC 5545: CRLF, lines of 75 octets, signs written out, a key that says nothing."""
    busy = Busy("a-key", datetime(2021, 7, 5, 8, tzinfo=UTC), datetime(2021, 7, 5, 9, tzinfo=UTC), "Rum, å;ä")
    text = calendar("secret", "Samkraft", "Möte", [busy], datetime(2021, 6, 30, tzinfo=UTC))
    assert text.endswith("END:VCALENDAR\r\n") and "LOCATION:Rum\\, å\\;ä" in text and "a-key" not in text
    assert all(len(line.encode()) <= 75 for line in folded("å" * 200).split("\r\n"))
    assert folded("å" * 200).replace("\r\n ", "") == "å" * 200


def test_a_room_is_booked_once_also_against_a_meeting_that_cannot_be_seen(client):
    """Two at the same time: one gets it, the other is told at the field and loses nothing that was typed."""
    scene = Scene()
    room = Room.objects.create(branch=s.branch("soc"), name="Rum Sippa", is_lent=True)
    closed = Room.objects.create(branch=s.branch("soc"), name="Rum Vitsippa")
    s.log_in(client, scene.jonas, "soc")
    assert _book(client, scene, room=str(room.public_id)).status_code == 302
    s.log_in(client, scene.karin)
    answer = _book(client, scene, room=str(room.public_id), at="10.30", agenda="Viktigt")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Rummet är upptaget den tiden." in page and "Viktigt" in page
    assert _book(client, scene, room=str(closed.public_id)).status_code == 422
    assert _book(client, scene, room=str(room.public_id), at="11").status_code == 302


def test_the_second_who_moves_a_meeting_is_told_and_nothing_is_lost(client):
    """T24."""
    scene = Scene()
    meeting = _asked(client, scene)
    change = {"revision": "1", "guests": []}
    assert _book(client, scene, "meeting_move", meeting.pk, at="14", **change).status_code == 302
    answer = _book(client, scene, "meeting_move", meeting.pk, at="15", **change)
    page = answer.content.decode()
    assert answer.status_code == 409 and "14.00–15.00" in page and 'value="15"' in page
    assert _book(client, scene, "meeting_move", meeting.pk, at="15", revision="2").status_code == 302
    assert _invitation(scene).state == "cancelled", "who is no longer asked is told"


def test_a_busy_colleague_is_said_and_the_first_free_times_suit_all(client):
    """Times alone cross between branches, between people of one team: never with whom."""
    scene = Scene()
    _book(s.log_in(client, scene.jonas, "soc"), scene, day="1 juli 2021", at="8", length="90")
    s.log_in(client, scene.karin)
    guests = [str(scene.jonas.public_id)]
    answer = _book(client, scene, day="1 juli 2021", at="9", guests=guests)
    assert answer.status_code == 422 and "Har redan ett möte då: Jonas" in answer.content.decode()
    page = _book(client, scene, day="", at="", guests=guests, hitta="1", agenda="Kvar").content.decode()
    assert 'value="2021-07-01 09.30"' in page and 'value="2021-07-01 13.00"' in page and "Kvar" in page
    assert _book(client, scene, guests=guests, tid="2021-07-01 09.30", day="", at="").status_code == 302
    assert _book(client, scene, day="1 juli 2021", at="9", guests=guests, anyway="on").status_code == 302
    other = s.staff("vux")
    with s.as_(other, "vux"):
        asked = ("busy_times", f"{{{scene.karin.pk},{scene.jonas.pk}}}", at(s.DAY, 0), at(s.DAY + timedelta(days=9), 0))
        assert door.rows(*asked) == []
    with scene.as_karin():
        assert {row[0] for row in door.rows(*asked)} == {scene.karin.pk, scene.jonas.pk}
    page = client.get("/kalender/?vecka=2021-v26&vem=team").content.decode()
    assert "08.00–09.30" in page and "Haddad" not in page


def test_times_that_suit_are_on_working_days_outside_lunch_and_never_touch_another_meeting():
    friday = date(2021, 7, 2)
    days = [friday + timedelta(days=n) for n in range(4)]
    found = suiting(days, timedelta(hours=1), [(at(friday, 8), at(friday, 11))])
    assert [(f"{time:%a %H.%M}") for time in found] == ["Fri 11.00", "Fri 13.00", "Mon 08.00", "Mon 13.00"]
    easter = [date(2021, 4, 1) + timedelta(days=n) for n in range(6)]
    assert {time.day for time in suiting(easter, timedelta(hours=1), [])} == {1, 6}, "offices are closed at Easter"


def test_what_was_said_of_a_meeting_by_mistake_is_taken_back(client):
    """Attendance with undo; a cancelled one that is planned again is asked to again, and its room taken again."""
    scene = Scene()
    meeting = _asked(client, scene)
    client.post(scene.url("meeting_settle", meeting.pk, "installt"))
    client.post(scene.url("meeting_reopen", meeting.pk))
    assert _invitation(scene).state == "planned"
    with scene.as_karin():
        assert Meeting.objects.get().state == "planned" and not Meeting.objects.get().cancelled_by
        assert Case.objects.get(pk=scene.case.pk).next_talk_on == date(2021, 7, 5)


def test_interpreters_to_order_stand_in_the_calendar_until_they_are_ordered(client):
    scene = Scene(language="somaliska")
    meeting = _asked(client, scene, with_interpreter="on")
    assert "Tolk att beställa" in (page := client.get("/kalender/").content.decode()) and "somaliska" in page
    client.post(scene.url("meeting_interpreter", meeting.pk))
    assert "Tolk att beställa" not in client.get("/kalender/").content.decode()
    moved = {"at": "14", "revision": "1", "with_interpreter": "on"}
    _book(client, scene, "meeting_move", meeting.pk, **moved)
    assert "Tolk att beställa" in client.get("/kalender/").content.decode(), "another time, another order"


def test_a_manager_keeps_the_branchs_rooms_and_sees_when_people_are_busy_and_never_with_whom(client):
    scene = Scene(last_name="Haddad")
    _asked(client, scene)
    manager = s.log_in(client, s.staff("af", Role.UNIT_MANAGER))
    given = {"name": "Rum Sippa", "address": "Storgatan 1", "seats": "6"}
    assert manager.post(reverse("casework:room_add"), given).status_code == 302
    assert manager.post(reverse("casework:room_add"), given).status_code == 422
    room = Room.objects.get(name="Rum Sippa")
    manager.post(reverse("casework:room_close", args=[room.public_id]))
    assert "<b>Rum Sippa</b>" not in manager.get(reverse("casework:rooms")).content.decode()
    assert manager.post(reverse("casework:room_add"), given).status_code == 302 and Room.objects.count() == 1
    page = manager.get(WEEK).content.decode()
    assert "10.00–11.00" in page and "Haddad" not in page


def test_the_week_costs_the_same_for_many_meetings_as_for_one(client, django_assert_max_num_queries):
    """Design "Speed": a list within 12 statements and 60 KiB."""
    scene = Scene()
    _asked(client, scene)
    for hour in range(11, 17):
        _book(client, scene, at=str(hour), anyway="on", with_interpreter="on")
    with django_assert_max_num_queries(16):  # with the test's own savepoints
        assert len(client.get(WEEK).content) < 60 * 1024
