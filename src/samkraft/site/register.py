"""The register of processing (GDPR art. 30), made from what the code and the programme files say (GDPR-01)."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samkraft.access.models import Branch
from samkraft.access.owned import AppendOnlyModel, DoorOnlyModel, OwnedModel, ShellModel, guarded_models
from samkraft.access.record_words import TECHNICAL, label_of, title_of
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme
from samkraft.programmes.processing import TAGS, Support, purpose_of, support_of
from samkraft.programmes.vocabulary import RELATIVE_OWNERS

KINDS = (OwnedModel, ShellModel, AppendOnlyModel, DoorOnlyModel)


@dataclass(frozen=True)
class Processing:
    """One kind of data at one branch: why, on what ground, from and to whom, for how long, and in which records."""

    code: str
    name: str
    purpose: str
    ground: str
    is_sensitive: bool
    is_own: bool
    given_to: tuple[str, ...]
    kept: str
    records: tuple[tuple[str, tuple[str, ...]], ...]
    tag: str = ""

    @property
    def condition(self) -> str:
        """On what condition the law lets it be kept, in words; '' where it says none (REG-09)."""
        return str(TAGS[self.tag]) if self.tag else ""


@dataclass(frozen=True)
class Register:
    """A controller's whole register, programme by programme folded into one."""

    branch: Branch
    support: Support
    programmes: tuple[str, ...]
    rows: tuple[Processing, ...]


def register_of(branch: Branch) -> Register:
    """The register of one branch, from every programme that it takes part in."""
    held = records_by_category()
    taking = [(one.name, one.version_on()) for one in Programme.objects.all()]
    taking = [(name, version.definition) for name, version in taking if version and _takes_part(version, branch)]
    rows: dict[str, Processing] = {}
    for _name, definition in taking:
        for category in definition.data_categories:
            if _is_processed(definition, category, branch.code):
                rows.setdefault(category.code, _row(definition, category, branch, held))
    return Register(branch, support_of(branch.secrecy_class), tuple(name for name, _d in taking), tuple(rows.values()))


def records_by_category() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Category → the kinds of record that hold it, and their fields in words."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for model in (model for kind in KINDS for model in guarded_models(kind)):
        for name, personal in model.personal_fields.items():
            if name not in TECHNICAL:
                found[personal.category][title_of(model)].append(label_of(name))
    return {
        code: tuple((title, tuple(dict.fromkeys(fields))) for title, fields in sorted(records.items()))
        for code, records in found.items()
    }


def _takes_part(version, branch):
    return branch.code in {party.branch for party in version.definition.parties}


def _is_processed(definition: ProgrammeDefinition, category, code: str) -> bool:
    """Its own, one that depends on the case, or one that it may be given by consent or by law."""
    given = {preset.category for preset in definition.consent.presets if code in _targets(preset)}
    own = category.owners and (code in category.owners or set(category.owners) & set(RELATIVE_OWNERS))
    return bool(own) or category.code in given or code in category.statutory_duty_to


def _targets(preset):
    return (*preset.to_branches, *preset.to_if_in_team)


def _row(definition, category, branch, held):
    support = support_of(branch.secrecy_class)
    names = {one.code: one.name for one in definition.branches}
    presets = [
        one for one in definition.consent.presets if (one.category, one.from_branch) == (category.code, branch.code)
    ]
    given = [names[code] for preset in presets for code in _targets(preset)]
    try:
        kept = definition.retention_rule(category.retention, branch.code).words
    except KeyError:
        kept = _("Enligt myndighetens beslut")
    is_own = branch.code in category.owners or bool(set(category.owners) & set(RELATIVE_OWNERS))
    return Processing(
        category.code, category.name, purpose_of(category.code),
        support.sensitive if category.sensitive else support.ground, category.sensitive,
        is_own, tuple(dict.fromkeys(given)), kept, held.get(category.code, ()),
        support.tag if is_own and category.sensitive else "",
    )  # fmt: skip


def as_json(register: Register) -> dict:
    """The register as a file."""
    return {
        "format": "samkraft-art30/1",
        "controller": register.branch.name,
        "authority": register.branch.authority.name,
        "programmes": list(register.programmes),
        "data_subjects": [_("Deltagare och anvisade personer"), _("Anställda som arbetar i Samkraft")],
        "third_countries": [],
        "security": security(),
        "processing": [
            {
                "category": row.code, "name": row.name, "purpose": row.purpose, "ground": row.ground,
                "sensitive": row.is_sensitive, "own": row.is_own, "given_to": list(row.given_to), "kept": row.kept,
                "tags": [row.tag] if row.tag else [],
                "records": [{"record": title, "fields": list(fields)} for title, fields in row.records],
            }
            for row in register.rows
        ],
    }  # fmt: skip


def security() -> list[str]:
    """What protects the data, in short (art. 30.1 g)."""
    return [
        _("Databasen skiljer verksamheterna åt: ingen läser en annans rader."),
        _("Uppgifter går bara mellan verksamheter som en kopia, på en grund som står i raden."),
        _("Bara den som är tilldelad ärendet läser det, och varje läsning skrivs upp och granskas."),
        _("Personnummer och känslig fritext är krypterade med verksamhetens egen nyckel."),
        _("Summor under fem visas inte."),
    ]
