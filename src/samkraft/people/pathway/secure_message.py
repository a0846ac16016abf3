"""A handover as files to send by the authority's own service for secure messages (SAK-07); Samkraft sends nothing.

The package holds the handover as a PDF with the marking first, the marking as a file for machines, and how to send it.
It is made of what was registered as released, and only while the ground of that still holds.
"""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

from samkraft.access.choices import Event, SecrecyClass
from samkraft.access.readlog import log_event
from samkraft.core.pdf import typeset
from samkraft.core.words import swedish_date
from samkraft.people.models import Handover, ProcessingRestriction
from samkraft.people.problems import NotPossible
from samkraft.sharing.choices import Ground
from samkraft.sharing.models import ConsentLine, Release

FORMAT = "samkraft-sdk/1"
TEMPLATE = Path(__file__).parent / "secure_message.typ"
_DAY = (2021, 1, 1, 0, 0, 0)  # the same package has the same bytes


def package(opened, row: Handover, branch) -> bytes:
    """The files of one handover that was sent outside, as a zip. Raises :class:`NotPossible` in words."""
    release = Release.objects.filter(item_id=row.pk, case_id=opened.case.pk).order_by("-pk").first()
    _must_hold(opened, release)
    title = _("Överlämning %(case)s") % {"case": opened.case.number}
    facts = _facts(row, release, branch)
    paper = {
        "title": title,
        "mark": _("Innehållet är bedömt som sekretessbelagt hos avsändaren."),
        "facts": facts,
        "parts": row.content.get("parts", []),
    }
    pdf = typeset(TEMPLATE, paper, release.decided_at.replace(microsecond=0))
    files = {
        "overlamning.pdf": pdf,
        "markning.json": _marking(release, facts, pdf),
        "las-forst.txt": _how_to(title).encode(),
    }
    log_event(Event.EXPORTED, [opened.case.pk], "handover", [f"handover:{row.pk}", f"release:{release.release}"])
    return _zipped(files)


def _must_hold(opened, release):
    """What was decided is judged again: a file leaves here now."""
    if release is None:
        raise NotPossible(_("Överlämningen är inte antecknad som en delning, så inga filer kan göras."))
    if release.wrong_at or release.stopped_at:
        raise NotPossible(_("Överlämningen är stoppad eller märkt som fel."))
    if opened.file.is_pseudonymous:
        raise NotPossible(_("Personen har skyddade uppgifter. Lämna över på det sätt som ni har kommit överens om."))
    if ProcessingRestriction.objects.in_force().filter(file=opened.file).exists():
        raise NotPossible(_("Behandlingen är begränsad. Inget lämnar akten."))
    if release.ground == Ground.CONSENT and not _line_holds(release):
        raise NotPossible(_("Samtycket gäller inte längre. Inget lämnas med stöd av det."))


def _line_holds(release):
    return ConsentLine.objects.in_force().filter(line=release.line).exists()


def _facts(row, release, branch):
    """The marking in words: from whom, to whom, on which ground, with which reservation (SEK-13)."""
    to = ", ".join(part for part in (row.receiver_name, row.receiver_unit) if part)
    facts = [
        (_("Från"), f"{branch.authority.name}, {branch.name}" if branch.authority.name != branch.name else branch.name),
        (_("Till"), to),
        (_("Sekretess hos avsändaren"), SecrecyClass(branch.secrecy_class).label),
        (_("Lämnas med stöd av"), release.get_ground_display()),
        (_("Personens förbehåll"), release.reservation),
        (_("Beslutad"), f"{swedish_date(release.decided_at)}, {release.decided_by.name}"),
        (_("Beteckning"), str(release.release)),
    ]
    return [[str(label), str(value)] for label, value in facts if value]


def _marking(release, facts, pdf):
    content = {
        "format": FORMAT,
        "release": str(release.release),
        "version": release.version,
        "marking": dict(facts),
        "files": [{"name": "overlamning.pdf", "type": "application/pdf", "sha256": hashlib.sha256(pdf).hexdigest()}],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _how_to(title):
    return _(
        "%(title)s\n\n"
        "1. Öppna er myndighets tjänst för säkra meddelanden (SDK).\n"
        "2. Välj mottagaren i adressboken. Kontrollera organisation och funktion.\n"
        "3. Skriv bara beteckningen i ämnesraden, inget om personen.\n"
        "4. Bifoga overlamning.pdf och markning.json.\n"
        "5. Anteckna i Samkraft vem som bekräftade, och radera filerna från datorn.\n"
        "Skicka aldrig filerna med vanlig e-post.\n"
    ) % {"title": title}


def _zipped(files):
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()
