"""Nobody is without a receiver when the programme ends: by name for who leads, as counts for who answers (P-038)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.people.models import Handover
from samkraft.people.pathway.winding_rules import Sent, Stand, days_left, may_remind, stand_of
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def handed(person, case, receiver, days_ago, state="sent"):
    """A handover of a case to a receiver with an account, some days ago."""
    file, on = s.file_of(case, person), s.DAY - timedelta(days=days_ago)
    with s.as_(person):
        return Handover.objects.create(
            owner_branch=file.owner_branch, case=case, file=file, receiver=receiver, receiver_branch=file.owner_branch,
            receiver_name=receiver.name, receiver_unit="AF", sent_on=on, sent_by=person, state=state, content={},
            return_reason="Fel mottagare" if state == "returned" else "",
        )  # fmt: skip


def test_p038_the_stand_of_a_handover_and_when_a_receiver_may_be_reminded():
    on = date(2022, 5, 20)

    def sent(state, day, reminded_on=None, has_account=True):
        return Sent(1, state, "Eva Lind", date(2022, 5, day), reminded_on, has_account)

    stands = {
        Stand.NOBODY: None, Stand.RETURNED: sent("returned", 1), Stand.LATE: sent("sent", 9),
        Stand.WAITING: sent("sent", 10), Stand.ACCEPTED: sent("accepted", 1),
    }  # fmt: skip
    for stand, told in stands.items():
        assert stand_of(told, 10, on) == stand
        assert (told is not None and may_remind(stand, told, on)) == (stand == Stand.LATE)
    assert not may_remind(Stand.LATE, sent("sent", 1, date(2022, 5, 18)), on), "reminded the day before yesterday"
    assert may_remind(Stand.LATE, sent("sent", 1, date(2022, 5, 17)), on)
    assert not may_remind(Stand.LATE, sent("sent", 1, has_account=False), on)
    assert (days_left(date(2022, 6, 30), on), days_left(None, on)) == (41, None)


def test_p038_who_leads_sees_whom_nobody_has_taken_and_reminds_who_has_not_answered(client):
    """A colleague's people, and another branch's, stand there for nobody but as counts."""
    karin, boss, leader = s.staff(), s.staff("af", Role.UNIT_MANAGER), s.staff("af", Role.PROJECT_LEADER)
    receiver = s.staff("af", Role.RECEIVER, last_name="Mottagarsson")
    free, back, late, taken = (s.enrolled_case(karin) for _number in range(4))
    handed(karin, back, receiver, 5, "returned")
    row = handed(karin, late, receiver, 20)
    handed(karin, taken, receiver, 5, "accepted")
    other = s.enrolled_case(s.staff("soc"), "soc")
    web, page = s.log_in(client, karin), reverse("people:winding_down")
    first = web.get(page).content.decode()
    assert "2 av dina 4 saknar mottagare." in first and "om 365 dagar" in first
    assert free.number in first and back.number in first and late.number not in first and other.number not in first
    assert "Inget svar i tid: Karin Mottagarsson" in web.get(f"{page}?vy=vantar").content.decode()
    assert taken.number in web.get(f"{page}?vy=klara").content.decode()
    remind = reverse("people:remind_handover", args=[late.pk, row.pk])
    for said in ("Karin Mottagarsson är påmind.", "har svarat, har tid kvar eller är nyss påmind"):
        assert said in web.post(remind, follow=True).content.decode()
    counted = logged_in(boss).get(page).content.decode()
    assert "2 av 4 saknar mottagare." in counted and free.number not in counted and karin.name in counted
    everyone = logged_in(leader).get(page).content.decode()
    assert "3 av 5 saknar mottagare." in everyone and other.number not in everyone and "Team" in everyone
    assert logged_in(s.staff("af", Role.ECONOMIST)).get(page).status_code == 404
    assert logged_in(s.staff()).post(remind).status_code == 404
