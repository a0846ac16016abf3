"""The access package as files: JSON for machines, a tagged PDF for people (GDPR-06)."""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

from samkraft.access import file_store
from samkraft.core.file_checking import KINDS
from samkraft.core.pdf import typeset
from samkraft.core.words import swedish_date
from samkraft.people.rights.package import APART, Package, Text, head_of
from samkraft.programmes.processing import support_of

FORMAT = "samkraft-registerutdrag/1"
TEMPLATE = Path(__file__).parent / "package.typ"
TYPES = {"pdf": "application/pdf", "json": "application/json", "zip": "application/zip"}


def made(package: Package, kind: str) -> bytes:
    """The package as a file of one kind: "pdf", "json", or "zip" with both and the stored documents."""
    if kind == "zip":
        return as_zip(package)
    return typeset(TEMPLATE, for_paper(package), package.made_at) if kind == "pdf" else as_json(package)


def as_zip(package: Package) -> bytes:
    """Both files, and every document that was neither struck nor sealed for another."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in ("pdf", "json"):
            archive.writestr(f"registerutdrag.{kind}", made(package, kind))
        for name, text in names_of_documents(package):
            archive.writestr(name, file_store.read(package.acting.branch, text.stored.name))
    return out.getvalue()


def names_of_documents(package: Package) -> list[tuple[str, Text]]:
    """The documents in order, each with its place in the ZIP."""
    numbered = enumerate(package.documents, start=1)
    return [(f"dokument/{number:03}.{KINDS[text.stored.kind].ending}", text) for number, text in numbered]


def digest(data: bytes) -> str:
    """By which a file can be known again, when nothing of it is kept."""
    return hashlib.sha256(data).hexdigest()


def as_json(package: Package) -> bytes:
    """Every row with its fields by name and in words; the form stands in docs/access-package.md."""
    content = {
        "format": FORMAT,
        "head": head_of(package) | {"made_at": package.made_at.isoformat()},
        "categories": package.categories,
        "receivers": package.receivers,
        "rows": [_row(package, row) for row in package.rows],
        "log": [
            {"day": one.day.isoformat(), "who": one.who, "what": one.what, "time": one.time, "times": one.times}
            for one in package.readings
        ],
        "documents": [
            {"file": name, "table": text.row.table, "row": text.row.key, "title": text.stored.title}
            for name, text in names_of_documents(package)
        ],
        "withheld": [
            {"table": text.row.table, "row": text.row.key, "field": text.told.name, "why": text.mark.why}
            for text in package.withheld
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _row(package, row):
    return {
        "table": row.table,
        "title": row.title,
        "key": row.key,
        "since": row.since.isoformat() if row.since else None,
        "fields": [
            {"name": told.name, "label": told.label, "category": told.category, "value": text}
            for told, text in package.fields_of(row)
        ],
    }


def for_paper(package: Package) -> dict:
    """What the template sets: headings, paragraphs and tables of plain text."""
    support = support_of(package.acting.branch.secrecy_class)
    return head_of(package) | {
        "title": _("Registerutdrag"),
        "language": "sv",
        "labels": _labels(),
        "intro": _intro(package),
        "grounds": [f"{support.ground}.", f"{_('Känsliga uppgifter')}: {support.sensitive}.", f"{support.secrecy}."],
        "categories": [[one["name"], one["purpose"], one["kept"]] for one in package.categories],
        "groups": [
            {"title": title, "rows": [_lines(package, row) for row in rows]} for title, rows in package.groups
        ],
        "received": [_lines(package, row) for row in package.of(APART[0])],
        "sent": _table(package, APART[1], SENT),
        "consents": _table(package, APART[2], CONSENTS),
        "log": [[swedish_date(one.day), one.who, one.what, one.time, str(one.times)] for one in package.readings],
        "withheld": _withheld(package),
        "rights": _rights(support),
    }  # fmt: skip


def _lines(package, row):
    return [[told.label, text] for told, text in package.fields_of(row)]


# What stands in each column: one field, the first of several that says something, or a span.
SENT = (("made_available_at", "decided_at"), ("to_branch", "to_outside"), ("title",), ("ground",), ("reservation",))
CONSENTS = (("from_branch",), ("to_branch",), ("category",), ("valid_from", "-", "valid_until"), ("withdrawn_at",))


def _table(package, table, columns):
    found = []
    for row in package.of(table):
        said = {told.name: text for told, text in package.fields_of(row)}
        found.append([_cell(said, names) for names in columns])
    return found


def _cell(said, names):
    if "-" in names:
        return " – ".join(said.get(name, "") for name in names if name != "-")
    return next((said[name] for name in names if name in said), "")


def _labels():
    return {
        "what": _("Vilka sorters uppgifter, och varför"),
        "columns": [_("Sorts uppgifter"), _("Varför"), _("Hur länge")],
        "own": _("Uppgifter som vi har"),
        "received": _("Uppgifter som vi har fått av andra"),
        "sent": _("Uppgifter som vi har lämnat till andra"),
        "consents": _("Dina samtycken, så långt de rör oss"),
        "sent_columns": [_("Dag"), _("Till"), _("Vad"), _("Grund"), _("Förbehåll")],
        "consent_columns": [_("Från"), _("Till"), _("Sorts uppgifter"), _("Gäller"), _("Tillbakataget")],
        "log": _("Vilka hos oss som har läst"),
        "log_columns": [_("Dag"), _("Roll"), _("Vad"), _("Tid"), _("Gånger")],
        "withheld": _("Det som är struket"),
        "rights": _("Dina rättigheter"),
        "none": _("Inget."),
        "page": _("Sida"),
        "of": _("av"),
    }


def _intro(package):
    words = {"name": package.acting.branch.name, "day": swedish_date(package.asked.received_on)}
    texts = [
        _("Du bad den %(day)s att få veta vilka uppgifter som %(name)s har om dig. Här är de.") % words,
        _("Andra myndigheter i samarbetet lämnar sina egna utdrag. Det här är bara %(name)ss.") % words,
        _("Ingen bedömning av dig görs av en dator. Uppgifterna förs inte till länder utanför EU."),
        _("Text som inte är färdigskriven ingår inte (dataskyddslagen 5 kap. 2 §)."),
    ]
    if not package.rows:
        texts = [texts[0].replace(_("Här är de."), _("Vi har inga uppgifter om dig.")), texts[1]]
    return texts


def _withheld(package):
    count = len(package.withheld)
    if not count:
        return [_("Inget är struket.")]
    reasons = sorted({str(text.mark.get_why_display()) for text in package.withheld})
    return [
        _("I %(n)s texter är något struket. Där står [struket].") % {"n": count},
        _("Skäl: %(reasons)s.") % {"reasons": "; ".join(reasons)},
        _("Vill du ha ett beslut om det strukna, som du kan överklaga, så be oss om det."),
    ]


def _rights(support):
    return [
        _("Är något fel? Be oss rätta det. Håller du inte med om en anteckning skriver vi det vid anteckningen."),
        _("Du kan be oss att pausa användningen medan vi kontrollerar en uppgift."),
        f"{support.objection}.",
        _("Du kan klaga hos Integritetsskyddsmyndigheten, imy.se."),
    ]
