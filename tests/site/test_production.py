"""Production refuses to start until settings are sound and the decisions are on record (GDPR-04)."""

import pytest

from samkraft.site import production

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(settings, monkeypatch):
    monkeypatch.setattr(production, "keeps_the_day", lambda: True)  # the tests' own database may not be production's
    settings.IS_PRODUCTION = True
    settings.ALLOWED_HOSTS = ["samkraft.example.org"]
    settings.PRODUCTION_GATES = dict.fromkeys(settings.PRODUCTION_GATES, "Dnr 2021/17")
    return settings


def test_a_sound_installation_starts(sound):
    production.refuse_unless_sound()


@pytest.mark.parametrize("gate", sorted(production._GATE_WORDS))
def test_each_missing_decision_stops_it(sound, gate):
    sound.PRODUCTION_GATES = sound.PRODUCTION_GATES | {gate: " "}
    with pytest.raises(SystemExit, match=f"SAMKRAFT_{gate} is empty"):
        production.refuse_unless_sound()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("ALLOWED_HOSTS", ["*"], "SAMKRAFT_HOSTS"), ("ALLOWED_HOSTS", [""], "SAMKRAFT_HOSTS"),
     ("SECRET_KEY", "short", "secret key"), ("DEBUG", True, "DEBUG")],
)  # fmt: skip
def test_each_unsound_setting_stops_it(sound, name, value, words):
    setattr(sound, name, value)
    with pytest.raises(SystemExit, match=words):
        production.refuse_unless_sound()


def test_a_database_set_up_for_the_demo_stops_it(settings):
    """Its day could be set: an ended consent would come back."""
    settings.IS_PRODUCTION = True
    with pytest.raises(SystemExit, match="takes its day from the site"):
        production.refuse_unless_sound()


def test_the_demo_starts_without_them(settings):
    settings.PRODUCTION_GATES = dict.fromkeys(settings.PRODUCTION_GATES, "")
    production.refuse_unless_sound()
