""" "Why can she see this?": the answer is held against the pages themselves, for everyone and every case (IAM-07)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.people import why
from samkraft.people.models import CaseOpening, Referral
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
YESTERDAY = s.DAY - timedelta(days=1)


@pytest.fixture
def made():
    """Two cases and everyone who is right about one thing: each near miss of the rules, in two branches."""
    team, people = s.team(), {}
    for name in ("karin", "maja", "left_team", "no_role", "off", "asker"):
        people[name] = s.staff("af", Role.HANDLER, in_team=team, last_name=f"{name}son")
    for name in ("boss", "late_boss", "idle_boss"):
        people[name] = s.staff("af", Role.UNIT_MANAGER)
    people |= {"receiver": s.staff("af", Role.RECEIVER), "other_receiver": s.staff("af", Role.RECEIVER)}
    people |= {"intake": s.staff("af", Role.PROJECT_ADMINISTRATOR), "referrer": s.staff("af", Role.REFERRER)}
    people |= {"jonas": s.staff("soc", Role.HANDLER), "both": s.staff("af", Role.UNIT_MANAGER, Role.HANDLER)}
    hers, other = s.enrolled_case(people["karin"]), s.enrolled_case(people["maja"])
    _work_of_others(people, hers, team)
    _openings(people, hers, other)
    s.joined_branch(people["karin"], hers, "soc", people["jonas"])
    return people, (hers, other)


def _work_of_others(people, case, team):
    karin, af = people["karin"], s.branch("af")
    with s.as_(karin):
        for name in ("left_team", "no_role", "off"):
            door.call("assign", case.pk, people[name].pk, af.pk, "", YESTERDAY)
        Referral.objects.filter(case_id=case.pk).update(referred_by=people["referrer"])
    handover = s.item(karin, case, "handover")
    content = {"name": "Samira", "case": case.number, "programme": "Malmökraften", "parts": []}
    with s.as_(karin):
        door.call("release", case.pk, af.pk, "discharge", "handover", handover, 1, "Överlämning", content,
                  "no_harm_assessed", people["receiver"].pk)  # fmt: skip
    TeamMember.objects.filter(staff=people["left_team"]).update(valid_until=YESTERDAY)
    RoleAssignment.objects.filter(staff=people["no_role"]).update(valid_until=YESTERDAY)
    type(karin).objects.filter(pk=people["off"].pk).update(is_active=False)
    people["off"].refresh_from_db()


def _openings(people, hers, other):
    now, hour = timezone.now(), timedelta(hours=1)
    rows = {
        "boss": (hers, now, now + hour),
        "both": (other, now, now + hour),
        "late_boss": (hers, now - 2 * hour, now - hour),
        "asker": (other, None, None),
    }
    with s.as_(people["karin"]):
        for name, (case, start, end) in rows.items():
            CaseOpening.objects.create(owner_branch=s.branch("af"), case=case, staff=people[name], reason="Klagomål",
                                       opened_at=start, until=end)  # fmt: skip


def _seen(person, branch, case):
    """What the site shows the person, page by page: the truth."""
    with s.as_(person, branch):
        referral = Referral.objects.filter(case_id=case.pk).values_list("pk", flat=True).first()
        handovers = list(why.ReceivedCopy.objects.handovers().filter(case_id=case.pk).values_list("item_id", flat=True))
    client = logged_in(person, branch)

    def opens(name, key):
        return client.get(reverse(name, args=[key])).status_code == 200

    return {
        "case": opens("people:case", case.pk),
        "referral": bool(referral) and opens("people:referral", referral),
        "handover": any(opens("people:receiver_handover", key) for key in handovers),
    }


def _told(person, branch, case):
    """What the answer says, and that its conditions hold exactly where the way is open."""
    with s.as_(s.staff(branch, Role.DATA_PROTECTION_OFFICER), branch):
        answer = why.explain(case.pk, person)
        named = {each.staff.pk for each in why.everyone_in(why.read_case(case.pk))}
    for way in answer.ways:
        assert way.is_open == all(condition.holds for condition in way.conditions), (person.last_name, way)
    assert person.pk in named or not answer.sees
    ways = {way.code: way.is_open for way in answer.ways}
    return {"case": ways["assigned"] or ways["opened"], "referral": ways["referral"], "handover": ways["handover"]}


def test_the_answer_is_what_the_pages_do_for_everyone_and_every_case(made):
    """IAM-07: each of the conditions fails by itself for somebody."""
    people, cases = made
    told = {}
    for name, person in people.items():
        for number, case in enumerate(cases):
            branch = "soc" if name == "jonas" else "af"
            told[name, number] = _told(person, branch, case)
            assert told[name, number] == _seen(person, branch, case), (name, number)
    let_in = {key for key, answer in told.items() if answer["case"]}
    assert let_in == {("karin", 0), ("maja", 1), ("boss", 0), ("both", 1), ("jonas", 0)}
    assert {key for key, answer in told.items() if answer["handover"]} == {("receiver", 0)}
    assert {key[0] for key, answer in told.items() if answer["referral"]} == {"intake", "referrer"}


def test_a_withdrawn_consent_closes_the_way_in_the_answer_too(made):
    """CON-06, SEK-01: the other branch's officer reads that its file is closed, and by which line it was open."""
    people, (case, _other) = made
    with s.as_(s.staff("soc", Role.DATA_PROTECTION_OFFICER), "soc"):
        assigned = why.explain(case.pk, people["jonas"]).ways[0]
        assert assigned.is_open and "Samtycke gäller till och med" in assigned.conditions[-1].detail
    with s.as_(people["karin"]):
        door.call("withdraw_consent", ConsentLine.objects.get(case_id=case.pk).line)
    assert not any(_told(people["jonas"], "soc", case).values())
    with s.as_(s.staff("af", Role.DATA_PROTECTION_OFFICER)):
        told = {row.branch: row.is_readable for row in why.outside_of(why.read_case(case.pk))}
        assert not any(told.values())


def test_an_officer_reads_why_and_prints_it_for_the_participant_without_a_name_of_staff(made):
    """REG-12, LOG-1: the page names staff to the officer, the paper tells the participant role and unit."""
    people, (case, _other) = made
    officer = s.staff("af", Role.DATA_PROTECTION_OFFICER)
    client = logged_in(officer)
    asked = client.post(reverse("people:why_ask"), {"number": case.number, "person": people["boss"].username})
    assert asked.status_code == 302 and str(people["boss"].public_id) in asked.url
    page = client.get(asked.url).content.decode()
    assert "Skäl: Klagomål" in page and "Öppen väg" in page and case.files.model.__name__ not in page
    everyone = client.get(reverse("people:why", args=[case.pk])).content.decode()
    assert people["karin"].name in everyone and "Haddad" not in everyone
    paper = client.get(reverse("people:why_paper", args=[case.pk])).content.decode()
    assert people["karin"].name not in paper and "arbetar med ärendet" in paper
    with s.as_(officer):
        assert ReadLog.objects.filter(event=Event.LOG_VIEWED, object_type="access_answer").count() == 3


def test_a_question_about_what_is_not_ones_own_is_refused_in_words(made):
    """SEK-05: another branch's case, and nobody's, are the same answer; somebody elsewhere isn't found by name."""
    people, (_case, other) = made
    client = logged_in(s.staff("soc", Role.DATA_PROTECTION_OFFICER), "soc")
    for number in (other.number, "MK-2021-9999"):
        answer = client.post(reverse("people:why_ask"), {"number": number})
        assert answer.status_code == 422 and "inget ärende med det numret" in answer.content.decode()
    assert client.get(reverse("people:why", args=[other.pk])).status_code == 404
    named = client.post(reverse("people:why_ask"), {"number": "MK-2021-1", "person": people["karin"].name})
    assert "Ingen, eller fler än en" in named.content.decode()
