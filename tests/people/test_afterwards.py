"""After the start: who to call, talks while it is new, early warning, and signs of a return (P-003, P-036)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.people.afterwards.returns import find_returns, tell_of_file
from samkraft.people.afterwards.rules import Standing, sooner, talks_of
from samkraft.people.case_access import OpenCase
from samkraft.people.models import BenefitFact, CaseFile, FollowUp, Referral, ReturnSignal, Support, SupportTalk
from samkraft.people.pathway.discharge_actions import discharge
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

RULES = SimpleNamespace(talk_days=(7, 30, 60), closer_days=7)


def left(person, reason="work", days_ago=60, **fields):
    """A case discharged some days ago; for work unless said."""
    on = s.DAY - timedelta(days=days_ago)
    case = s.enrolled_case(person, on=on - timedelta(days=100), **fields)
    with s.as_(person):
        discharge(OpenCase(case, CaseFile.objects.get(case=case)), reason, {"discharged_on": on, "starts_on": on})
    return case


def test_p003_talks_are_planned_from_the_start_and_come_sooner_when_it_is_strained():
    begun, until, on = s.DAY - timedelta(days=20), s.DAY + timedelta(days=60), s.DAY
    assert talks_of(RULES, begun, until, on) == [begun + timedelta(days=30), begun + timedelta(days=60)]
    assert talks_of(RULES, s.DAY - timedelta(days=80), until, on) == [on + timedelta(days=7)], "late, but one"
    soon, later = on + timedelta(days=3), on + timedelta(days=30)
    assert sooner("strained", RULES, later, on) == on + timedelta(days=7)
    assert sooner("strained", RULES, soon, on) is sooner("well", RULES, later, on) is None
    quiet = Standing(1, "work", begun, until, 1, on - timedelta(days=7), "well")
    missed = Standing(1, "work", begun, until, 1, on - timedelta(days=8), "well")
    assert (quiet.is_warning(on), missed.is_warning(on)) == (False, True)


def test_p003_who_has_begun_work_is_supported_and_an_end_is_told(client, django_assert_max_num_queries):
    """A support from beginning to end; another's, another branch's and a closed one are nobody else's."""
    karin = s.staff(in_team=s.team())
    case, web = left(karin, phone="070-1740605"), s.log_in(client, karin)
    page = reverse("people:support", args=[case.pk])
    assert page in web.get(reverse("people:discharge", args=[case.pk])).content.decode()
    given = {"kind": "work", "place": "Lagret i hamnen", "begun_on": "2021-06-10", "contact": str(karin.public_id)}
    begin = reverse("people:begin_support", args=[case.pk])
    for wrong, said in (
        ({"begun_on": "2020-01-01"}, "mer än ett år bort"),
        ({"contact": "någon"}, "finns inte längre"),
    ):
        answer = web.post(begin, given | wrong)
        assert answer.status_code == 422 and said in answer.content.decode() and "Lagret" in answer.content.decode()
    shown = web.post(begin, given, follow=True).content.decode()
    assert "Arbete sedan 10 juni 2021. Personen ringer" in shown and "tel:070-1740605" in shown
    assert web.post(begin, given).status_code == 422, "one at a time"
    with s.as_(karin):
        support = Support.objects.get(case=case)
        assert SupportTalk.objects.filter(support=support).count() == 4, "the one of day 7 has passed"
    hold = reverse("people:hold_support_talk", args=[case.pk, support.pk])
    talk = {"going": "strained", "talked_by": "phone", "held_on": "2021-06-30", "note": "Långa pass"}
    assert "Nästa är 7 juli 2021." in web.post(hold, talk, follow=True).content.decode()
    assert "Tätare kontakt behövs" in web.get(reverse("people:day")).content.decode()
    with django_assert_max_num_queries(12):
        listed = web.get(reverse("people:afterwards")).content.decode()
    assert "En av dina behöver tätare kontakt." in listed and "Långa pass" not in listed and "ansträngt" not in listed
    for other in (logged_in(s.staff(in_team=s.team())), logged_in(s.staff("soc"), "soc")):
        assert other.get(page).status_code == other.post(hold, talk).status_code == 404
        assert case.number not in other.get(reverse("people:afterwards")).content.decode()
    ended = web.post(hold, talk | {"going": "ended"}, follow=True).content.decode()
    assert "Arbetet har tagit slut" in ended and "Tidigare stöd" in ended
    assert web.post(hold, talk).status_code == 422, "it has ended"
    with s.as_(karin):
        assert not SupportTalk.objects.filter(held_on=None).exists()
        assert ReadLog.objects.filter(object_type="support").count() == 3


def test_p036_a_return_is_found_in_what_the_branch_itself_knows_and_answered_once(client):
    """M15: computed from the record. What it is stands on no list (REG-02), and one who never left for work is none."""
    karin = s.staff()
    worker, other, quiet = left(karin), left(karin, "own_wish"), left(karin)
    again = left(karin, number="19840412T777")
    with s.as_(karin):
        for case, kind, day in (
            (worker, "registered", s.DAY), (other, "registered", s.DAY),
            (quiet, "unemployment_fund", s.DAY), (quiet, "registered", s.DAY - timedelta(days=90)),
        ):  # fmt: skip
            BenefitFact.objects.create(
                owner_branch=s.branch("af"), case=case, file=CaseFile.objects.get(case=case), category="labour_market",
                kind=kind, valid_from=day,
            )  # fmt: skip
        FollowUp.objects.filter(case=quiet).update(done_on=s.DAY, outcome="still_work")
    anew = s.referral(karin)
    with s.as_(karin):
        number = CaseFile.objects.get(case=again).identity_hash
        elsewhere = {"programme": s.programme("malmo-langtid-2023"), "identity_hash": number, "referred_on": s.DAY}
        Referral.objects.filter(pk=anew.pk).update(**elsewhere)
        assert find_returns() == 2
        assert find_returns() == 0, "each is told once"
        found = {row.case_id: row for row in ReturnSignal.objects.all()}
        assert {key: row.source for key, row in found.items()} == {worker.pk: "fact", again.pk: "referral"}
        definition = s.programme().version_on(s.DAY).definition
        for _time in range(2):
            hashes = [CaseFile.objects.get(case=each).identity_hash for each in (quiet, other)]
            tell_of_file(s.programme(), definition, hashes)
        assert ReturnSignal.objects.get(source="file").case_id == quiet.pk, "once, and of who reached the goal"
        ReturnSignal.objects.filter(source="file").delete()
    web = s.log_in(client, karin)
    listed = web.get(f"{reverse('people:afterwards')}?vy=att-se-over").content.decode()
    assert worker.number in listed and quiet.number not in listed and "Inskriven" not in listed
    page = reverse("people:support", args=[worker.pk])
    assert "Inskriven som arbetssökande" in web.get(page).content.decode()
    answer = reverse("people:answer_return", args=[worker.pk, found[worker.pk].pk])
    assert web.post(answer, {"answer": ""}).status_code == 422
    assert "Personen är kontaktad" in web.post(answer, {"answer": "contacted"}, follow=True).content.decode()
    assert "redan besvarat" in web.post(answer, {"answer": "mistaken"}).content.decode()
    assert logged_in(s.staff()).post(answer, {"answer": "contacted"}).status_code == 404
    with s.as_(karin):
        Referral.objects.filter(pk=anew.pk).delete()
    call_command("find_returns", verbosity=0)
    with s.as_(karin):
        assert [row.case_id for row in ReturnSignal.objects.all()] == [worker.pk], (
            "what was wrong goes; an answer stays"
        )
