"""Who has read what is looked at: by rule, by lot, with a verdict that is mandatory (REG-07, REG-11, table C)."""

import uuid
from datetime import datetime, timedelta
from io import StringIO
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from samkraft.access.choices import Event, FindingKind, Role, Verdict
from samkraft.access.commands import as_system
from samkraft.access.finding_words import why
from samkraft.access.log_facts import AboutCase
from samkraft.access.log_models import LogDay, LogFinding, LogSample, LogVerdict
from samkraft.access.log_review_actions import ReviewRefused, days_to_review, draw_sample, flag_day, give_verdict
from samkraft.access.log_review_rules import Known, Limits, Reading, drawn, flags
from samkraft.access.models import ReadLog
from samkraft.access.readlog import log_case, log_list, log_search
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
NOON = datetime(2026, 3, 11, 12, tzinfo=ZoneInfo("Europe/Stockholm"))
_cases = (uuid.UUID(int=number) for number in count(1))


def _reading(event=Event.CASE_OPENED, staff=1, cases=None, role="handler", moment=NOON):
    return Reading(staff, event, moment, (next(_cases),) if cases is None else tuple(cases), role)


def _kinds(readings, names=None, about=None, assigned=True):
    """What is flagged, when everybody was assigned unless said."""
    pairs = {(each.staff_id, case) for each in readings for case in each.case_ids}
    known = Known(names or {}, about or {}, pairs if assigned else set())
    return sorted(flag.kind.value for flag in flags(readings, known))


# --- the rules ---


def test_reading_one_s_own_cases_in_working_hours_is_nothing_to_look_at():
    assert _kinds([_reading() for _ in range(40)]) == []


@pytest.mark.parametrize(("readings", "kind"), [
    ([_reading() for _ in range(41)], "many_cases"),
    ([_reading(moment=NOON.replace(hour=22))], "after_hours"),
    ([_reading(moment=NOON.replace(hour=5, minute=59))], "after_hours"),
    ([_reading(moment=NOON + timedelta(days=3))], "after_hours"),
    ([_reading(Event.DENIED, cases=[]) for _ in range(5)], "denied"),
    ([_reading(Event.PRINTED, cases=[uuid.UUID(int=9)]) for _ in range(10)], "prints"),
    ([_reading(Event.PERSON_SEARCH) for _ in range(5)], "searches"),
    ([_reading(Event.EXCEPTION_OPENED)], "exception"),
    ([_reading(Event.BLOCK_LIFTED)], "block_lifted"),
])  # fmt: skip
def test_each_rule_flags_what_it_is_for(readings, kind):
    assert _kinds(readings) == [kind]
    assert len(readings) == 1 or _kinds(readings[1:]) == [], "one fewer is nothing to look at"


def test_many_looks_at_one_case_are_not_many_cases():
    assert _kinds([_reading(cases=[uuid.UUID(int=7)]) for _ in range(60)]) == []


def test_a_search_that_led_to_a_case_is_no_search_for_nothing():
    found = [_reading(Event.PERSON_SEARCH) for _ in range(5)]
    assert _kinds([*found, _reading(cases=found[0].case_ids)]) == []


def test_a_case_opened_without_assignment_is_flagged_unless_a_reason_or_a_handover_led_there():
    mine = _reading()
    assert _kinds([mine], assigned=False) == ["not_assigned"]
    reason = _reading(Event.EXCEPTION_OPENED, cases=mine.case_ids)
    assert _kinds([reason, mine], assigned=False) == ["exception"]
    assert _kinds([_reading(role="receiver")], assigned=False) == []


def test_reg07_a_discharged_case_is_looked_at_with_who_still_has_it_and_told_once():
    mine = _reading()
    of = {"names": {}, "about": {}, "done_with": {mine.case_ids[0]}}
    told = [flags([mine], Known(assigned=pairs, **of)) for pairs in ({(1, mine.case_ids[0])}, set())]
    assert [[flag.kind for flag in each] for each in told] == [[FindingKind.DISCHARGED], [FindingKind.NOT_ASSIGNED]]


@pytest.mark.parametrize(("about", "kinds"), [
    (AboutCase("Samira", "Haddad", True), ["protected"]),
    (AboutCase("Samira", "PROV", False), ["same_name"]),
    (AboutCase("Lena", "Berg", False), ["colleague"]),
    (AboutCase("Lena", "Bergh", False), []),
    (AboutCase("", "", False), []),
])  # fmt: skip
def test_a_relative_a_colleague_and_a_protected_person_are_flagged(about, kinds):
    mine, names = _reading(), {1: ("Karin", "Prov"), 2: ("Lena", "Berg"), 3: ("", "")}
    assert _kinds([mine], names, {mine.case_ids[0]: about}) == kinds


def test_the_sample_is_the_same_for_a_seed_and_another_for_another():
    pairs = [(staff, uuid.UUID(int=case)) for staff in range(10) for case in range(30)]
    assert drawn(pairs, "a") == drawn(reversed(pairs), "a") != drawn(pairs, "b")
    assert len(drawn(pairs, "a")) == 6 and len(drawn(pairs[:3], "a")) == 1 and drawn([], "a") == []
    assert Limits().sample_share >= 0.02, "table C: at least two in a hundred"


def test_the_sample_takes_each_pair_about_as_often():
    pairs = [(1, uuid.UUID(int=case)) for case in range(50)]
    taken = [pair for seed in range(2000) for pair in drawn(pairs, str(seed))]
    assert all(15 < taken.count(pair) < 75 for pair in pairs), "forty times each, by chance"


# --- the nightly work ---


def _tomorrow():
    return timezone.now() + timedelta(days=1)


def test_a_day_is_gone_through_once_when_it_is_over():
    karin = s.staff()
    case = s.enrolled_case(karin)
    with s.as_(karin):
        log_case(case.pk, ["plan"])
    with as_system(s.branch("af")):
        assert list(days_to_review()) == [] and list(days_to_review(_tomorrow())) == [timezone.localdate()]
        flag_day(timezone.localdate())
        assert list(days_to_review(_tomorrow())) == []
        with pytest.raises(IntegrityError), transaction.atomic():
            flag_day(timezone.localdate())
        assert LogDay.objects.count() == 1


def test_a_colleague_of_the_team_who_was_never_assigned_is_found_in_the_real_log():
    karin, curious = s.staff(), s.staff(last_name="Nyfiken")
    case = s.enrolled_case(karin)
    for someone in (karin, curious):
        with s.as_(someone):
            log_case(case.pk, ["plan"])
            log_list("cases:alla", [case.pk])
    with as_system(s.branch("af")):
        flag_day(timezone.localdate())
        found = LogFinding.objects.filter(kind=FindingKind.NOT_ASSIGNED)
        assert [(each.staff, each.case_id, each.readings) for each in found] == [(curious, case.pk, 1)]
    with as_system(s.branch("soc")):
        assert not LogFinding.objects.exists(), "a branch reviews its own log (SEK-01)"


def test_the_seed_of_a_sample_stands_in_the_log_and_draws_the_same_again():
    """LOG-2."""
    karin, month = s.staff(), timezone.localdate().replace(day=1)
    keys = [s.enrolled_case(karin).pk for _ in range(3)]
    with s.as_(karin):
        for key in keys * 2:
            log_case(key)
        log_list("cases:alla", keys)
        log_search("Haddad", keys)
    with as_system(s.branch("af")):
        sample = draw_sample(month)
        (found,) = LogFinding.objects.filter(kind=FindingKind.SAMPLE)
        told = ReadLog.objects.get(event=Event.SAMPLE_DRAWN).items
    assert (sample.pairs, sample.drawn, found.readings, found.due_on) == (
        3, 1, 2, timezone.localdate() + timedelta(days=14),
    )  # fmt: skip
    assert f"seed:{sample.seed}" in told and "drawn:1" in told
    assert [(found.staff_id, found.case_id)] == drawn([(karin.pk, key) for key in keys], sample.seed)


def test_every_branch_is_reviewed_each_night():
    said = StringIO()
    call_command("review_log", stdout=said)
    assert said.getvalue().count("flags") == 6


# --- verdicts ---


def _finding(reader, **fields):
    day = timezone.localdate()
    given = {"kind": FindingKind.SAMPLE, "case_id": None, "readings": 1, "due_on": day} | fields
    with s.as_(reader):
        return LogFinding.objects.create(owner_branch=s.branch("af"), staff=reader, since=day, until=day, **given)


def test_a_question_leaves_a_finding_open_and_a_verdict_settles_it_for_good():
    """LOG-3."""
    reviewer, found = s.staff("af", Role.LOG_REVIEWER), _finding(s.staff())
    with s.as_(reviewer):
        give_verdict(found, Verdict.ASK, "Varför på söndagen?")
        assert LogFinding.objects.open().get() == found
        give_verdict(found, Verdict.OK, "")
        assert not LogFinding.objects.open().exists()
        with pytest.raises(ReviewRefused, match="redan avslutat"):
            give_verdict(found, Verdict.INCIDENT, "Ångrar mig")
        with pytest.raises(IntegrityError), transaction.atomic():
            LogVerdict.objects.create(
                owner_branch=s.branch("af"), finding=found, verdict=Verdict.INCIDENT, given_by=reviewer
            )
        assert ReadLog.objects.filter(event=Event.REVIEW_CLOSED).count() == 2


def test_each_finding_says_its_rule_with_the_limit_in_force():
    """REG-07: whoever reviews, or doubts, needn't take the flag on trust."""
    said = {kind: why(kind) for kind in FindingKind}
    assert all(words.endswith(".") and "%" not in words for words in said.values()) and len(set(said.values())) == 13
    limits = {"many_cases": "40", "after_hours": "6", "denied": "5", "prints": "10", "searches": "5"}
    assert all(limit in said[kind] for kind, limit in limits.items()) and "20" in said["after_hours"]


def test_nobody_judges_her_own_reading():
    reviewer = s.staff("af", Role.LOG_REVIEWER, Role.HANDLER)
    found = _finding(reviewer)
    with s.as_(reviewer), pytest.raises(ReviewRefused, match="egen läsning"):
        give_verdict(found, Verdict.OK, "")


def test_a_suspicion_needs_words():
    found = _finding(s.staff())
    with s.as_(s.staff("af", Role.LOG_REVIEWER)), pytest.raises(ReviewRefused, match="Skriv vad"):
        give_verdict(found, Verdict.INCIDENT, " ")


@pytest.mark.parametrize("model", [LogFinding, LogVerdict, LogSample, LogDay])
def test_nothing_of_the_review_is_changed_or_removed(model):
    with s.as_(s.staff()):
        rows = model.objects.all()
        for change in (lambda: rows._raw_delete("default"), lambda: rows.update(owner_branch=1)):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()


# --- the pages ---


def test_a_reviewer_goes_from_the_list_to_a_verdict(client):
    karin, reviewer = s.staff(last_name="Läsare"), s.staff("af", Role.LOG_REVIEWER)
    case = s.enrolled_case(karin)
    with s.as_(karin):
        log_case(case.pk, ["plan:3"])
    found = _finding(karin, case_id=case.pk)
    s.log_in(client, reviewer)
    listed = client.get(reverse("access:log_review")).content.decode()
    assert "Stickprov" in listed and "Läsare" in listed and case.number not in listed
    url = reverse("access:log_finding", args=[found.public_id])
    page = client.get(url).content.decode()
    assert case.number in page and "Öppnade ärende" in page and "Haddad" not in page
    assert "Varför den granskas: Lottad: varje månad granskas minst 2 av hundra" in page
    assert client.post(url, {"verdict": "incident", "note": ""}).status_code == 422
    assert client.post(url, {"verdict": "ok", "note": "Bokat samtal"}).status_code == 302
    assert "Granskningen är avslutad." in client.get(url).content.decode()
    assert "Allt är granskat." in client.get(reverse("access:log_review")).content.decode()


@pytest.mark.parametrize("branch", ["fk", "soc"])
def test_another_authority_s_reviewer_finds_nothing_here(client, branch):
    """The near miss: the right role in another branch; not there and not yours are one page."""
    karin = s.staff()
    case = s.enrolled_case(karin)
    found = _finding(karin, case_id=case.pk)
    s.log_in(client, s.staff(branch, Role.LOG_REVIEWER), branch)
    theirs = client.get(reverse("access:log_finding", args=[found.public_id]))
    nobodys = client.get(reverse("access:log_finding", args=[uuid.uuid4()]))
    assert theirs.status_code == 404 and theirs.content == nobodys.content
    assert client.post(reverse("access:log_finding", args=[found.public_id]), {"verdict": "ok"}).status_code == 404
    assert client.get(reverse("access:log_extract", args=[case.pk])).status_code == 404
    answer = client.post(reverse("access:log_find_extract"), {"number": case.number})
    assert "inget ärende med det numret" in answer.content.decode()
    assert karin.name not in client.get(reverse("access:log_review")).content.decode()


def test_the_extract_tells_role_day_and_what_and_no_name_and_no_text(client):
    """REG-12, table A."""
    karin, jonas = s.staff(last_name="Hemligläsare"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(karin):
        log_case(case.pk, ["plan:3"], reason="Fri text")
        log_case(case.pk, ["plan:3"])
        log_list("cases:alla", [uuid.uuid4(), case.pk])
    with s.as_(jonas, "soc"):
        log_case(case.pk, event=Event.NUMBER_REVEALED)
    s.log_in(client, s.staff("af", Role.DATA_PROTECTION_OFFICER))
    found = client.post(reverse("access:log_find_extract"), {"number": case.number})
    page = client.get(found.url).content.decode()
    assert "handläggare" in page and "Öppnade ärende" in page and "Såg lista" in page
    assert not [word for word in ("Hemligläsare", "Fri text", "Visade personnummer") if word in page]


def test_reading_the_log_is_itself_in_the_log_and_in_the_extract(client):
    """LOG-1."""
    karin, reviewer = s.staff(), s.staff("af", Role.LOG_REVIEWER)
    case = s.enrolled_case(karin)
    s.log_in(client, reviewer)
    for _ in range(2):
        page = client.get(reverse("access:log_extract", args=[case.pk])).content.decode()
    assert "Läste loggen" in page and "logggranskare" in page
    with s.as_(reviewer):
        assert ReadLog.objects.filter(event=Event.LOG_VIEWED, case_ids=[case.pk], staff_id=reviewer.pk).count() == 2


def test_what_nobody_has_reviewed_is_seen_by_manager_and_data_protection_officer(client):
    _finding(s.staff())
    _finding(s.staff(), kind=FindingKind.AFTER_HOURS, due_on=timezone.localdate() - timedelta(days=1))
    for role in (Role.UNIT_MANAGER, Role.DATA_PROTECTION_OFFICER):
        page = s.log_in(client, s.staff("af", role)).get(reverse("access:log_report")).content.decode()
        assert "En granskning har passerat sin frist." in page and "Kväll, natt eller helg" in page


def test_the_log_can_not_be_asked_for_a_name(client):
    """REG-03: by case number only."""
    karin = s.staff()
    s.enrolled_case(karin, last_name="Haddad")
    s.log_in(client, s.staff("af", Role.LOG_REVIEWER))
    answer = client.post(reverse("access:log_find_extract"), {"number": "Haddad"})
    assert answer.status_code == 422 and "inget ärende" in answer.content.decode()
