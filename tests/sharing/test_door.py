"""The door keeps what it promises against a branch that asks for more than it should (SEK-01, CON-04, CON-06)."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from samkraft.access.choices import Role
from samkraft.access.middleware import READING_DOORS, WroteWhileReading, refuse_writing
from samkraft.access.models import RoleAssignment, Staff
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.casework.models import MappingSection
from samkraft.people.intake.referral_create import new_pseudonym
from samkraft.people.models import CaseAssignment, Draft, Handover
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ConsentLine, ReceivedCopy, Release
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _ask(statement, *arguments):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []


def _shared_plan(scene):
    item = s.item(scene.karin, scene.case)
    with scene.as_karin():
        door.call("release", scene.case.pk, s.branch("soc").pk, "plan", "plan", item, 1, "Plan", {}, "consent",
                  None)  # fmt: skip


# --- consent ---


@pytest.mark.parametrize("table", ["sharing_consentline", "sharing_release", "sharing_receivedcopy"])
def test_lines_releases_and_copies_are_written_by_the_door_alone(table):
    """A receiver neither writes herself a consent, nor takes the consent off a copy, nor throws a record away."""
    scene = Scene()
    _shared_plan(scene)
    for statement in (f"update {table} set owner_branch_id = owner_branch_id, category = 'plan'",
                      f"delete from {table}", f"insert into {table} select * from {table}"):  # fmt: skip
        with scene.as_jonas(), pytest.raises(DatabaseError):
            _ask(statement)


def test_a_receiver_does_not_bring_a_withdrawn_copy_back_by_a_line_of_her_own():
    """CON-04, CON-06: a line that the sender hasn't confirmed opens nothing that was sent before."""
    scene = Scene(lines=("plan",))
    _shared_plan(scene)
    with scene.as_jonas():
        assert ReceivedCopy.objects.filter(item_kind="plan").exists()
        door.call("withdraw_consent", scene.lines["plan"])
    line = s.consent(scene.jonas, scene.case, "soc", "plan", branch_code="soc", from_="af")
    with scene.as_jonas():
        assert not ReceivedCopy.objects.filter(item_kind="plan").exists()
    with scene.as_karin():
        door.call("confirm_consent", line)
    with scene.as_jonas():
        assert ReceivedCopy.objects.filter(item_kind="plan").exists()


def test_the_history_keeps_nothing_of_a_copy_whose_consent_is_taken_back():
    """CON-06, CON-07: no page, export or count goes around a withdrawal; the row itself is kept for the archive."""
    scene = Scene(lines=("plan",))
    item = s.item(scene.karin, scene.case)
    with scene.as_karin():
        door.call("release", scene.case.pk, s.branch("soc").pk, "plan", "plan", item, 1, "Hemlig titel",
                  {"goal": "Hemligt mål"}, "consent", None)  # fmt: skip
    with scene.as_jonas():
        door.rows("note_first_read", [ReceivedCopy.objects.get(item_id=item).pk])
        door.call("withdraw_consent", scene.lines["plan"])
        kept = _ask("select before::text from access_rowhistory where table_name = 'sharing_receivedcopy'"
                    " and operation = 'U'")  # fmt: skip
        assert kept and "Hemlig" not in str(kept)


def test_a_copy_is_not_marked_as_read_when_it_may_not_be_read():
    """DISC-4 is evidence: nobody has read what is taken back, and nobody unreads what was read."""
    scene = Scene(lines=("plan",))
    _shared_plan(scene)
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="plan").pk
        door.call("withdraw_consent", scene.lines["plan"])
        assert door.rows("note_first_read", [copy]) == []
    s.consent(scene.karin, scene.case, "soc", "plan")
    with scene.as_jonas():
        assert len(door.rows("note_first_read", [copy])) == 1
        with pytest.raises(DatabaseError, match="permission denied"):
            _ask("update sharing_receivedcopy set first_read_at = null, first_read_by_id = null")


@pytest.mark.parametrize("purpose", ["evaluation", "follow_up"])
def test_a_line_for_another_purpose_opens_no_planning(purpose):
    """CON-01, CON-05: nothing is released on it, no file is made on it, and no withdrawn copy comes back by it."""
    scene = Scene(lines=("plan",))
    _shared_plan(scene)
    s.consent(scene.karin, scene.case, "soc", "minutes", purpose=purpose)
    s.consent(scene.karin, scene.case, "fk", "identity", purpose=purpose)
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["plan"])
        note = s.item(scene.karin, scene.case, "minutes")
        assert _refused(scene.case, "minutes", note) == "no_consent"
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("make_file", scene.case.pk, s.branch("fk").pk, s.DAY, b"", "")
        assert refusal.value.code == "no_consent"
    s.consent(scene.karin, scene.case, "soc", "plan", purpose=purpose)
    with scene.as_jonas():
        assert not ReceivedCopy.objects.filter(item_kind="plan").exists()


def _consent(scene, category="plan", purpose="planning", form="oral"):
    with scene.as_karin():
        return door.call("record_consent", scene.case.pk, uuid.uuid4(), s.branch("af").pk, s.branch("soc").pk, category,
                         purpose, s.DAY, s.DAY + timedelta(days=30), form, "")  # fmt: skip


@pytest.mark.parametrize("said", [{"purpose": "anything"}, {"purpose": ""}, {"form": "by post"}, {"form": ""}])
def test_a_consent_is_for_a_known_purpose_and_given_in_a_known_form(said):
    """CON-02, CON-03."""
    scene = Scene()
    with pytest.raises(IntegrityError), transaction.atomic():
        _consent(scene, **said)


@pytest.mark.parametrize("category", ["health", "social"])
def test_a_spoken_consent_covers_no_health_facts(category):
    """CON-03: the programme file says which categories are given in writing."""
    scene = Scene()
    with pytest.raises(door.DoorRefused) as refusal:
        _consent(scene, category)
    assert refusal.value.code == "not_in_writing"
    assert _consent(scene, category, form="written") and _consent(scene, category, form="electronic")
    assert _consent(scene, "plan", form="oral")


# --- what may leave a file ---


def _release(case, kind, item, version=1, category="minutes", many=False):
    if not many:
        return door.call(
            "release", case.pk, s.branch("soc").pk, category, kind, item, version, "x", {}, "consent", None
        )
    asked = {"case": str(case.pk), "to": [s.branch("soc").pk], "category": category, "kind": kind, "item": str(item),
             "version": version, "title": "x", "content": {}, "ground": "consent"}  # fmt: skip
    return door.call("release_many", [asked])


def _refused(*arguments, **more):
    with pytest.raises(door.DoorRefused) as refusal:
        _release(*arguments, **more)
    return refusal.value.code


@pytest.fixture
def two_cases():
    """Karin leads two cases; soc has a file and a confirmed line on both."""
    scene = Scene()
    other = s.enrolled_case(scene.karin)
    s.joined_branch(scene.karin, other, "soc", scene.jonas)
    for category in ("minutes", "plan", "labour_market"):
        s.consent(scene.karin, other, "soc", category)
    return scene, other


def test_what_lies_in_the_sender_s_file_on_the_case_is_released(two_cases):
    scene, _other = two_cases
    note = s.item(scene.karin, scene.case, "minutes")
    with scene.as_karin():
        assert _release(scene.case, "minutes", note) == _release(scene.case, "minutes", note)
        assert Release.objects.filter(item_id=note).count() == 1


@pytest.mark.parametrize("many", [False, True])
def test_another_case_s_item_is_not_released_on_this_case(two_cases, many):
    """SEK-07: the consent on one case says nothing of another's notes."""
    scene, other = two_cases
    note = s.item(scene.karin, other, "minutes")
    with scene.as_karin():
        assert _refused(scene.case, "minutes", note, many=many) == "not_in_file"
        assert not Release.objects.filter(item_id=note).exists()


@pytest.mark.parametrize("many", [False, True])
def test_an_item_goes_out_as_the_category_that_it_is(two_cases, many):
    """CON-01: a note doesn't go on the consent for the plan, nor does what is mapped of health."""
    scene, _other = two_cases
    note = s.item(scene.karin, scene.case, "minutes")
    file, section = s.file_of(scene.case, scene.karin), uuid.uuid4()
    with scene.as_karin():
        MappingSection.objects.create(owner_branch=s.branch("af"), case=scene.case, file=file, item=section, text="x",
                                      area="health", written_by=scene.karin, written_on=s.DAY)  # fmt: skip
        assert _refused(scene.case, "minutes", note, category="plan", many=many) == "other_category"
        assert _refused(scene.case, "mapping", section, category="plan", many=many) == "other_category"
        assert _refused(scene.case, "mapping", section, category="health", many=many) == "no_consent"


@pytest.mark.parametrize("kind", ["minutes", "handover"])
def test_only_a_handover_is_addressed_and_only_to_a_receiver(two_cases, kind):
    """P-038: nobody without a file gets a copy by being named."""
    scene, _other = two_cases
    eva, anna = s.staff("fk"), s.staff("fk", Role.RECEIVER)
    category = {"minutes": "minutes", "handover": "discharge"}[kind]
    s.consent(scene.karin, scene.case, "fk", category)
    item = s.item(scene.karin, scene.case, kind)
    asked = (scene.case.pk, s.branch("fk").pk, category, kind, item, 1, "x", {}, "consent")
    with scene.as_karin():
        for person in (eva, scene.jonas, *([anna] if kind == "minutes" else [])):
            with pytest.raises(door.DoorRefused) as refusal:
                door.call("release", *asked, person.pk)
            assert refusal.value.code == "not_receiver"
        if kind == "handover":
            assert door.call("release", *asked, anna.pk)


def test_what_is_sent_again_after_a_withdrawal_is_sent_on_the_new_consent(two_cases):
    """SEK-07: the record names the line that holds, not the one that was taken back."""
    scene, _other = two_cases
    note = s.item(scene.karin, scene.case, "minutes")
    with scene.as_karin():
        first = _release(scene.case, "minutes", note)
        door.call("withdraw_consent", scene.lines["minutes"])
    line = s.consent(scene.karin, scene.case, "soc", "minutes")
    with scene.as_karin():
        again = _release(scene.case, "minutes", note)
        assert again != first and str(Release.objects.get(release=again).line) == str(line)
        assert _release(scene.case, "minutes", note) == again


@pytest.mark.parametrize("many", [False, True])
def test_another_branch_s_item_is_not_released(two_cases, many):
    """SEK-01: a branch releases from its own file; what it has received is the sender's to share on."""
    scene, _other = two_cases
    s.consent(scene.jonas, scene.case, "af", "minutes", branch_code="soc")
    note = s.item(scene.jonas, scene.case, "minutes", "soc")
    with scene.as_jonas():
        door.call("release", scene.case.pk, s.branch("af").pk, "minutes", "minutes", note, 1, "x", {}, "consent", None)
    with scene.as_karin():
        assert ReceivedCopy.objects.filter(item_id=note).exists()
        assert _refused(scene.case, "minutes", note, many=many) == "not_in_file"


@pytest.mark.parametrize("change", [{"kind": "plan"}, {"version": 2}, {"kind": "identity"}, {"item": uuid.uuid4()}])
def test_an_item_goes_out_as_what_it_is_in_a_version_that_there_is(two_cases, change):
    scene, _other = two_cases
    asked = {"kind": "minutes", "item": s.item(scene.karin, scene.case, "minutes"), "version": 1} | change
    with scene.as_karin():
        assert _refused(scene.case, **asked) == "not_in_file"


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("ended", ["assignment", "role"])
def test_yesterday_s_staff_release_nothing(two_cases, ended, many):
    """IAM-07: near miss, the right branch and the right file, and a person whose last day was yesterday."""
    scene, _other = two_cases
    olle = s.staff("af", in_team=scene.team)
    note = s.item(scene.karin, scene.case, "minutes")
    with scene.as_karin():
        door.call("assign", scene.case.pk, olle.pk, s.branch("af").pk, "", s.DAY - timedelta(days=9))
    with s.as_(olle, day=s.DAY - timedelta(days=1)):
        assert _release(scene.case, "minutes", note) is not None
        if ended == "assignment":
            door.call("end_assignment", scene.case.pk, olle.pk, s.DAY)
    if ended == "role":
        RoleAssignment.objects.filter(staff=olle).update(valid_until=s.DAY - timedelta(days=1))
    s.item(scene.karin, scene.case, "minutes", version=2, key=note)
    with s.as_(olle):
        assert _refused(scene.case, "minutes", note, 2, many=many) == "not_your_case"


def test_every_kind_that_is_shared_is_named_by_the_room_that_keeps_it():
    """A new kind of item can't be released before its room has said where its items lie."""
    told = {str(kind) for model in guarded_models(OwnedModel) if model.released_as for kind in model.released_as.kinds}
    assert set(ItemKind.values) - told == {ItemKind.IDENTITY, ItemKind.DISCHARGE}, "neither is released as an item"


def test_the_site_does_not_read_what_lies_in_whose_file():
    """SEK-05."""
    with s.as_(s.staff("af")), pytest.raises(DatabaseError, match="permission denied"):
        _ask("select * from door.item_of_file")


# --- who gets the case ---


def test_a_branch_does_not_choose_who_reads_another_branch_s_file():
    """IAM-07: of other branches' people only those in the case's team get it."""
    scene = Scene()
    stranger = s.staff("soc", in_team=s.team("team-2"))
    one = [scene.case.pk, stranger.pk, s.branch("soc").pk, "", s.DAY]
    many = [{"case": str(scene.case.pk), "staff": stranger.pk, "branch": s.branch("soc").pk, "profession": "",
             "from": s.DAY.isoformat()}]  # fmt: skip
    with scene.as_karin():
        for function, arguments in (("assign", one), ("assign_many", [many])):
            with pytest.raises(door.DoorRefused) as refusal:
                door.call(function, *arguments)
            assert refusal.value.code == "not_in_team"
        assert not CaseAssignment.objects.filter(staff=stranger).exists()
    with scene.as_jonas():
        door.call("assign", *one)
        assert CaseAssignment.objects.filter(staff=stranger).exists()


def test_a_former_member_of_the_team_is_not_given_the_case_by_another_branch():
    scene = Scene()
    former = s.staff("soc", in_team=scene.team, until=s.DAY - timedelta(days=1))
    with scene.as_karin(), pytest.raises(door.DoorRefused):
        door.call("assign", scene.case.pk, former.pk, s.branch("soc").pk, "", s.DAY)


def _give(person, case, since=s.DAY, branch="af", many=False):
    given = (case.pk, person.pk, s.branch(branch).pk, "", since)
    names = ("case", "staff", "branch", "profession", "from")
    one = {name: value if isinstance(value, int) else str(value) for name, value in zip(names, given, strict=True)}
    return door.call("assign_many", [one]) if many else door.call("assign", *given)


def _role(person, branch="af", programme=s.PROGRAMME, until=None, role=Role.HANDLER, since=date(2020, 1, 1)):
    RoleAssignment.objects.filter(staff=person).update(valid_until=date(2020, 1, 1))
    RoleAssignment.objects.create(
        staff=person, role=role, branch=s.branch(branch), programme=programme, valid_from=since, valid_until=until
    )
    return person


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "held",
    [{"until": s.DAY - timedelta(days=1)}, {"programme": "malmo-langtid-2023"}, {"branch": "soc"},
     {"role": Role.UNIT_MANAGER}, {"since": s.DAY + timedelta(days=1)}],
    ids=["ended yesterday", "another programme", "another branch", "another role", "begins tomorrow"],
)  # fmt: skip
def test_only_a_handler_in_force_in_the_branch_and_programme_is_given_a_case(held, many):
    """IAM-07: near misses, in the branch's own staff."""
    scene = Scene()
    olle = _role(s.staff("af", in_team=scene.team), **held)
    with scene.as_karin():
        with pytest.raises(door.DoorRefused) as refusal:
            _give(olle, scene.case, many=many)
        assert refusal.value.code == "not_handler"
        assert not CaseAssignment.objects.filter(staff=olle).exists()


@pytest.mark.parametrize("held", [{"until": s.DAY}, {"programme": ""}, {"since": s.DAY}])
def test_a_handler_on_her_last_or_first_day_and_one_of_all_programmes_are_given_it(held):
    scene = Scene()
    olle = _role(s.staff("af"), **held)
    with scene.as_karin():
        _give(olle, scene.case)
        assert CaseAssignment.objects.filter(staff=olle).exists()


def test_an_assignment_that_begins_in_the_past_brings_nobody_back():
    """IAM-07: neither one whose role has ended, nor another branch's former member of the team."""
    scene = Scene()
    olle = _role(s.staff("af"), until=s.DAY - timedelta(days=1))
    former = s.staff("soc")
    TeamMember.objects.create(team=scene.team, staff=former, branch=s.branch("soc"), profession="",
                              valid_from=date(2020, 1, 1), valid_until=s.DAY - timedelta(days=1))  # fmt: skip
    with scene.as_karin():
        for person, branch in ((olle, "af"), (former, "soc")):
            with pytest.raises(door.DoorRefused):
                _give(person, scene.case, s.DAY - timedelta(days=5), branch)
            assert not CaseAssignment.objects.filter(staff=person).exists()


def test_an_account_that_is_switched_off_is_not_given_a_case():
    """IAM-08."""
    scene = Scene()
    olle = s.staff("af")
    Staff.objects.filter(pk=olle.pk).update(is_active=False)
    with scene.as_karin(), pytest.raises(door.DoorRefused):
        _give(olle, scene.case)


# --- what the door asks itself ---


@pytest.mark.parametrize(
    "question",
    ["door.holds_file('{case}', {af})", "door.covering_line('{case}', {af}, {soc}, 'plan')",
     "door.next_number(1, 'MK', '2021-06-30')", "door.may_be_assigned('{case}', 1, {af}, '2021-06-30')"],
)  # fmt: skip
def test_what_the_door_asks_itself_is_not_for_the_site_to_ask(question):
    """SEK-05: a branch without a file could else ask who has one, and what the person has said yes to."""
    scene = Scene()
    asked = question.format(case=scene.case.pk, af=s.branch("af").pk, soc=s.branch("soc").pk)
    with s.as_(s.staff("fk"), "fk"), pytest.raises(DatabaseError, match="permission denied"):
        _ask(f"select {asked}")


def test_nobody_but_the_site_may_call_the_door():
    open_to_all = _ask(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = 'door' and exists (select 1 from"
        " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)"
    )
    assert open_to_all == []


def test_every_function_that_acts_for_the_door_has_its_search_path_pinned():
    loose = _ask(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('door', 'public') and p.prosecdef and p.proconfig is null"
    )
    assert loose == []


# --- another branch's rows ---


def test_a_forged_copy_answers_nobody_else_s_handover():
    """P-038: only the copy that the sender of the handover let go makes somebody its receiver."""
    scene = Scene()
    file = s.file_of(scene.case, scene.karin)
    with scene.as_karin():
        handover = Handover.objects.create(
            owner_branch=s.branch("af"), case=scene.case, file=file, receiver_name="Anna", receiver_unit="Norr",
            sent_on=s.DAY, sent_by=scene.karin,
        )  # fmt: skip
    with scene.as_jonas():
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("release", scene.case.pk, s.branch("soc").pk, "discharge", "handover", handover.pk, 1, "x", {},
                      "no_harm_assessed", scene.jonas.pk)  # fmt: skip
        assert refusal.value.code == "not_in_file"
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("answer_handover", handover.pk, "accepted", "")
        assert refusal.value.code == "not_addressed"
        assert door.rows("handovers_to_me") == []


def test_a_branch_can_not_mark_another_branch_s_referral_as_its_own_person():
    """SEK-05: else it would draw a stranger into its own case at her enrolment."""
    karin, jonas = s.staff("af"), s.staff("soc")
    programme = s.programme().pk
    theirs = s.referral(jonas, "soc")
    with s.as_(jonas, "soc"):
        door.call("note_person", programme, "key", theirs.pk)
        case = door.call("open_case", theirs.pk, s.DAY, "MK", "1")
    ours = s.referral(karin)
    with s.as_(jonas, "soc"):
        door.call("note_person", programme, "key", ours.pk)
    with s.as_(karin):
        assert door.call("open_case", ours.pk, s.DAY, "MK", "1") != case


def test_the_pseudonym_of_a_draw_tells_nothing():
    assert len({new_pseudonym() for _ in range(100)}) == 100


# --- reading never writes ---


@pytest.mark.parametrize("function", ["withdraw_consent", "close_case", "release", "assign"])
def test_a_page_that_only_reads_can_not_use_a_door_that_writes(function):
    with pytest.raises(WroteWhileReading):
        refuse_writing(lambda *_: None, f"select door.{function}(%s)", [], False, {})


def test_the_doors_for_reading_are_those_that_there_are():
    known = {name for (name,) in _ask("select proname from pg_proc where pronamespace = 'door'::regnamespace")}
    assert known >= READING_DOORS


# --- drafts ---


def test_the_history_keeps_no_autosaved_text():
    """ALL-03: its author's only, for 14 days; the history is the branch's, for good."""
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    with s.as_(karin):
        draft = Draft.objects.create(owner_branch=s.branch("af"), author=karin, key="k", case=case, content={"t": "Hm"})
        draft.delete()
        assert _ask("select 1 from access_rowhistory where table_name = 'people_draft'") == []


def test_a_release_is_the_sender_s_row_and_the_copy_the_receiver_s():
    scene = Scene()
    _shared_plan(scene)
    with scene.as_karin():
        assert Release.objects.filter(item_kind="plan").count() == 1
        assert ConsentLine.objects.exists() and not ReceivedCopy.objects.filter(item_kind="plan").exists()
