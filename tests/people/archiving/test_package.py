"""A closed case as an archive package: by the published rules, whole, and of one owner alone (ALL-04, OUT-3)."""

import gc
import hashlib
import importlib.util
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from samkraft.access import file_store
from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import Minutes
from samkraft.people.archiving import actions
from samkraft.people.archiving.contents import Contents
from samkraft.people.models import ArchivePackage, CaseFile, Document
from samkraft.people.problems import NotPossible
from samkraft.people.rights.collecting import archive_open
from samkraft.sharing import door
from tests import situations as s
from tests.casework.scene import Scene
from tests.core import files

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
# With a sign that XML has no room for, and some that it must write in another way.
NOTE = "Ringde i morse.\x0b Praktiken går bra & <snart> är den slut."
THEIRS = "Bara socialtjänsten vet"
METS, PREMIS, ERMS = "{http://www.loc.gov/METS/}", "{http://www.loc.gov/premis/v3}", "{https://DILCIS.eu/XML/ERMS}"
HREF = "{http://www.w3.org/1999/xlink}href"
# Rules of the validator that no package can keep: one is never true, the other contradicts CSIP16.
IMPOSSIBLE = {"CSIP63", "SIP14"}


@pytest.fixture
def scene(settings, tmp_path):
    """A case closed for af, with a note given to soc, a section received from there, and a document."""
    settings.FILES_FOLDER = str(tmp_path / "files")
    scene = Scene(last_name="Sökande", number="19850312T918")
    s.consent(scene.jonas, scene.case, "af", "minutes", branch_code="soc")
    note = s.item(scene.karin, scene.case, "minutes")
    with scene.as_karin():
        Minutes.objects.filter(item=note).update(title="Telefonsamtal", text=NOTE)
        _release(scene, "soc", note, NOTE)
        file = scene.opened().file
        Document.objects.create(
            owner_branch=file.owner_branch, case=scene.case, file=file, title="Intyg", category="minutes", kind="pdf",
            size=9, content_hash="0" * 64, stored=file_store.keep(file.owner_branch, files.pdf()),
            added_by=scene.karin, added_on=s.DAY,
        )  # fmt: skip
    shared = s.item(scene.jonas, scene.case, "minutes", "soc")
    with scene.as_jonas():
        Minutes.objects.filter(item=shared).update(text=THEIRS)
        _release(scene, "af", shared, "Delad text")
    with scene.as_karin():
        door.call("close_case", scene.case.pk, s.DAY)
    return scene


def _release(scene, to, item, text):
    content = {"title": "Telefonsamtal", "text": text}
    to = s.branch(to).pk
    door.call("release", scene.case.pk, to, "minutes", "minutes", item, 1, "Titel", content, "consent", None)


def _made(scene, branch="af"):
    with s.as_(s.staff(branch, Role.REGISTRAR), branch) as acting:
        return actions.make_package(acting, scene.case.pk)


def _unpacked(made, folder):
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return root


def _xml(path):
    return ElementTree.parse(path).getroot()


def _text(path):
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def test_all_04_every_row_is_in_the_package_and_every_file_is_listed_with_its_checksum(scene, tmp_path):
    made = _made(scene)
    root = _unpacked(made, tmp_path / "out")
    listed = _xml(root / "METS.xml")
    sums = {one.get(HREF): holder.get("CHECKSUM") for holder in listed.iter() for one in [holder, *holder]
            if holder.get("CHECKSUM") and one.get(HREF)}  # fmt: skip
    there = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert there == set(sums) | {"METS.xml"} and root.name == listed.get("OBJID") == f"samkraft-{made.row.public_id}"
    for place, digest in sums.items():
        assert hashlib.sha256((root / place).read_bytes()).hexdigest() == digest
    kept = {one.findtext(f".//{PREMIS}originalName"): one.findtext(f".//{PREMIS}messageDigest")
            for one in _xml(root / "metadata/preservation/premis.xml").iter(f"{PREMIS}object")}  # fmt: skip
    assert kept == {place: digest for place, digest in sums.items() if place.startswith("representations/")}
    case = _xml(root / "metadata/descriptive/erms.xml").find(f".//{ERMS}aggregation")
    assert {one.get("path") for one in case.iter(f"{ERMS}appendix")} == {f"file:{place}" for place in kept}
    ways = [getattr(one.find(f"{ERMS}direction"), "attrib", {}) for one in case.iter(f"{ERMS}record")]
    assert sorted(way.get("directionDefinition", "own") for way in ways) == ["incoming", "outgoing", "own", "own"]
    assert case.findtext(f".//{ERMS}idNumber") == "19850312T918" and "28 kap" in case.findtext(f".//{ERMS}regulation")
    data = root / "representations/rep1/data"
    said = json.loads((data / "arende.json").read_text())
    with s.as_(scene.karin) as acting, archive_open():
        file = CaseFile.objects.of(acting.branch).get(case=scene.case)
        contents = Contents(scene.case, file, acting, made.row.made_at)
        assert len(said["rows"]) == len(contents.rows) - 1 > 10  # since then, that the package was made
    pages = {path.stem: _text(path) for path in data.glob("*.pdf")}
    assert sum("Praktiken går bra & <snart>" in text for text in pages.values()) == 1
    assert any("Delad text" in text for text in pages.values()) and "Sökande" in pages["arende"]
    assert not any(THEIRS in text for text in pages.values()) and THEIRS not in json.dumps(said, ensure_ascii=False)
    assert b"pdfaid:part>2" in (data / "arende.pdf").read_bytes()
    (document,) = data.glob("*-dokument.pdf")
    assert document.read_bytes() == files.pdf()


# The validator leaves files for the collector to close.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_all_04_the_published_rules_find_nothing_wrong(scene, tmp_path, monkeypatch):
    """By the validator and the schemas of those who publish the specification; a package with a fault is found."""
    validator = pytest.importorskip("eark_validator", reason="!! the archive package isn't held to the published rules")
    lists = Path(validator.__file__).parent / "ipxml" / "resources" / "vocabs"
    # It asks the publisher for its lists of words when it is loaded; they lie beside it as well.
    monkeypatch.setattr("urllib.request.urlopen", lambda place: io.BytesIO((lists / Path(place).name).read_bytes()))
    packages = importlib.import_module("eark_validator.packages")
    etree = importlib.import_module("lxml.etree")
    root = _unpacked(_made(scene), tmp_path / "out")
    assert _faults(packages, root) == set()
    for place, name in (("descriptive/erms", "samkraft-erms"), ("preservation/premis", "premis")):
        schema = etree.XMLSchema(etree.parse(str(root / "schemas" / f"{name}.xsd")))
        schema.assertValid(etree.parse(str(root / "metadata" / f"{place}.xml")))
    listed = (root / "METS.xml").read_text()
    (root / "METS.xml").write_text(listed.replace('csip:OAISPACKAGETYPE="SIP"', "").replace("MIMETYPE", "OWNERID"))
    assert {"CSIP9", "CSIP68"} <= _faults(packages, root)
    gc.collect()


def _faults(packages, root):
    report = packages.PackageValidator(root).validation_report
    said = [*report.structure.messages, *report.metadata.schema_results.messages]
    said += report.metadata.schematron_results.messages
    return {one.rule_id for one in said if one.severity.name == "ERROR"} - IMPOSSIBLE


def test_out_3_only_a_closed_case_of_the_branch_goes_and_what_went_is_kept_with_its_hash(scene):
    """The other branch's file is open still; a third has none; each package is logged."""
    with pytest.raises(NotPossible):
        _made(scene, "fk")
    made = _made(scene)
    with s.as_(scene.karin) as acting:
        row = ArchivePackage.objects.get()
        assert row.package_hash == hashlib.sha256(made.content).hexdigest() and row.size == len(made.content)
        items = ReadLog.objects.get(event=Event.ARCHIVED).items
        assert items == [f"package:{row.public_id}", f"sha256:{row.package_hash}"]
        actions.note_receipt(acting, row, "Stadsarkivet 2026:81")
        with pytest.raises(NotPossible, match="redan"):
            actions.note_receipt(acting, row, "En annan")
        document = Document.objects.get()
        file_store.remove(document.owner_branch, document.stored)
    with pytest.raises(NotPossible, match="saknas"):
        _made(scene)
    with s.as_(scene.jonas, "soc"):
        assert not ArchivePackage.objects.exists()


def test_all_04_the_command_writes_each_closed_case_once_and_no_protected_one_unless_told(scene, tmp_path):
    """SKY-02: a file of a protected case is a choice that somebody makes, and the log tells."""
    hidden = s.enrolled_case(scene.karin)
    with scene.as_karin():
        door.call("protect", hidden.pk, "mark")
        door.call("close_case", hidden.pk, s.DAY)
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    assert "1 packages" in _exported(first) and "1 protected cases left out" in _exported(second)
    (package,) = first.glob("*.zip")
    assert (first / "SHA256SUMS").read_text() == f"{hashlib.sha256(package.read_bytes()).hexdigest()}  {package.name}\n"
    assert not list(second.glob("*.zip"))
    _exported(third, "--with-protected")
    (package,) = third.glob("*.zip")
    with zipfile.ZipFile(package) as archive:
        case = archive.read(f"{package.stem}/metadata/descriptive/erms.xml").decode()
    assert "<protectedIdentity>true" in case and hidden.number in case


def _exported(folder, *more):
    said = io.StringIO()
    call_command("export_archive", "af", *more, to=str(folder), stdout=said)
    return said.getvalue()
