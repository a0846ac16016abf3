"""Two cases of one branch that are one person's: found, merged by two people, undone (T10, M14, SKY-05, SEK-05)."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RowHistory
from samkraft.access.moving import file_models
from samkraft.access.unit_models import CareUnit
from samkraft.casework.models import MappingSection, Minutes, Plan, PlanStep, Task
from samkraft.people.duplicates import actions, rules
from samkraft.people.models import (
    CareBlock,
    Case,
    CaseFile,
    CaseMerge,
    Draft,
    Draw,
    PhaseMove,
    ProcessingRestriction,
    ProtectedIdentity,
    Referral,
)
from samkraft.people.problems import NotPossible
from samkraft.people.protection.actions import protect
from samkraft.people.rights.collecting import Subject, rows_about
from samkraft.sharing import door
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import DestructionItem, RetentionHold
from tests import situations as s
from tests.people.logged_in import logged_in, statements

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def twice(person, **other):
    """One person enrolled twice: under her number, and under another with her name misspelt."""
    same = {"first_name": "Samira", "birth_year": 1985}
    kept = s.enrolled_case(person, last_name="Haddad", number="19850312T014", phone="070-1740605", **same)
    return kept, s.enrolled_case(person, last_name="Hadad", number="19850312T034", **same | other)


@pytest.fixture
def team():
    """A handler with both cases, her unit manager, a project administrator, and the two cases."""
    karin = s.staff(in_team=s.team())
    chief, office = s.staff("af", Role.UNIT_MANAGER), s.staff("af", Role.PROJECT_ADMINISTRATOR)
    return karin, chief, office, *twice(karin)


def file_of(case, person):
    with s.as_(person):
        return CaseFile.objects.select_related("case").get(case=case)


def written(person, case):
    """A note, a task, a mapping and a plan with a step in a case; a reason for its phase."""
    own = {"owner_branch": s.branch("af"), "case": case, "file": file_of(case, person)}
    by = {"written_by": person, "written_on": s.DAY}
    with s.as_(person):
        note = Minutes.objects.create(held_on=s.DAY, title="Samtal", text="Vill arbeta ute", **own, **by)
        Task.objects.create(title="Ring", due_on=s.DAY, assigned_to=person, made_by=person, **own)
        MappingSection.objects.create(area="work", text="Har kört lastbil", **own, **by)
        plan = Plan.objects.create(goal="Arbeta ute", **own)
        PlanStep.objects.create(plan=plan, title="Praktik", **own)
        PhaseMove.objects.create(phase="1", moved_on=s.DAY, reason="Började", moved_by=person, **own)
    return note


def proposed(person, kept, other, **chosen):
    """What the person saw that it would do, and her proposal."""
    with s.as_(person):
        seen = actions.try_merge(kept.pk, other.pk)
        choice = {"name": "kept", "number": "other"} | chosen
        return seen, actions.propose(file_of(kept, person), file_of(other, person), choice, "document", "ID", seen)


def merged(by, person, kept, other, **chosen):
    seen, proposal = proposed(person, kept, other, **chosen)
    with s.as_(by):
        actions.merge_cases(proposal, seen.mark(*actions.files_of(proposal)))
        return CaseMerge.objects.select_related("case").get(pk=proposal.pk)


def held(person, case):
    """How many rows of each kind lie in a branch's file on a case."""
    with s.as_(person):
        counts = {m._meta.db_table: m.objects.filter(case=case).count() for m in file_models()}
        return {table: n for table, n in counts.items() if n and table != "people_casemerge"}


def test_t10_the_deed_is_what_was_shown_and_the_undo_gives_everything_back(team):
    """Rows, fields, shell, referral and history; what a file has one of stays where it was, with what hangs on it."""
    karin, chief, _office, kept, other = team
    note = written(karin, other)
    with s.as_(karin):
        own = {"owner_branch": s.branch("af"), "case": kept, "file": file_of(kept, karin)}
        Plan.objects.create(goal="Annat", **own)
    before = held(karin, other)
    seen, _proposal = proposed(karin, kept, other)
    assert held(karin, other) == before, "only tried"
    assert seen.moved == {"casework_minutes": 1, "casework_task": 1, "casework_mappingsection": 1}
    assert seen.stays == {"casework_plan": 1, "casework_planstep": 1, "people_phasemove": 1}
    with s.as_(chief):
        proposal = CaseMerge.objects.get()
        actions.merge_cases(proposal, seen.mark(*actions.files_of(proposal)))
        merge = CaseMerge.objects.get()
    assert held(karin, kept) == seen.moved | {"casework_plan": 1}
    with s.as_(chief):
        shell, file = Case.objects.filter(pk=other.pk), CaseFile.objects.get(case=kept)
        assert not shell.exists(), "the stub is closed: its branch reads it in the archive alone"
        assert (file.last_name, file.phone, Minutes.objects.get().pk) == ("Haddad", "070-1740605", note.pk)
        assert file.identity_hash == Referral.objects.get(state="repeated").identity_hash, "the number that was chosen"
        assert {row.case_id for row in Referral.objects.all()} == {kept.pk}
        file.phone = "070-1740606"  # somebody corrects it meanwhile; a note is written, and the text gets a version
        CaseFile.objects.filter(pk=file.pk).update(phone=file.phone, last_name="Haddad")
        section = MappingSection.objects.get()
        MappingSection.objects.filter(pk=section.pk).update(is_current=False)
        mine = {"owner_branch": s.branch("af"), "case": kept, "file": file, "written_by": karin, "written_on": s.DAY}
        MappingSection.objects.create(area="work", text="Har truckkort", item=section.item, version=2, **mine)
        Minutes.objects.create(held_on=s.DAY, title="Nytt", text="Efteråt", **mine)
        back = actions.try_undo(merge)
        assert back.moved == {"casework_minutes": 1, "casework_task": 1, "casework_mappingsection": 2}
        assert actions.undo(merge) == []
    assert held(karin, other) == before | {"casework_mappingsection": 2}
    assert held(karin, kept) == {"casework_plan": 1, "casework_minutes": 1}
    with s.as_(chief):
        file, again = CaseFile.objects.get(case=kept), Case.objects.get(pk=other.pk)
        assert (file.phone, again.closed_on) == ("070-1740606", None)
        assert {row.case_id for row in Referral.objects.filter(state="enrolled")} == {kept.pk, other.pk}
        assert again.phases.get().valid_until is None and CaseFile.objects.get(case=other).is_origin
        with pytest.raises(DoorRefused, match="redan avgjort"):
            actions.undo(merge)


def test_t10_two_people_and_nobody_else(team):
    karin, chief, office, kept, other = team
    stranger = s.staff(in_team=s.team())
    with s.as_(stranger), pytest.raises(DoorRefused, match="finns inte bland dem"):
        actions.try_merge(kept.pk, other.pk)
    with s.as_(s.staff("soc", Role.UNIT_MANAGER), "soc"), pytest.raises(DoorRefused, match="finns inte bland dem"):
        actions.try_merge(kept.pk, other.pk)
    seen, proposal = proposed(chief, kept, other)
    with s.as_(chief), pytest.raises(DoorRefused, match="En annan person"):
        actions.merge_cases(proposal, seen.mark(*actions.files_of(proposal)))
    with s.as_(karin), pytest.raises(DoorRefused, match="Bara enhetschefen"):
        actions.merge_cases(proposal, seen.mark(*actions.files_of(proposal)))
    with s.as_(karin), pytest.raises(NotPossible, match="redan föreslagit"):
        actions.propose(file_of(other, karin), file_of(kept, karin), {}, "document", "", seen)
    with s.as_(karin):
        mark = seen.mark(*actions.files_of(proposal))
        CaseFile.objects.filter(case=other).update(phone="070-1740609")
    with s.as_(office), pytest.raises(NotPossible, match="ändrats i ärendena"):
        actions.merge_cases(proposal, mark)  # M14: not only the counts are as she saw them, but the facts too
    written(karin, other)
    with s.as_(office), pytest.raises(NotPossible, match="ändrats i ärendena"):
        actions.merge_cases(proposal, seen.mark(*actions.files_of(proposal)))
    with pytest.raises(ProgrammingError, match="permission denied"), s.as_(karin), connection.cursor() as cursor:
        cursor.execute("update people_casemerge set state = 'merged'")


def _line(team):
    karin, _chief, _office, _kept, other = team
    s.joined_branch(karin, other, "soc", s.staff("soc", in_team=s.team()))


def _consent(team):
    karin, *_rest, other = team
    s.consent(karin, other, "soc")


def _restricted(team):
    karin, *_rest, kept, _other = team
    with s.as_(karin):
        ProcessingRestriction.objects.create(
            owner_branch=s.branch("af"), case=kept, file=file_of(kept, karin), reason="Fel uppgift", begun_on=s.DAY,
            begun_by=karin,
        )  # fmt: skip


def _on_hold(team):
    karin, *_rest, other = team
    with s.as_(karin):
        RetentionHold.objects.create(
            owner_branch=s.branch("af"),
            case_id=other.pk,
            number=other.number,
            reason="Tvist",
            placed_on=s.DAY,
            placed_by=karin,
        )


def _blocked(team):
    """REG-10: what a unit has blocked in one case would be read in the other."""
    karin, *_rest, other = team
    unit = CareUnit.objects.create(branch=s.branch("af"), name="Rosengård")
    with s.as_(karin):
        CareBlock.objects.create(owner_branch=s.branch("af"), case=other, unit=unit, set_on=s.DAY, set_by=karin)


def _closed(team):
    karin, *_rest, other = team
    with s.as_(karin):
        door.call("close_case", other.pk, s.DAY)


def _protected(team):
    karin, *_rest, other = team
    with s.as_(karin):
        protect(other.pk, "mark")


@pytest.mark.parametrize(
    ("why", "said"),
    [(_line, "Andra verksamheter har öppna akter"), (_consent, "samtycken som gäller"), (_restricted, "begränsad"),
     (_on_hold, "undantagen från gallring"), (_blocked, "spärrade i ett av ärendena"),
     (_closed, "avslutat"), (_protected, "finns inte bland dem")],
)  # fmt: skip
def test_sky_05_and_t10_what_can_not_be_right_is_refused_in_words(team, why, said):
    """SKY-05: nobody who is protected is ever merged, and the answer is that of a case that isn't there."""
    karin, _chief, _office, kept, other = team
    why(team)
    with s.as_(karin), pytest.raises(DoorRefused, match=said):
        actions.try_merge(kept.pk, other.pk)


def test_t10_who_has_one_of_the_two_cases_learns_nothing_of_the_other(team):
    """Nor does the branch learn that another has restricted its own treatment of the person (SEK-05)."""
    karin, chief, _office, kept, other = team
    half, jonas = s.staff(in_team=s.team()), s.staff("soc", in_team=s.team())
    with s.as_(karin):
        door.call("assign", kept.pk, half.pk, s.branch("af").pk, "", s.DAY)
    _seen, proposal = proposed(karin, kept, other)
    page = reverse("people:merge_proposal", args=[proposal.public_id])
    assert [logged_in(who).get(page).status_code for who in (karin, chief, half)] == [200, 200, 404]
    soc = s.joined_branch(karin, kept, "soc", jonas)
    with s.as_(jonas, "soc"):
        ProcessingRestriction.objects.create(
            owner_branch=soc, case=kept, file=CaseFile.objects.get(case=kept), reason="Fel", begun_on=s.DAY,
            begun_by=jonas,
        )  # fmt: skip
    with s.as_(karin):
        assert actions.try_merge(kept.pk, other.pk)


def test_on_undo_what_somebody_had_begun_to_write_goes_back_with_the_case(team):
    """ALL-03: her draft; but where she has begun anew in the case that opens again, both stay where they are."""
    karin, chief, _office, kept, other = team
    mine = {"owner_branch": s.branch("af"), "author": karin}

    def drafts():
        with s.as_(karin):
            return set(Draft.objects.values_list("key", "case"))

    with s.as_(karin):
        for kind in ("note", "goal"):
            Draft.objects.create(key=f"{kind}:{other.pk}", case=other, content={"text": kind}, **mine)
    before = drafts()
    merge = merged(chief, karin, kept, other)
    assert drafts() == {(f"{kind}:{kept.pk}", kept.pk) for kind in ("note", "goal")}
    with s.as_(karin):
        Draft.objects.create(key=f"new:{kept.pk}", case=kept, content={"text": "sedan dess"}, **mine)
    with s.as_(chief):
        actions.undo(merge)
    assert drafts() == before | {(f"new:{kept.pk}", kept.pk)}


def test_on_undo_a_fact_is_given_back_whole_or_not_at_all():
    """A corrected first name beside the other's last name would be nobody's."""
    said = {name: {"before": "A", "after": "B"} for name in ("first_name", "last_name", "phone")}
    back, left = rules.given_back({"first_name": "C", "last_name": "B", "phone": "B"}, said)
    assert back == {"phone": "A"} and left == ["first_name", "last_name"]


def test_p013_the_case_that_was_drawn_is_the_one_that_is_kept(team):
    karin, _chief, office, kept, other = team
    with s.as_(office):
        draw = Draw.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), frozen_on=s.DAY, frozen_by=office, frozen=[],
            list_hash="x", people=1,
        )  # fmt: skip
        Referral.objects.filter(case_id=other.pk).update(draw=draw)
    with s.as_(karin):
        with pytest.raises(DoorRefused, match="Behåll det ärendet"):
            actions.try_merge(kept.pk, other.pk)
        assert actions.try_merge(other.pk, kept.pk).moved == {}
        Referral.objects.filter(case_id=kept.pk).update(draw=draw)
        with pytest.raises(DoorRefused, match="Båda ärendena"):
            actions.try_merge(other.pk, kept.pk)


def test_sky_05_a_mark_set_after_the_merge_hides_the_stub_and_forgets_the_old_number(team):
    karin, chief, _office, kept, other = team
    merge = merged(chief, karin, kept, other, name="other")
    with s.as_(karin):
        protect(kept.pk, "mark")
    with s.as_(karin, sees_protected=True), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.archive', 'on', true)")
        stub = CaseFile.objects.get(case=other.pk)
        assert (stub.last_name, stub.identity_hash, stub.is_pseudonymous) == ("", "", True)
        assert CaseMerge.objects.get(pk=merge.pk).remembered == {}
        assert ProtectedIdentity.objects.filter(case_id=other.pk).exists()
        assert not Referral.objects.exclude(last_name="").filter(case_id=kept.pk).exists()
    with s.as_(chief):
        assert not CaseMerge.objects.exists() and door.rows("protected_cases", s.PROGRAMME)[0][1] == kept.number
        assert len(door.rows("protected_cases", s.PROGRAMME)) == 1
        with pytest.raises(DoorRefused, match="fått skydd"):
            actions.undo(merge)
    with s.as_(karin):
        door.call("close_without_successor", kept.pk)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('samkraft.protected', 'on', true)")
        assert not ProtectedIdentity.objects.exists(), "no number by which the old and the new could meet"


def test_a_chain_is_undone_from_its_end_and_the_stubs_lead_on(team, client):
    karin, chief, _office, kept, other = team
    third = s.enrolled_case(karin, first_name="Samira", last_name="Haddad", birth_year=1985, number="19850312T054")
    first = merged(chief, karin, kept, other)
    with s.as_(karin):
        assert not rules.needs_choice(rules.FACTS[0], file_of(third, karin), file_of(kept, karin))
    second = merged(chief, karin, third, kept)
    web = logged_in(karin)
    for stub in (kept, other):
        answer = web.get(reverse("people:case", args=[stub.pk]))
        assert answer.status_code == 302 and answer.url == reverse("people:case", args=[third.pk])
        assert web.get(reverse("casework:plan", args=[stub.pk])).url == answer.url
        assert web.post(reverse("people:search"), {"q": stub.number}).url == answer.url
    assert "är hopslaget med det här ärendet" in web.get(answer.url).content.decode()
    sent = web.post(reverse("casework:minutes_new", args=[other.pk]), {"text": "Det hon berättade i går"})
    assert (
        sent.status_code == 409 and "Det hon berättade i går" not in sent.content.decode()
    )  # from another site's form
    same = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    sent = web.post(reverse("casework:minutes_new", args=[other.pk]), {"text": "Det hon berättade i går"}, **same)
    assert sent.status_code == 409 and "Det hon berättade i går" in sent.content.decode()
    assert logged_in(s.staff(in_team=s.team())).get(reverse("people:case", args=[other.pk])).status_code == 404
    with s.as_(chief):
        first.refresh_from_db()
        with pytest.raises(DoorRefused, match="en gång till"):
            actions.undo(first)
        actions.undo(second)
        first.refresh_from_db()
        assert first.case_id == kept.pk
        actions.undo(first)
        assert Case.objects.filter(pk__in=[kept.pk, other.pk, third.pk], closed_on=None).count() == 3


def test_the_persons_own_copy_and_the_extract_of_the_log_follow_both(team):
    """REG-12, GDPR-06: what stayed in the stub is hers too, and who read of her there did read of her."""
    karin, chief, _office, kept, other = team
    written(karin, other)
    logged_in(karin).get(reverse("people:case", args=[other.pk]))
    with s.as_(karin):
        Plan.objects.create(goal="Annat", owner_branch=s.branch("af"), case=kept, file=file_of(kept, karin))
    merged(chief, karin, kept, other)
    officer, reviewer = s.staff("af", Role.DATA_PROTECTION_OFFICER), s.staff("af", Role.LOG_REVIEWER)
    with s.as_(officer) as acting:
        told = " ".join(str(row) for row in rows_about(Subject(kept.pk), acting, {}))
        assert "Arbeta ute" in told and "Vill arbeta ute" in told
    shown = logged_in(reviewer).get(reverse("access:log_extract", args=[kept.pk]))
    assert shown.status_code == 404 or "handläggare" in shown.content.decode()
    with s.as_(karin):
        assert ReadLog.objects.filter(case_ids__contains=[other.pk]).exists(), "the log stays as it was"


def test_t10_pairs_are_found_in_the_branch_and_never_proposed_again(team):
    """SEK-05: not across branches; twins and namesakes aren't alike; what was said no to stays so."""
    karin, chief, _office, kept, other = team
    s.enrolled_case(karin, first_name="Samir", last_name="Haddad", birth_year=1985, number="19850312T095", sex="man")
    s.enrolled_case(karin, first_name="Samira", last_name="Haddad", birth_year=1985, number="19850913T034")
    s.enrolled_case(karin, first_name="Nadia", last_name="Haddad", birth_year=1985, number="19850312T054")
    ida = s.staff("soc", in_team=s.team())
    s.enrolled_case(ida, "soc", first_name="Samira", last_name="Haddad", birth_year=1985, number="19850312T074")
    page = reverse("people:duplicates")
    seen = logged_in(chief).get(page).content.decode()
    assert seen.count("liknande namn") == 1 and "samma födelsedag" in seen and "Haddad" not in seen
    pair = reverse("people:duplicate_pair", args=sorted([kept.pk, other.pk]))
    assert pair in seen and "Haddad, Samira" in logged_in(karin).get(page).content.decode()
    assert pair not in logged_in(s.staff(in_team=s.team())).get(page).content.decode()
    assert pair not in logged_in(ida, "soc").get(page).content.decode()
    logged_in(karin).post(pair, {"act": "not_same"})
    assert pair not in logged_in(chief).get(page).content.decode()


def test_all_05_a_stub_has_no_clock_of_its_own_and_goes_with_the_case_that_was_kept(team):
    """Its history is that of rows which live on; it stands on the certificate of the case that they were moved to."""
    karin, chief, _office, kept, other = team
    note = written(karin, other)
    merged(chief, karin, kept, other)
    registrar, after = s.staff("af", Role.REGISTRAR), date(2035, 1, 2)
    with s.as_(registrar, day=after):
        assert not door.rows("retention_clocks", "files", s.PROGRAMME)
    with s.as_(karin):
        door.call("close_case", kept.pk, s.DAY)
    with s.as_(registrar, day=after):
        (clock,) = door.rows("retention_clocks", "files", s.PROGRAMME)
        given = [{"subject": str(clock[0]), "handed_over": ""}]
        proposal = door.call("propose_destruction", "files", s.PROGRAMME, "Beslut 1", given)
    with s.as_(chief, day=after):
        door.call("decide_destruction", proposal, True, "")
        door.call("destroy", proposal)
        items = DestructionItem.objects.filter(outcome="destroyed")
        assert {item.number for item in items} == {kept.number, other.number}
        assert not RowHistory.objects.filter(row_key=str(note.pk), table_name="casework_minutes").exists()
    with s.as_(chief, day=after, sees_protected=True), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.archive', 'on', true)")
        assert not CaseFile.objects.filter(case__in=[kept.pk, other.pk]).exists()


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [(("Samira", "Haddad"), ("Samira", "Hadad"), True), (("Yusuf", "Khatib"), ("Jusuf", "Chatib"), True),
     (("Karin", "Lind"), ("Lind", "Karin"), True), (("Anna", "Berg"), ("Nils", "Dahl"), False)],
)  # fmt: skip
def test_names_are_alike_as_they_are_misheard_or_turned(one, two, alike):
    born = date(1985, 3, 12)
    first, second = (rules.Person(*name, 1985, born, f"{name}", "", "") for name in (one, two))
    assert bool(rules.reasons(first, second)) is alike
    assert not rules.reasons(first, rules.Person(*two, 1985, born + timedelta(days=1), "x", "", ""))


def test_what_one_file_is_silent_of_is_taken_from_the_other_and_the_rest_is_chosen(team):
    karin, *_rest, kept, other = team
    one, two = file_of(kept, karin), file_of(other, karin)
    differing = [fact.name for fact in rules.FACTS if rules.needs_choice(fact, one, two)]
    assert differing == ["name", "number"]
    taken = rules.changes(two, one, {"name": "kept", "number": "kept"})
    assert taken == {"phone": "070-1740605"}
    two.allows_statistics = False
    assert rules.changes(one, two, {"name": "kept", "number": "kept"}) == {"allows_statistics": False}


def test_the_pages_from_pair_to_undo(team, django_assert_max_num_queries):
    """Nothing is chosen beforehand, nothing typed is lost, and another person than the proposer has the button."""
    karin, chief, office, kept, other = team
    written(karin, other)
    web, boss = logged_in(karin), logged_in(chief)
    numbers = web.post(reverse("people:duplicates"), {"one": kept.number, "two": "mk 2021 99"})
    assert numbers.status_code == 422 and "inget öppet ärende" in numbers.content.decode()
    pair = web.post(reverse("people:duplicates"), {"one": kept.number, "two": other.number.lower()}).url
    for each in (web, boss):
        each.get(pair)
    with django_assert_max_num_queries(20) as asked:
        first = web.get(pair).content.decode()
    assert len(statements(asked.captured_queries)) <= 12
    assert "checked" not in first.replace('name="checked"', "").replace("id_checked", "") and "T014" not in first
    assert "19850312-T014" in web.post(pair, {"act": "numbers"}).content.decode()
    given = {"keep": str(kept.pk), "name": str(kept.pk), "checked": "document", "reason": "Såg pass"}
    missing = web.post(pair, given | {"act": "preview"})
    assert missing.status_code == 422 and "Såg pass" in missing.content.decode()
    given["number"] = str(other.pk)
    shown = web.post(pair, given | {"act": "preview"}).content.decode()
    assert "Kartläggning: 1" in shown and "Plan som skrivs: 1" in shown and "går att ångra i 30 dagar" in shown
    mark = shown.split('name="seen" value="')[1].split('"')[0].replace("&quot;", '"')
    assert web.post(pair, given | {"act": "propose", "seen": "annat"}).status_code == 200, "shown anew"
    assert web.post(pair, given | {"act": "propose", "seen": mark}).status_code == 302
    with s.as_(karin):
        page = reverse("people:merge_proposal", args=[CaseMerge.objects.get().public_id])
    assert "Slå ihop</button>" not in web.get(page).content.decode()
    asked = boss.get(page).content.decode()
    assert "Slå ihop</button>" in asked and "Såg pass" in asked and "Haddad" in asked
    done = boss.post(page, {"act": "merge", "seen": mark}, follow=True).content.decode()
    assert "är hopslaget med" in done and "går att ångra till och med 30 juli 2021" in done
    assert "rader går tillbaka" in boss.post(page, {"act": "try_undo"}).content.decode()
    undo = reverse("people:undo_merge", args=[page.split("/")[-2]])
    assert web.post(undo).status_code == 404
    assert "Sammanslagningen är ångrad" in boss.post(undo, follow=True).content.decode()
    assert logged_in(office).get(reverse("people:duplicates")).status_code == 200
