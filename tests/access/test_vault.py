"""Sealed values: one key per owner, with versions; what was sealed before there were versions still opens."""

import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samkraft.access.models import Branch
from samkraft.access.vault import SealedForAnother, open_json, open_text, ring_of, seal, seal_json, seal_text, unseal
from samkraft.core import keyring
from samkraft.people.vault import lookup_hash, lookup_hashes

NUMBER = "19850312T014"
AF, SOC = Branch(code="af"), Branch(code="soc")
FIRST = {"field_key": "ab" * 32, "lookup_key": "cd" * 32}


@pytest.fixture
def secrets(own_secrets):
    """A secrets file of one's own; call it with what it shall hold."""

    def write(content):
        keyring.write_whole(own_secrets, content)

    write({"rings": {}})
    return write


def as_before_versions(code, number):
    """A number sealed as the first installations did."""
    key, _lookup = keyring._derived((FIRST["field_key"], FIRST["lookup_key"]), f"branch:{code}")
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, number.encode(), None)


def test_pnr_05_what_one_branch_sealed_no_other_opens(secrets):
    sealed = seal(AF, NUMBER)
    assert unseal(AF, sealed) == NUMBER
    assert seal(AF, NUMBER) != sealed
    with pytest.raises(SealedForAnother):
        unseal(SOC, sealed)
    assert lookup_hash(AF, NUMBER) != lookup_hash(SOC, NUMBER)


def test_ark_05_no_owner_s_key_is_reckoned_from_another_s(secrets, settings):
    """Each key is drawn by chance: the file holds no master of them."""
    seal(AF, ""), seal(SOC, "")
    content = json.loads(Path(settings.SECRETS_FILE).read_text())
    keys = [one[kind] for ring in content["rings"].values() for one in ring["versions"].values() for kind in ("field", "lookup")]  # fmt: skip  # noqa: E501
    assert set(content) == {"rings"} and len(set(keys)) == len(keys) == 6


def test_a_sealed_text_that_was_meddled_with_does_not_open(secrets):
    text = seal_text(ring_of(AF), "Har svårt att sova.")
    assert "sova" not in text and open_text(ring_of(AF), text) == "Har svårt att sova."
    with pytest.raises(SealedForAnother):
        open_text(ring_of(AF), text[:-8] + "AAAAAAAA")
    with pytest.raises(SealedForAnother):
        open_text(ring_of(SOC), text)


def test_plain_text_from_before_is_read_as_it_is(secrets):
    keys = ring_of(AF)
    assert open_text(keys, "Skrivet före") == "Skrivet före"
    assert open_json(keys, {"text": "före"}) == {"text": "före"}
    assert open_json(keys, seal_json(keys, {"text": "efter"})) == {"text": "efter"}
    assert seal_json(keys, {}) == {} and seal_text(keys, "") == ""


def test_an_installation_from_before_goes_on_with_the_keys_it_has(secrets):
    sealed = as_before_versions("af", NUMBER)
    secrets(FIRST)
    assert unseal(AF, sealed) == NUMBER
    assert unseal(AF, seal(AF, NUMBER)) == NUMBER
    assert len(lookup_hash(AF, NUMBER)) == 64 and not lookup_hash(AF, NUMBER).startswith("k")
    with pytest.raises(SealedForAnother):
        unseal(SOC, sealed)


def test_during_a_rotation_both_versions_open_and_both_hashes_are_asked_for(secrets):
    one, two = keyring.new_version(), keyring.new_version()
    secrets({"rings": {"branch:af": {"current": 1, "versions": {"1": one}}}})
    old, old_hash = seal(AF, NUMBER), lookup_hash(AF, NUMBER)
    secrets({"rings": {"branch:af": {"current": 2, "versions": {"1": one, "2": two}}}})
    keyring.all_rings()
    assert unseal(AF, old) == unseal(AF, seal(AF, NUMBER)) == NUMBER
    assert lookup_hashes(AF, NUMBER) == [lookup_hash(AF, NUMBER), old_hash]
    secrets({"rings": {"branch:af": {"current": 2, "versions": {"2": two}}}})
    keyring.all_rings()
    with pytest.raises(keyring.KeyMissing):
        unseal(AF, old)


def test_production_makes_no_key_by_itself(secrets, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(keyring.KeyMissing, match="load_programmes"):
        seal(AF, NUMBER)


def test_a_new_key_reaches_the_file_of_those_who_serve_and_no_password_does(secrets, settings, tmp_path):
    keyring.write_whole(tmp_path / "serving.json", {"rings": {}, "role_passwords": {"samkraft_app": "x"}})
    secrets({"rings": {}, "role_passwords": {"samkraft_app": "x", "samkraft_owner": "y"}})
    assert keyring.ensure(["branch:af"]) == ["site", "branch:af"]
    serving = json.loads((tmp_path / "serving.json").read_text())
    assert set(serving["rings"]) == {"site", "branch:af"} and set(serving["role_passwords"]) == {"samkraft_app"}
