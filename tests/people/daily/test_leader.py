"""Process leading: handed over with a note that the next one reads, or taken up at once (P-024)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.people.models import Case, DeadlineCount, LeaderChange
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def shared():
    """Karin leads Samira's case; Olle has it too."""
    team = s.team()
    karin, olle = s.staff(in_team=team), s.staff(first_name="Olle", last_name="Berg", in_team=team)
    case = s.enrolled_case(karin, first_name="Samira", last_name="Haddad")
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY)
    return karin, olle, case


def _key(person):
    return f"{person.public_id}:af"


def test_a_case_that_is_handed_over_stands_on_the_new_leaders_day_until_the_note_is_read(shared):
    karin, olle, case = shared
    DeadlineCount.objects.create(
        programme=s.programme(), branch=s.branch("af"), team=case.team, leader=olle, counted_on=s.DAY, cases=17, still=2
    )
    url, notes = (reverse(f"people:{name}", args=[case.pk]) for name in ("leader", "leader_notes"))
    mine = logged_in(karin)
    assert "Olle Berg, Arbetsförmedlingen (leder 17, 2 står still)" in mine.get(url).content.decode()
    refused = mine.post(url, {"person": _key(olle), "note": ""})
    assert refused.status_code == 422 and "Skriv vad den nya processledaren" in refused.content.decode()
    assert mine.post(url, {"person": _key(olle), "note": "Ring före fredag."}).status_code == 302
    his = logged_in(olle)
    assert "Du leder nu" in his.get("/").content.decode() and "Du leder nu" not in mine.get("/").content.decode()
    assert "Ring före fredag." in his.get(notes).content.decode()
    mine.post(notes)  # it isn't hers to mark
    assert "Du leder nu" in his.get("/").content.decode()
    assert his.post(notes).status_code == 302
    assert "Du leder nu" not in his.get("/").content.decode()
    assert "Jag har läst" not in his.get(notes).content.decode()
    for who in (s.staff(), s.staff(until=s.DAY - timedelta(days=1))):
        assert logged_in(who).get(notes).status_code == 404


def test_a_colleague_takes_a_case_over_without_a_note_and_a_case_without_a_leader_waits_on_the_day(shared):
    karin, olle, case = shared
    his, url = logged_in(olle), reverse("people:leader", args=[case.pk])
    assert f"{url}?till=mig" in his.get(reverse("people:case", args=[case.pk])).content.decode()
    assert f"{url}?till=mig" not in logged_in(karin).get(reverse("people:case", args=[case.pk])).content.decode()
    page = his.get(f"{url}?till=mig").content.decode()
    assert "Ta över ärendet" in page and f'value="{_key(olle)}" selected' in page
    assert his.post(f"{url}?till=mig", {"person": _key(olle), "note": ""}).status_code == 302
    with s.as_(olle):
        assert Case.objects.get(pk=case.pk).leader_id == olle.pk
        assert LeaderChange.objects.get().note == ""
        door.call("end_assignment", case.pk, olle.pk, s.DAY)
    assert "Utan processledare" in logged_in(karin).get("/").content.decode()
    outsider = s.staff()
    assert logged_in(outsider).post(url, {"person": _key(outsider), "note": ""}).status_code == 404
