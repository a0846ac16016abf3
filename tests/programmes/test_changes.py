"""A changed programme file on a running site: proposed by one, confirmed by another, then in force (ADM-6, T15)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import Branch, ReadLog
from samkraft.programmes import changes
from samkraft.programmes.models import ProgrammeChange
from samkraft.programmes.reading import programme_files
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def manager():
    return s.staff("af", Role.SYSTEM_MANAGER, first_name="Teodor")


@pytest.fixture
def officer():
    return s.staff("soc", Role.DATA_PROTECTION_OFFICER, first_name="Lisbet")


@pytest.fixture
def folder(tmp_path, settings):
    """The programme files on the server, to change one of them."""
    source = settings.PROGRAMME_FOLDER
    for path in [*source.rglob("*.toml"), *source.rglob("*.csv")]:
        copy = tmp_path / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    settings.PROGRAMME_FOLDER = tmp_path
    return tmp_path


def _changed(folder, file, before, after):
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return path


def _in_force():
    return s.programme().version_on(s.DAY)


def test_adm6_a_changed_file_is_in_force_when_a_second_person_has_confirmed_it(folder, manager, officer):
    before = _in_force()
    _changed(folder, "malmokraften-2.0.toml", 'name = "Malmökraften 2.0"', 'name = "Malmökraften 2.1"')
    client, second = logged_in(manager), logged_in(officer, "soc")
    assert "Ändrad fil, inte föreslagen än" in client.get("/").content.decode()
    page = reverse("programmes:propose_change")
    assert "malmokraften-2.0.toml" in client.get(reverse("programmes:changes")).content.decode()
    for file in ("../../etc/passwd", "malmokraften-2.0.toml", "malmokraften-2.0.toml"):
        assert client.post(page, {"file": file}).status_code == 302
    assert second.post(page, {"file": "malmokraften-2.0.toml"}).status_code == 404
    change = ProgrammeChange.objects.get(proposed_by=manager)
    shown = client.get(reverse("programmes:change", args=[change.pk])).content.decode()
    assert "Malmökraften 2.1" in shown and "Ditt svar" not in shown
    assert _in_force() == before and s.programme().name == "Malmökraften 2.0"
    answer = reverse("programmes:decide_change", args=[change.pk])
    assert client.post(answer, {"answer": "yes"}).status_code == 404, "her own"
    assert "Väntar på ditt svar" in second.get("/").content.decode()
    assert second.post(answer, {"answer": "yes"}).status_code == 302
    assert _in_force().number == before.number + 1 and s.programme().name == "Malmökraften 2.1"
    late = second.post(answer, {"answer": "no", "reason": "Ångrar mig"})
    assert (
        late.status_code == 422
        and "har redan svarat" in late.content.decode()
        and "Ångrar mig" in late.content.decode()
    )
    with s.as_(manager):
        told = ReadLog.objects.filter(event=Event.CONFIG_CHANGED).values_list("items", flat=True)
        assert [each[0].rsplit(":", 1)[1] for each in told] == ["proposed"]


def test_t15_nobody_confirms_her_own_proposal_whatever_roles_she_has(folder, officer):
    both = s.staff("af", Role.SYSTEM_MANAGER, Role.REGISTRAR)
    path = _changed(folder, "malmokraften-2.0.toml", 'name = "Malmökraften 2.0"', 'name = "Malmökraften 2.1"')
    with s.as_(both, "af") as who:
        change = changes.propose(who, path)
        with pytest.raises(changes.ChangeRefused, match="Någon annan"):
            changes.confirm(who, change.pk)
        with pytest.raises(changes.ChangeRefused, match="redan föreslagen"):
            changes.propose(who, path)
    assert (
        logged_in(both).post(reverse("programmes:decide_change", args=[change.pk]), {"answer": "yes"}).status_code
        == 422
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeChange.objects.filter(pk=change.pk).update(decided_by=both)
    with s.as_(officer, "soc") as who:
        with pytest.raises(changes.ChangeRefused, match="Skriv varför"):
            changes.decline(who, change.pk, " ")
        changes.decline(who, change.pk, "Namnet är beslutat")
    assert _in_force().definition.name == "Malmökraften 2.0"


def test_all_05_how_long_data_are_kept_is_not_changed_without_a_decision(folder, manager, officer):
    """ADM-6: retention times are configuration too, and each authority's own decision."""
    _changed(folder, "common/malmo.toml", "from_year_end = true", "from_year_end = false")
    with s.as_(manager) as who:
        change = changes.propose(who, folder / "malmokraften-2.0.toml")
    client, answer = logged_in(officer, "soc"), reverse("programmes:decide_change", args=[change.pk])
    shown = client.get(reverse("programmes:change", args=[change.pk])).content.decode()
    assert "hur länge uppgifter sparas" in shown and "retention › case_soc (soc, ama) › from_year_end" in shown
    refused = client.post(answer, {"answer": "yes"})
    assert refused.status_code == 422 and "Skriv var beslutet finns" in refused.content.decode()
    assert client.post(answer, {"answer": "yes", "reference": "Dnr 2021/88"}).status_code == 302
    rule = _in_force().definition.retention_rule("case", "soc")
    assert not rule.from_year_end and ProgrammeChange.objects.get(pk=change.pk).reference == "Dnr 2021/88"


def test_an_older_proposal_never_takes_back_a_newer_one(folder, manager, officer):
    made = []
    for name in ("Malmökraften 2.1", "Malmökraften 2.2"):
        path = _changed(folder, "malmokraften-2.0.toml", 'name = "Malmökraften 2.', f'name = "{name}" # "')
        with s.as_(manager) as who:
            made.append(changes.propose(who, path))
    with s.as_(officer, "soc") as who:
        changes.confirm(who, made[1].pk)
        with pytest.raises(changes.ChangeRefused, match="En senare ändring"):
            changes.confirm(who, made[0].pk)
    assert s.programme().name == "Malmökraften 2.2"


def test_in_production_the_command_proposes_and_never_loads(folder, manager, officer, settings, monkeypatch):
    """A new branch, or another class of secrecy, would come in by one hand."""
    settings.IS_PRODUCTION = True
    monkeypatch.setattr("samkraft.core.keyring.ensure", lambda names: [])
    out = StringIO()
    call_command("load_programmes", stdout=out)
    assert "unchanged, version 1" in out.getvalue()
    _changed(folder, "malmokraften-2.0.toml", 'name = "Malmökraften 2.0"', 'name = "Malmökraften 2.1"')
    with pytest.raises(CommandError):
        call_command("load_programmes", stdout=out, stderr=(said := StringIO()))
    assert "by --by; another confirms it" in said.getvalue()
    call_command("load_programmes", by=manager.username, stdout=out)
    change = ProgrammeChange.objects.get(proposed_by=manager)
    assert f"(change {change.pk})" in out.getvalue() and _in_force().number == 1
    with pytest.raises(CommandError, match="Någon annan"):
        call_command("load_programmes", by=manager.username, confirm=change.pk)
    call_command("load_programmes", by=officer.username, confirm=change.pk, stdout=out)
    assert _in_force().number == 2
    assert [path.name for path in programme_files(folder)] and Branch.objects.get(code="af").secrecy_class == "AF"
