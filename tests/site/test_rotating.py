"""``manage rotate_keys``: all that is sealed gets a new key, nothing is lost, and it may be stopped at any point."""

import json

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from samkraft.access.models import RowHistory
from samkraft.access.vault import SealedForAnother, open_json, ring_of, unseal
from samkraft.core import keyring
from samkraft.people.models import CaseFile, Referral
from samkraft.people.vault import lookup_hash, lookup_hashes, person_key
from samkraft.sharing import door
from samkraft.site import rotating
from samkraft.site.database_url import address
from tests import situations as s
from tests.access.test_vault import FIRST, as_before_versions

NUMBER = "19850312T014"


@pytest.fixture
def secrets_of_before(own_secrets):
    """The secrets file of an installation from before the keys had versions."""
    passwords = json.loads(own_secrets.read_text())["role_passwords"]
    keyring.write_whole(own_secrets, FIRST | {"role_passwords": passwords})
    return lambda: json.loads(own_secrets.read_text())


@pytest.fixture
def register(committed, secrets_of_before):
    """A person referred and enrolled as the first version did it, and one sent in again by another officer."""
    karin = s.staff("af")
    with transaction.atomic():
        case = s.enrolled_case(karin, number=NUMBER)
        referral = _referral_of(karin)
        old = as_before_versions("af", NUMBER)
        with s.as_(karin):
            door.call("note_person", s.programme().pk, person_key(s.PROGRAMME, NUMBER), referral.pk)
            Referral.objects.update(identity_sealed=old)
            CaseFile.objects.update(identity_sealed=old)
            CaseFile.objects.update(phone="0701740605")  # the history now holds the number, sealed in the old way
        again = s.referral(karin, number=NUMBER + ":", state="repeated", referred_by=karin)
        with s.as_(karin):
            repeated = lookup_hash(s.branch("af"), f"{NUMBER}:{karin.pk}")
            Referral.objects.filter(pk=again.pk).update(identity_sealed=old, identity_hash=repeated)
    return karin, case, again


def _referral_of(person):
    with s.as_(person):
        return Referral.objects.get()


def everywhere(database):
    """What lies in the tables, seen by the administrator: numbers, hashes, the door's keys, the history."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database})) as admin:
        rows = admin.execute(
            "select identity_sealed, identity_hash from people_casefile where is_origin union all"
            " select identity_sealed, identity_hash from people_referral union all"
            " select decode(substr(before ->> 'identity_sealed', 3), 'hex'), before ->> 'identity_hash'"
            " from access_rowhistory where before ? 'identity_sealed'"
        ).fetchall()
        return rows, [key for (key,) in admin.execute("select key_hash from people_personkey")]


def test_asvs_11_2_2_rotation_renews_every_row_its_history_and_its_hashes(
    register, committed, secrets_of_before, capsys
):
    karin, case, again = register
    with transaction.atomic():
        _send_to_soc(karin, case)
    before = _history_rows(committed)
    call_command("rotate_keys", "--wait=0")
    assert open_json(ring_of(s.branch("soc")), _in_the_outbox(committed)) == {"text": "Hemligt"}, "opens when it comes"
    rings = secrets_of_before()["rings"]
    assert "field_key" not in secrets_of_before() and rings["branch:af"]["current"] == 1
    rows, keys = everywhere(committed)
    assert len(rows) >= 5 and all(bytes(sealed)[:1] == b"\x01" for sealed, _hash in rows)
    assert all(unseal(s.branch("af"), sealed).strip(":") == NUMBER for sealed, _hash in rows)
    assert all(hashed.startswith("k1.") for _sealed, hashed in rows)
    assert keys == [person_key(s.PROGRAMME, NUMBER)]
    with s.as_(karin):
        assert CaseFile.objects.get(identity_hash__in=lookup_hashes(s.branch("af"), NUMBER)).case_id == case.pk
        assert Referral.objects.get(identity_hash=lookup_hash(s.branch("af"), f"{NUMBER}:{karin.pk}")).pk == again.pk
    assert _history_rows(committed) == before  # no row's content was changed, so nobody changed one

    call_command("rotate_keys", "af", "--wait=0")
    rings = secrets_of_before()["rings"]
    assert list(rings["branch:af"]["versions"]) == ["2"] and list(rings["branch:soc"]["versions"]) == ["1"]
    newer, keys = everywhere(committed)
    assert not {bytes(sealed) for sealed, _hash in newer} & {bytes(sealed) for sealed, _hash in rows}
    assert all(hashed.startswith("k2.") for _sealed, hashed in newer)


def _send_to_soc(karin, case):
    s.joined_branch(karin, case, "soc")
    s.consent(karin, case, "soc", "minutes")
    item = s.item(karin, case, "minutes")
    with s.as_(karin), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.outbox', '10', true)")
        about = (case.pk, s.branch("soc").pk, "minutes", "minutes", item, 1, "Möte")
        door.call("release", *about, {"text": "Hemligt"}, "consent", None)


def _in_the_outbox(database):
    with psycopg.connect(make_conninfo(**address() | {"dbname": database})) as admin:
        return admin.execute("select content from sharing_outgoing").fetchone()[0]


def _history_rows(database):
    with psycopg.connect(make_conninfo(**address() | {"dbname": database})) as admin:
        return admin.execute("select count(*) from access_rowhistory").fetchone()[0]


def test_a_rotation_that_was_stopped_goes_on_where_it_was(register, committed, secrets_of_before, monkeypatch):
    call_command("rotate_keys", "--wait=0", "--prepare")
    ring = secrets_of_before()["rings"]["branch:af"]
    assert ring["current"] == 0 and list(ring["versions"]) == ["1"]
    monkeypatch.setattr(rotating.Rotation, "_history", _stop)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_keys", "--wait=0")
    monkeypatch.undo()
    assert secrets_of_before()["field_key"]  # what isn't renewed yet still opens
    assert all(unseal(s.branch("af"), sealed).strip(":") == NUMBER for sealed, _hash in everywhere(committed)[0])
    call_command("rotate_keys", "--wait=0")
    assert list(secrets_of_before()["rings"]["branch:af"]["versions"]) == ["1"]
    assert "field_key" not in secrets_of_before()


def _stop(*_arguments):
    raise KeyboardInterrupt


def test_a_backup_from_before_is_opened_with_the_retired_keys_and_renewed(register, committed, secrets_of_before):
    rows, _keys = everywhere(committed)
    call_command("rotate_keys", "--wait=0")
    old = next(bytes(sealed) for sealed, _hash in rows)
    with pytest.raises(SealedForAnother):
        unseal(s.branch("af"), old)
    with psycopg.connect(make_conninfo(**address() | {"dbname": committed})) as admin:
        admin.execute("alter table people_casefile disable trigger user")
        admin.execute("update people_casefile set identity_sealed = %s", [old])
        admin.execute("alter table people_casefile enable trigger user")
    with pytest.raises(CommandError, match="--with-retired"):
        call_command("rotate_keys", "--wait=0")
    call_command("rotate_keys", "--wait=0", "--with-retired")
    assert all(unseal(s.branch("af"), sealed).strip(":") == NUMBER for sealed, _hash in everywhere(committed)[0])
    assert "field_key" not in secrets_of_before()


def test_the_site_can_not_take_the_owner_s_word_for_itself(register):
    """samkraft.resealing opens nothing, and hides no change, for anybody but the owner."""
    karin, _case, _again = register
    with s.as_(karin), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.resealing', 'on', true)")
        CaseFile.objects.update(phone="0701740606")
        assert RowHistory.objects.filter(operation="U", table_name="people_casefile").count() >= 3
    with s.as_(s.staff("soc"), "soc"), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.resealing', 'on', true)")
        assert not CaseFile.objects.exists()
