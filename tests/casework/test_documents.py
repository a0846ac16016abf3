"""Documents of a case: taken in sealed, shared as a copy of one's own, handed out to those who may (FILE-1 to 4)."""

import os
import shutil
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from samkraft.access import file_store
from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.access.vault import SealedForAnother
from samkraft.people.models import Document
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ReceivedCopy
from samkraft.site.rotating import Rotation
from tests import situations as s
from tests.core import files

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_FOLDER = str(tmp_path / "files")
    return Path(settings.FILES_FOLDER)


@pytest.fixture
def karin():
    return s.staff("af", in_team=s.team())


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


def send(client, case, name="intyg.pdf", content=None, **more):
    given = {"title": "Intyg från kursen", "category": "minutes"} | more
    given["file"] = SimpleUploadedFile(name, files.pdf() if content is None else content)
    return client.post(reverse("casework:document_add", args=[case.pk]), given)


def logged(*events):
    return list(ReadLog.objects.filter(event__in=events).order_by("pk").values_list("event", "items"))


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_file_1_a_file_is_taken_in_sealed_under_a_name_by_chance(client, karin, case, folder):
    s.log_in(client, karin)
    answer = send(client, case)
    with s.as_(karin):
        document = Document.objects.get()
        (_event, items), *_rest = logged(Event.FILE_ADDED)
        assert items == [f"document:{document.item}", f"sha256:{document.content_hash}"]
    assert answer.status_code == 302 and answer.url == reverse("casework:document", args=[case.pk, document.item])
    (path,) = on_disk(folder)
    assert path.parent.parent.name == "af" and path.name == document.stored and len(path.name) == 32
    assert b"%PDF" not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    with pytest.raises(SealedForAnother):
        file_store.keep(s.branch("soc"), b"")
        other = folder / "soc" / path.name[:2] / path.name
        other.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, other)
        file_store.read(s.branch("soc"), path.name)

    page = client.get(answer.url).content.decode()
    assert "Intyg från kursen" in page and "Inte kontrollerad mot virus" in page
    fetched = client.get(reverse("casework:document_download", args=[case.pk, document.item]))
    assert fetched.content.startswith(b"%PDF-") and b"alert" not in fetched.content
    assert fetched["Content-Disposition"] == "attachment; filename*=utf-8''Intyg%20fr%C3%A5n%20kursen.pdf"
    assert (
        fetched["Content-Security-Policy"] == "sandbox; default-src 'none'"
        and fetched["Content-Type"] == "application/pdf"
    )
    with s.as_(karin):
        assert logged(Event.FILE_HANDED_OUT) == [("FILE-3", [f"document:{document.item}"])]


def test_file_4_a_refused_file_leaves_a_sentence_a_line_in_the_log_and_nothing_else(client, karin, case, folder):
    s.log_in(client, karin)
    answer = send(client, case, "intyg.docx", files.docx(parts={"word/vbaProject.bin": b"x"}), title="Mitt intyg")
    page = answer.content.decode()
    assert answer.status_code == 422 and "makron" in page and "Mitt intyg" in page and "checked" in page
    with s.as_(karin):
        assert not Document.objects.exists()
        ((_event, items),) = logged(Event.FILE_BLOCKED)
        assert items[0].startswith("sha256:") and items[1] == "refused:active"
    assert on_disk(folder) == []
    assert "för stor" in send(client, case, content=b"%PDF-" + b"x" * 11_000_000).content.decode()
    assert "en fil" in client.post(reverse("casework:document_add", args=[case.pk]), {}).content.decode().lower()


def test_a_file_s_name_is_no_path_no_header_and_no_page(client, karin, case, folder):
    """V5: the name that was sent only helps with the title, and a title sets no header."""
    s.log_in(client, karin)
    send(client, case, "..\\..\\etc/passwd.pdf", title=" ")
    with s.as_(karin):
        document = Document.objects.get()
        assert document.title == "passwd"
        Document.objects.update(title='a"\r\nSet-Cookie: x=1;/../<i>')
    fetched = client.get(reverse("casework:document_download", args=[case.pk, document.item]))
    assert "Set-Cookie" not in fetched and "\n" not in fetched["Content-Disposition"]
    assert "/" not in fetched["Content-Disposition"].split("''")[-1]
    page = client.get(reverse("casework:documents", args=[case.pk])).content.decode()
    assert "<i>" not in page and "&lt;i&gt;" in page


@pytest.fixture
def shared(client, karin, case):
    """Shared with a branch that the consent covers; gives her who works there, and the copy."""
    sara = s.staff("soc", in_team=s.team())
    s.joined_branch(karin, case, "soc", sara)
    s.consent(karin, case, "soc", "minutes")
    s.log_in(client, karin)
    send(client, case)
    with s.as_(karin):
        document = Document.objects.get()
    client.post(reverse("casework:document", args=[case.pk, document.item]), {"receiver": "soc"})
    return sara, document


def copies(person):
    with s.as_(person, "soc"):
        return list(ReceivedCopy.objects.filter(item_kind="document"))


def test_sek_07_what_is_shared_is_a_copy_of_the_receiver_s_own_and_ends_with_the_consent(
    client, karin, case, shared, folder
):
    sara, document = shared
    (copy,) = copies(sara)
    assert copy.title == "Dokument" and copy.content["title"] == "Intyg från kursen"
    assert copy.content["stored"] != document.stored
    assert file_store.read(s.branch("soc"), copy.content["stored"]).startswith(b"%PDF-")
    s.log_in(client, sara, "soc")
    url = reverse("casework:document_received", args=[case.pk, copy.release])
    assert url in client.get(reverse("sharing:copy", args=[copy.release])).content.decode()
    assert "Intyg från kursen" in client.get(reverse("casework:documents", args=[case.pk])).content.decode()
    assert client.get(url).content.startswith(b"%PDF-")
    # Nor is the sender's own row hers, whatever she knows of its key.
    assert client.get(reverse("casework:document_download", args=[case.pk, document.item])).status_code == 404
    with s.as_(karin):
        for line in ConsentLine.objects.filter(case_id=case.pk, category="minutes"):
            door.call("withdraw_consent", line.line)
    assert client.get(url).status_code == 404
    stranger = s.log_in(client, s.staff("soc", in_team=s.team()), "soc")
    assert stranger.get(url).status_code == 404


def test_ark_05_a_rotation_renews_the_file_s_key_and_a_sweep_takes_what_nothing_refers_to(
    client, karin, case, own_secrets, shared, folder
):
    sara, document = shared
    af = s.branch("af")
    before = (folder / "af" / document.stored[:2] / document.stored).read_bytes()
    rotation = Rotation(["branch:af"], print, wait=0)
    rotation.prepare(), rotation.use_newest()
    assert file_store.renew(af) == 1
    after = (folder / "af" / document.stored[:2] / document.stored).read_bytes()
    assert file_store.read(af, document.stored).startswith(b"%PDF-") and after[66:] == before[66:]

    left = file_store.keep(af, b"nobody's")
    old = time.time() - 5 * 24 * 3600
    for path in on_disk(folder):
        os.utime(path, (old, old))
    young = file_store.keep(af, b"on its way")
    call_command("sweep_files")
    names = {path.name for path in on_disk(folder)}
    assert left not in names and {young, document.stored, copies(sara)[0].content["stored"]} <= names


def test_a_file_sent_from_another_site_is_refused(karin, case, folder):
    """CSRF: the token stands before the file, and is checked before anything is taken."""
    client = s.log_in(Client(enforce_csrf_checks=True), karin)
    assert send(client, case).status_code == 403 and on_disk(folder) == []
