"""Destroying by rule, by two people, with a certificate; nobody else's rows are touched (ALL-05, table D, ARK-06)."""

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from psycopg.conninfo import make_conninfo

from samkraft.access import destroying
from samkraft.access.choices import Role
from samkraft.access.models import Branch, ReadLog
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.people.models import CaseFile
from samkraft.sharing import certificate_jobs, door, retention
from samkraft.sharing.models import ConsentLine, DestructionItem, RetentionHold
from samkraft.site.database_url import address
from tests import situations as s
from tests.access.world import NUMBER, PHONE, TEXT
from tests.casework.scene import Scene
from tests.conftest import clone_database, connected_to, drop_database

AFTER = date(2025, 1, 2)
# Consent and release records have a clock of their own, five years longer; what was destroyed is a list of keys.
# Tables of another room that the door empties by a rule of that room's.
OF_OTHERS = {"people_discharge", "people_phasemove", "people_followup", "people_personkey", "people_protectedcase",
             "people_protectedidentity", "sharing_outgoing"}  # fmt: skip
SHELL = ("public.people_case", "public.people_phaseperiod", "public.people_caseassignment")
OF_THE_LOG = ("logs.", "access_log", "access_incident")
KEPT_LONGER = (",sharing_consent", ",sharing_release,", ",sharing_destruction", ",sharing_groundreview,")


@pytest.fixture
def own_world(made_world, django_db_blocker):
    """A committed copy of the world where every table has rows of the case, to be looked at from outside."""
    name = f"{made_world.database}_retention"
    clone_database(made_world.database, name)
    with django_db_blocker.unblock(), connected_to(name):
        yield made_world, name
    drop_database(name)


def _dump(name):
    """Every row of every table as text, by whose it is: as the database's administrator sees it."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": name})) as admin:
        tables = admin.execute(
            "select format('%I.%I', n.nspname, relname), array(select attname::text from pg_attribute"
            " where attrelid = c.oid and attnum > 0) from pg_class c join pg_namespace n on n.oid = relnamespace"
            " where relkind = 'r' and nspname in ('public', 'logs')"
        ).fetchall()
        return {
            table: admin.execute(f"select {_owner(table, columns)}, t::text from {table} t order by 2").fetchall()
            for table, columns in tables
        }


def _owner(table, columns):
    """The column that says whose a row is; the shell is nobody's, though an assignment names a branch."""
    if table in SHELL:
        return "null"
    return next((name for name in ("owner_branch_id", "branch_id", "branch") if name in columns), "null")


def _of(dump, owner, *, but=()):
    return {
        table: [text for whose, text in rows if whose == owner]
        for table, rows in dump.items()
        if not any(word in table for word in but)
    }


def _registrar(world):
    return s.as_(world.roles[Role.REGISTRAR][0], day=AFTER)


def _manager(world):
    return s.as_(world.roles[Role.UNIT_MANAGER][0], day=AFTER)


def test_nothing_of_the_person_is_left_with_the_owner_and_every_other_row_is_as_it_was(own_world):
    world, name = own_world
    case, af = world.keys["case"], s.branch("af").pk
    secrets = [secret for secret in world.secrets if secret != PHONE]  # everybody has that one
    with s.as_(world.people["handler"][0]):
        door.call("close_case", case, s.DAY)
    before = _dump(name)
    assert any(secret in text for texts in _of(before, af).values() for text in texts for secret in secrets)
    with _registrar(world):
        due = [clock.subject for clock in retention.judged(s.PROGRAMME).ready]
        assert case in due
        proposal = retention.propose(s.PROGRAMME, "Beslut 2020/17", due)
    with _manager(world):
        retention.decide(proposal, approve=True)
        certificate = retention.destroy(proposal)
    after = _dump(name)
    later = ("sharing_consent", "people_consentpaper", "sharing_release", "sharing_destruction", "sharing_groundreview")
    for table, texts in _of(after, af, but=later).items():
        texts = [text for text in texts if not any(kept in text for kept in KEPT_LONGER)]
        traces = secrets if any(word in table for word in OF_THE_LOG) else (*secrets, str(case))
        assert [text for text in texts if any(trace in text for trace in traces)] == [], table
    for owner in set(Branch.objects.values_list("pk", flat=True)) - {af}:
        assert _of(after, owner) == _of(before, owner)
    _shell_is_as_it_was(before, after)
    assert certificate.destroyed == len(due) and certificate.rows["people_casefile"] >= 1


def _shell_is_as_it_was(before, after):
    """Other branches hold files on the case still: neither the shell nor what nobody owns changes."""
    for table in SHELL:
        assert after[table] == before[table]


# --- the rules ---


def _closed(scene, on=s.DAY):
    with scene.as_karin():
        door.call("close_case", scene.case.pk, on)


def _proposal(registrar, branch_code="af", day=AFTER, **how):
    """Everything that may go; of whom nobody knows the day of birth a registrar must have said something."""
    with s.as_(registrar, branch_code, day):
        found = retention.judged(s.PROGRAMME, **how)
        said = {clock.subject: "Född den 12 enligt akten" for clock in found.birth_unknown}
        due = [clock.subject for clock in found.ready]
        return retention.propose(s.PROGRAMME, "Beslut 2020/17", [*due, *said], receipts=said, **how)


def _destroyed(branch_code, day, **how):
    """Proposed by the branch's registrar, approved by its manager, destroyed: the certificate."""
    proposal = _proposal(s.staff(branch_code, Role.REGISTRAR), branch_code, day, **how)
    with s.as_(s.staff(branch_code, Role.UNIT_MANAGER), branch_code, day):
        retention.decide(proposal, approve=True)
        return retention.destroy(proposal)


@pytest.mark.django_db(databases=["default", "sidelog"])
class TestRules:
    def test_each_owner_has_a_clock_of_its_own(self):
        """Table D: af three years from the end of the year of closing, soc five from its last entry."""
        scene = Scene()
        with s.as_(scene.karin):
            assert retention.clocks(s.PROGRAMME) == []
        _closed(scene)
        for branch_code, due_on in (("af", date(2024, 12, 31)), ("soc", date(2026, 12, 31))):
            with s.as_(s.staff(branch_code, Role.REGISTRAR), branch_code):
                assert [clock.due_on for clock in retention.clocks(s.PROGRAMME)] == [due_on]

    def test_nobody_approves_her_own_proposal_and_nothing_goes_without_approval(self):
        """ALL-05, RET-2: two people; the site can neither approve nor delete by itself."""
        scene = Scene()
        _closed(scene)
        registrar, manager = s.staff("af", Role.REGISTRAR, Role.UNIT_MANAGER), s.staff("af", Role.UNIT_MANAGER)
        with s.as_(manager, day=AFTER), pytest.raises(door.DoorRefused, match="Bara registratorn"):
            retention.propose(s.PROGRAMME, "Beslut", [scene.case.pk])
        proposal = _proposal(registrar)
        with s.as_(registrar, day=AFTER):
            with pytest.raises(door.DoorRefused, match="inte godkänt"):
                retention.destroy(proposal)
            with pytest.raises(door.DoorRefused, match="En annan person"):
                retention.decide(proposal, approve=True)
            for statement in (
                "update sharing_destructionproposal set is_approved = true",
                "delete from people_casefile",
                "delete from access_rowhistory",
                "select door.destroy_files(1, '{}', '{}')",
                "insert into sharing_destructioncertificate select * from sharing_destructioncertificate",
            ):
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
        with s.as_(s.staff("soc", Role.UNIT_MANAGER), "soc", AFTER), pytest.raises(door.DoorRefused):
            door.call("decide_destruction", proposal.public_id, True, "")
        with s.as_(manager, day=AFTER):
            retention.decide(proposal, approve=False, reason="Överklagat")
            with pytest.raises(door.DoorRefused, match="inte godkänt"):
                retention.destroy(proposal)
            assert CaseFile.objects.filter(case=scene.case).exists()

    def test_the_door_deletes_in_three_functions_and_else_only_of_the_shell(self):
        """Decision 11: nothing else of the door can take away a row, or its history."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select proname, regexp_matches(prosrc, 'delete from (\\w+)', 'g') from pg_proc"
                " where pronamespace = 'door'::regnamespace"
            )
            deleting = {(name, table) for name, (table,) in cursor.fetchall()}
        # forget_review: what the review left of a month of the log that all have decided on (test_log_months).
        known = ("destroy_files", "destroy_records", "destroy_branch", "forget_review")
        others = {(name, table) for name, table in deleting if name not in known}
        assert deleting > others
        assert {table for _name, table in others} <= {"people_caseassignment", "people_phaseperiod"} | OF_OTHERS

    def test_what_is_held_or_opened_again_stays_though_it_was_approved(self):
        """Table D, "hold list": judged once more in the moment of destroying."""
        scene, other = Scene(), Scene()
        _closed(scene)
        _closed(other)
        registrar = s.staff("af", Role.REGISTRAR)
        proposal = _proposal(registrar)
        with s.as_(s.staff("af", Role.UNIT_MANAGER), day=AFTER) as who:
            retention.decide(proposal, approve=True)
            RetentionHold.objects.create(
                owner_branch=who.branch, case_id=scene.case.pk, number="", reason="Tvist", placed_on=AFTER,
                placed_by=who.staff,
            )  # fmt: skip
            certificate = retention.destroy(proposal)
            kept = DestructionItem.objects.get(outcome="kept")
            assert (kept.subject, kept.kept_because) == (scene.case.pk, "held")
            assert (certificate.destroyed, certificate.kept) == (1, 1)
            with pytest.raises(door.DoorRefused, match="redan genomfört"):
                retention.destroy(proposal)
            assert retention.judged(s.PROGRAMME).held_back[0].blocked == "held"

    def test_the_shell_goes_with_the_last_file_and_the_records_five_years_after_the_last_copy(self):
        """Table D: consent and disclosure records as long as the copy, and five years more."""
        scene = Scene()
        item = s.item(scene.karin, scene.case)
        with scene.as_karin():
            door.call(
                "release", scene.case.pk, s.branch("soc").pk, "plan", "plan", item, 1, "Plan", {}, "consent", None
            )
        _closed(scene)
        _destroyed("af", date(2025, 1, 2))
        with s.as_(scene.karin, day=date(2031, 1, 1)):
            assert [clock.blocked for clock in retention.clocks(s.PROGRAMME, "records")] == ["copy_lives"]
        _destroyed("soc", date(2027, 1, 4))
        with s.as_(scene.karin, day=date(2031, 1, 1)):
            assert [clock.due_on for clock in retention.clocks(s.PROGRAMME, "records")] == [date(2032, 1, 4)]
        certificate = _destroyed("af", date(2032, 1, 4), kind="records")
        assert set(certificate.rows) == {"sharing_consentline", "sharing_release", "access_rowhistory"}
        with s.as_(scene.karin):
            assert not ConsentLine.objects.filter(case_id=scene.case.pk).exists()
        with s.as_(scene.jonas, "soc"):
            assert ConsentLine.objects.filter(case_id=scene.case.pk).exists()

    def test_who_is_born_on_the_fifth_fifteenth_or_twentyfifth_goes_to_the_archive(self):
        """Socialtjänstförordning (2025:468) 13:1: handed over on the archive's receipt, not destroyed without one."""
        social = s.staff("soc", in_team=s.team())
        born = {day: s.enrolled_case(social, "soc", number=f"198503{day}T013").pk for day in ("12", "15")}
        with s.as_(social, "soc"):
            for case in born.values():
                door.call("close_case", case, s.DAY)
        with s.as_(s.staff("soc", Role.REGISTRAR), "soc", date(2026, 12, 31)):
            found = retention.judged(s.PROGRAMME)
            assert [clock.subject for clock in found.ready] == [born["12"]]
            assert [clock.subject for clock in found.to_archive] == [born["15"]]
            with pytest.raises(retention.Exempt):
                retention.propose(s.PROGRAMME, "Beslut", born.values())
            receipt = {born["15"]: "Stadsarkivet 2026:81"}
            proposal = retention.propose(s.PROGRAMME, "Beslut", born.values(), receipts=receipt)
            assert proposal.items.get(subject=born["15"]).handed_over == "Stadsarkivet 2026:81"
            assert retention.judged(s.PROGRAMME).ready == []


def test_an_authority_takes_all_of_its_own_with_it_and_nothing_of_another_s(own_world, tmp_path):
    """ARK-06, OUT-2: readable without our keys, whole by its checksums; other branches' rows never come along."""
    world, _name = own_world
    folder = tmp_path / "af"
    call_command("export_authority", "AF", to=str(folder), stdout=io.StringIO())
    rows = {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
        for path in folder.glob("af/*.jsonl")
    }
    af = s.branch("af").pk
    assert {row["owner_branch_id"] for table in rows.values() for row in table if "owner_branch_id" in row} == {af}
    numbers = {row["identity_sealed"] for row in rows["people_casefile"]}
    assert NUMBER in numbers and TEXT in {row["text"] for row in rows["casework_minutes"]}
    assert str(world.keys["case"]) in {row["case_id"] for row in rows["sharing_receivedcopy"]}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    with s.as_(world.people["handler"][0]):
        assert ReadLog.objects.filter(event="OUT-2").exists()


def test_ark_06_an_authority_leaves_with_its_own_and_the_others_rows_stay_byte_for_byte(own_world, tmp_path):
    """Export first, proposed by one and approved by another, a certificate; then nothing of its own is left.

    And a backup from before, restored: what had gone goes again, by the certificate kept outside (table D).
    """
    _world, name = own_world
    soc, registrar, manager = s.branch("soc"), s.staff("soc", Role.REGISTRAR), s.staff("soc", Role.UNIT_MANAGER)
    outside = tmp_path / "certificates"
    manifest = _exported(tmp_path / "first", "--with-protected")
    with s.as_(registrar, "soc", AFTER), pytest.raises(door.DoorRefused, match="inte avslutade"):
        retention.propose_leaving("Nämndens beslut § 7", manifest)
    _close_all(name, soc.pk)
    half = _exported(tmp_path / "half")
    whole = _exported(tmp_path / "whole", "--with-protected")
    with s.as_(registrar, "soc", AFTER):
        for export, why in ((half, "inget uttag"), (manifest, "ändrats")):
            with pytest.raises(door.DoorRefused, match=why):
                retention.propose_leaving("Nämndens beslut § 7", export)
        proposal = retention.propose_leaving("Nämndens beslut § 7", whole)
        with pytest.raises(door.DoorRefused, match="inte godkänt"):
            retention.leave(proposal)
    backup = f"{name}_backup"
    with s.as_(manager, "soc", AFTER):
        retention.decide(proposal, approve=True)
    before = _dump(name)
    connections.close_all()
    clone_database(name, backup)
    with s.as_(manager, "soc", AFTER):
        certificate = retention.leave(proposal)
        assert certificate.destroyed == proposal.items.count() > 1
    after = _dump(name)
    _has_left(before, after, soc.pk)
    call_command("keep_certificates", to=str(outside), stdout=io.StringIO())
    try:
        with connected_to(backup):
            assert [one.hash for one in certificate_jobs.undone(outside)] == [certificate.hash]
            with pytest.raises(CommandError, match="samkraft_owner"):
                call_command("repurge", file=str(outside), stdout=io.StringIO())
            with pytest.raises(DatabaseError), s.as_(manager, "soc", AFTER):
                door.call("repurge", certificate.statement, certificate.hash)
        _as_owner(backup, "repurge", "--file", str(outside))
        _has_left(before, _dump(backup), soc.pk)
        with connected_to(backup):
            assert certificate_jobs.undone(outside) == []
    finally:
        drop_database(backup)


def _as_owner(name, *command):
    """A command as who restores runs it: another role, and so another process."""
    environment = os.environ | {
        "DATABASE_URL": make_conninfo(**address() | {"dbname": name}),
        "SAMKRAFT_DB_ROLE": "owner",
    }
    done = subprocess.run([sys.executable, "-m", "django", *command], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def _has_left(before, after, gone):
    """What remains is who worked there, that it left, pseudonyms, advice without names, the log; no other history."""
    kept = ("sharing_destruction", "sharing_advice", "people_draw", "people_archivepackage", "access_role",
            "teammember", *OF_THE_LOG)  # fmt: skip
    left = [text for texts in _of(after, gone, but=kept).values() for text in texts]
    assert [text for text in left if ",sharing_destruction" not in text and ",sharing_advice," not in text] == []
    for owner in set(Branch.objects.values_list("pk", flat=True)) - {gone}:
        assert _of(after, owner) == _of(before, owner)


def _exported(folder, *more):
    """Soc's authority taken out whole; the manifest's own checksum."""
    call_command("export_authority", "soc", *more, to=str(folder), stdout=io.StringIO())
    return (folder / "SHA256SUMS").read_text().split("\n")[-2].split()[0]


def _close_all(name, branch):
    """As if each case had gone its way: the registrar isn't who closes them."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": name})) as admin:
        admin.execute("select set_config('samkraft.actor', '1', false), set_config('samkraft.branch', '1', false)")
        admin.execute("update people_casefile set closed_on = opened_on where owner_branch_id = %s", [branch])
        ended = "update people_referral set state = 'declined' where owner_branch_id = %s and case_id is null"
        admin.execute(ended, [branch])
        admin.execute("update sharing_retentionhold set lifted_on = placed_on where owner_branch_id = %s", [branch])


def test_every_table_says_how_long_its_rows_are_kept():
    """House style: every model with personal data has a retention rule; none is forgotten by the destroying."""
    apart = {model._meta.db_table: model.kept_as for model in guarded_models(OwnedModel)
             if model.kept_as not in (destroying.FILE, destroying.RECORDS)}  # fmt: skip
    assert set(apart.values()) <= {"account", "for_good", "log", "staging"}
    for model in guarded_models(OwnedModel):
        if model.kept_as == destroying.FILE:
            assert destroying.case_column(model) or destroying.whole_of(model), model
