"""Production refuses to start until settings are sound and the decisions are on record (GDPR-04)."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from samkraft.access.choices import Role
from samkraft.access.models import Authority
from samkraft.programmes.models import ProgrammeChange
from samkraft.site import production, secrets_file
from samkraft.site import settings as settings_module
from samkraft.site.secrets_file import ROLES, SERVING_ROLES
from tests import situations as s

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(production, "keeps_the_day", lambda: True)  # the tests' own database may not be production's
    settings.IS_PRODUCTION = True
    settings.ALLOWED_HOSTS = ["samkraft.example.org"]
    settings.PRODUCTION_GATES = dict.fromkeys(production.GATES, "Dnr 2021/17")
    signed = "; ".join(f"{each.code}: Dnr {each.pk}" for each in Authority.objects.all())
    settings.PRODUCTION_GATES["AUTHORITY_SIGN_OFF_REF"] = signed
    settings.DATABASE_ROLES_KNOWN = SERVING_ROLES
    ProgrammeChange.objects.update(is_confirmed=True, decided_by=s.staff("soc"), decided_at=timezone.now())
    settings.OUTBOX_MINUTES = 10
    settings.CALLS_PER_MINUTE = 300
    settings.CLAMD = "/run/clamav/clamd.ctl"
    settings.CERTIFICATES_FILE = str(tmp_path / "certificates")
    settings.PASSKEYS = True
    settings.PORTAL = False
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.internal:5432/samkraft?sslmode=verify-full")
    return settings


def test_a_sound_installation_starts(sound):
    production.refuse_unless_sound()


@pytest.mark.parametrize("gate", sorted(production.GATES))
def test_each_missing_decision_stops_it(sound, gate):
    sound.PRODUCTION_GATES = sound.PRODUCTION_GATES | {gate: " "}
    with pytest.raises(SystemExit, match=f"SAMKRAFT_{gate} is empty"):
        production.refuse_unless_sound()


@pytest.mark.parametrize("signed", ["", "af", "af:", "malmo: Dnr 3; fk: Dnr 4; skane: Dnr 5"])
def test_each_authority_signs_for_itself(sound, signed):
    sound.PRODUCTION_GATES = sound.PRODUCTION_GATES | {"AUTHORITY_SIGN_OFF_REF": signed}
    with pytest.raises(SystemExit, match="SAMKRAFT_AUTHORITY_SIGN_OFF_REF lacks"):
        production.refuse_unless_sound()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("ALLOWED_HOSTS", ["*"], "SAMKRAFT_HOSTS"), ("ALLOWED_HOSTS", [""], "SAMKRAFT_HOSTS"),
     ("SECRET_KEY", "short", "secret key"), ("DEBUG", True, "DEBUG"), ("OUTBOX_MINUTES", 0, "OUTBOX"),
     ("CLAMD", "", "SAMKRAFT_CLAMD"), ("CERTIFICATES_FILE", "", "SAMKRAFT_CERTIFICATES"),
     ("CALLS_PER_MINUTE", 5, "SAMKRAFT_CALLS")],
)  # fmt: skip
def test_each_unsound_setting_stops_it(sound, name, value, words):
    setattr(sound, name, value)
    with pytest.raises(SystemExit, match=words):
        production.refuse_unless_sound()


@pytest.mark.parametrize("who", ["admin@", "admin:secret@"])
def test_the_administrators_address_stops_it(sound, monkeypatch, who):
    """IAM-07: who breaks into what serves is not the administrator by it."""
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{who}db.internal:5432/samkraft")
    with pytest.raises(SystemExit, match="DATABASE_URL names the one who logs in"):
        production.refuse_unless_sound()


@pytest.mark.parametrize(
    ("address", "private"),
    [("db.internal:5432/samkraft", False), ("db.internal/samkraft?sslmode=require", False),
     ("db.internal/samkraft?sslmode=verify-full", True), ("/samkraft?host=/run/postgresql", True),
     ("127.0.0.1:5432/samkraft", True)],
)  # fmt: skip
def test_v12_3_2_nobody_reads_along_on_the_way_to_the_database(sound, monkeypatch, address, private):
    """A way to another machine without a checked certificate could be anybody's."""
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{address}")
    assert any("sslmode=verify-full" in reason for reason in production.problems()) is not private


def test_v3_3_1_production_keeps_its_cookies_and_its_way_to_itself(monkeypatch):
    """ASVS 3.3.1, 3.3.3, 3.4.1: the settings themselves, read as an installation reads them."""
    monkeypatch.setenv("SAMKRAFT_MODE", "production")
    read = SimpleNamespace(**runpy.run_path(settings_module.__file__))
    assert (read.SESSION_COOKIE_NAME, read.SESSION_COOKIE_SECURE, read.CSRF_COOKIE_SECURE) == (
        "__Host-samkraft",
        True,
        True,
    )
    assert read.SECURE_SSL_REDIRECT
    assert read.SECURE_HSTS_SECONDS >= 31536000
    assert read.SECURE_HSTS_INCLUDE_SUBDOMAINS


def test_the_passwords_of_owner_and_door_stop_it(sound):
    sound.DATABASE_ROLES_KNOWN = ROLES
    with pytest.raises(SystemExit, match="passwords of samkraft_door, samkraft_owner"):
        production.refuse_unless_sound()


def test_what_serves_gets_a_secrets_file_with_its_own_passwords_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMKRAFT_SECRETS_FILE", str(tmp_path / "secrets.json"))
    whole = secrets_file.ensure_secrets()
    secrets_file.write_serving_secrets()
    serving = tmp_path / "serving.json"
    monkeypatch.setenv("SAMKRAFT_SECRETS_FILE", str(serving))
    held = secrets_file.read_secrets()
    assert set(held.pop("role_passwords")) == set(SERVING_ROLES)
    assert held == {name: value for name, value in whole.items() if name != "role_passwords"}
    assert serving.stat().st_mode & 0o077 == 0


def test_adm6_a_programme_that_nobody_has_confirmed_stops_it(sound):
    """ADM-6: what was loaded at the installation, when there was nobody to ask, is seen by somebody first."""
    ProgrammeChange.objects.filter(slug=s.PROGRAMME).update(is_confirmed=None, decided_by=None, decided_at=None)
    with pytest.raises(SystemExit, match=r"Nobody has confirmed programme malmokraften-2\.0"):
        production.refuse_unless_sound()


def test_a_database_set_up_for_the_demo_stops_it(settings):
    """Its day could be set: an ended consent would come back."""
    settings.IS_PRODUCTION = True
    with pytest.raises(SystemExit, match="takes its day from the site"):
        production.refuse_unless_sound()


def test_the_demo_starts_without_them(settings):
    settings.PRODUCTION_GATES = dict.fromkeys(settings.PRODUCTION_GATES, "")
    production.refuse_unless_sound()


def test_a_page_says_what_is_missing_before_the_start_and_where_each_decision_stands(sound, client):
    """GDPR-04, GDPR-05: go or no go, in words, for those who decide."""
    sound.PRODUCTION_GATES = sound.PRODUCTION_GATES | {"RETENTION_DECISION_REF": ""}
    sound.IS_PRODUCTION, sound.ALLOWED_HOSTS = False, ["testserver"]  # the page is the demo's as well
    page = s.log_in(client, s.staff("af", Role.SYSTEM_MANAGER)).get("/infor-drift/").content.decode()
    assert "Inte klart" in page and "Dnr 2021/17" in page and "Arbetsförmedlingen har godkänt starten" in page
    assert page.count("Återstår") == sum(not demand.holds for demand in production.demands())


def test_without_a_safe_way_in_it_does_not_start(sound, tmp_path):
    """IAM-01, IAM-05: no provider and no passkeys; a provider without a level; an authority that isn't here."""
    sound.PASSKEYS = False
    with pytest.raises(SystemExit, match="There is no way in"):
        production.refuse_unless_sound()
    file = tmp_path / "login.toml"
    sound.LOGIN_FILE = str(file)
    file.write_text('[organisations]\n"2000000001" = "ingen"\n')
    with pytest.raises(SystemExit, match="authorities that aren't here: ingen"):
        production.refuse_unless_sound()
    other = tmp_path / "other.toml"
    other.write_text('[[provider]]\nkey = "x"\n')
    sound.LOGIN_FILE = str(other)
    with pytest.raises(SystemExit, match="SAMKRAFT_LOGIN_FILE: provider 'x'"):
        production.refuse_unless_sound()


def test_a_start_in_production_stands_in_the_log(sound, monkeypatch):
    """SYS-1: when, and with which tables."""
    told = []
    monkeypatch.setattr(production, "log_system", lambda event, reason: told.append((event, reason)))
    production.keep_the_start()
    assert [(event, reason.split()[:3]) for event, reason in told] == [("SYS-1", ["tables", "as", "of"])]


def test_a_restored_backup_stops_it_until_what_was_destroyed_is_destroyed_again(sound):
    """Table D, "backups": a certificate outside that the database lacks."""
    statement = json.dumps({"branch": "af", "kind": "files", "number": 1, "items": []})
    Path(sound.CERTIFICATES_FILE).write_text(json.dumps({"statement": statement, "hash": "0" * 64}) + "\n")
    with pytest.raises(SystemExit, match="1 destructions are undone by a restored backup: run repurge"):
        production.refuse_unless_sound()
    Path(sound.CERTIFICATES_FILE).write_text("no certificate\n")
    with pytest.raises(SystemExit, match="SAMKRAFT_CERTIFICATES"):
        production.refuse_unless_sound()
