"""A changed programme file on a running site: proposed by one, confirmed by another, then in force (ADM-6, T15).

Everything that a programme decides goes this way: parties and their secrecy, deadlines, who may have which data, and
how long each authority keeps them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting
from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.access.sealed_log import log_ring_name
from samkraft.core import keyring
from samkraft.programmes.loading import put_in_force
from samkraft.programmes.models import ProgrammeChange, ProgrammeVersion
from samkraft.programmes.reading import (
    ProgrammeFileError,
    content_hash,
    from_json,
    programme_files,
    read_programme,
    to_json,
)

# Where a change is also a change of what the authorities have decided on retention.
_OF_RETENTION = ("retention", "data_categories")


class ChangeRefused(Exception):
    """Why it can't be done, in words; ``field`` is the form's."""

    def __init__(self, message, field=None):
        self.field = field
        super().__init__(str(message))


def files_changed(folder) -> list:
    """The files on the server that are neither in force nor proposed."""
    known = set(ProgrammeVersion.objects.values_list("content_hash", flat=True))
    known |= set(ProgrammeChange.objects.values_list("content_hash", flat=True))
    return [path for path in programme_files(folder) if content_hash(path) not in known]


@transaction.atomic
def propose(acting: Acting, path) -> ProgrammeChange:
    """Propose a file; raises ``ProgrammeFileError`` with all that is wrong in it."""
    definition, digest = read_programme(path), content_hash(path)
    if ProgrammeVersion.objects.filter(programme__slug=definition.slug, content_hash=digest).exists():
        raise ChangeRefused(_("Filen gäller redan, eller har gällt."))
    if ProgrammeChange.objects.filter(slug=definition.slug, content_hash=digest).exists():
        raise ChangeRefused(_("Filen är redan föreslagen. Är förslaget avslaget: ändra filen först."))
    return propose_content(acting, definition.slug, path.name, digest, to_json(definition))


def propose_content(acting: Acting, slug, file_name, digest, content) -> ProgrammeChange:
    """The same, of what was read before."""
    made = ProgrammeChange.objects.create(
        slug=slug, file_name=file_name, content_hash=digest, content=content, proposed_by=acting.staff
    )
    _log(made, "proposed")
    return made


@transaction.atomic
def confirm(acting: Acting, pk: int, reference: str = "") -> ProgrammeChange:
    """A second person says yes: now it is a version, of the day that the file says.

    A change of retention names the authorities' decision.
    """
    change = _undecided(acting, pk)
    if touches_retention(differences(change)) and not reference.strip():
        raise ChangeRefused(_("Ändringen gäller hur länge uppgifter sparas. Skriv var beslutet finns."), "reference")
    if change.version is None:
        change.version = _in_force(change)
    return _decided(acting, change, is_confirmed=True, reference=reference.strip())


@transaction.atomic
def decline(acting: Acting, pk: int, reason: str) -> ProgrammeChange:
    """A second person says no, and why; nothing of it was ever in force."""
    change = _undecided(acting, pk)
    if change.version is not None:
        raise ChangeRefused(_("Den gäller redan. Föreslå en ändrad fil i stället."))
    if not reason.strip():
        raise ChangeRefused(_("Skriv varför."), "reason")
    return _decided(acting, change, is_confirmed=False, reason=reason.strip())


def _undecided(acting, pk):
    change = ProgrammeChange.objects.select_for_update(of=("self",)).select_related("version").get(pk=pk)
    if change.decided_at:
        raise ChangeRefused(_("%(name)s har redan svarat.") % {"name": change.decided_by.name})
    if change.proposed_by_id == acting.staff.pk:
        raise ChangeRefused(_("Någon annan än den som föreslog måste svara."))
    return change


def _in_force(change):
    later = ProgrammeChange.objects.filter(slug=change.slug, pk__gt=change.pk, is_confirmed=True)
    if later.exists():
        raise ChangeRefused(_("En senare ändring gäller redan. Avslå den här."))
    try:
        definition = from_json(change.content)
    except ProgrammeFileError:
        raise ChangeRefused(_("Samkraft läser inte längre filen så. Avslå, och föreslå den på nytt.")) from None
    _ensure_keys(definition)
    return put_in_force(definition, change.file_name, change.content_hash)[0]


def _ensure_keys(definition):
    """A branch that is new must have keys; where the site may not write its secrets, the operator makes them."""
    known = set(Branch.objects.values_list("code", flat=True))
    new = [branch.code for branch in definition.branches if branch.code not in known]
    try:
        if new:
            keyring.ensure(rings_of(new))
    except (OSError, keyring.KeyMissing):
        raise ChangeRefused(_("Nya verksamheter saknar nycklar. Be driften köra load_programmes först.")) from None


def rings_of(codes) -> list[str]:
    """The names of the keys that branches must have: for what they hold, and for their part of the log."""
    return [name for code in codes for name in (f"branch:{code}", log_ring_name(code))]


def _decided(acting, change, **how):
    for name, value in how.items():
        setattr(change, name, value)
    change.decided_by, change.decided_at = acting.staff, timezone.now()
    change.save(update_fields=["version", "decided_by", "decided_at", *how])
    _log(change, "confirmed" if change.is_confirmed else "declined")
    return change


def _log(change, word):
    log_event(Event.CONFIG_CHANGED, object_type="programme", items=[f"programme:{change.slug}:{change.pk}:{word}"])


@dataclass(frozen=True)
class Difference:
    """One place in the file: what stands there today, and what would."""

    key: str
    before: str
    after: str


def differences(change: ProgrammeChange) -> list[Difference]:
    """What the proposal changes, against what is in force; everything of it where the programme is new."""
    if not change.content:
        return []
    before, after = dict(_flat(_newest(change))), dict(_flat(change.content))
    keys = [*after, *(key for key in before if key not in after)]
    told = [Difference(key, before.get(key, ""), after.get(key, "")) for key in keys]
    return [each for each in told if each.before != each.after]


def touches_retention(told: list[Difference]) -> bool:
    """Whether it changes how long something is kept, for an authority that has decided on it."""
    return any(each.key.split(" › ")[0] in _OF_RETENTION for each in told)


def _newest(change):
    found = ProgrammeVersion.objects.filter(programme__slug=change.slug).exclude(pk=change.version_id)
    newest = found.order_by("number").last()
    return newest.content if newest else {}


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every single value by its place: rows by their code, as a person finds them in the file."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _flat(below, (*path, name))
    elif isinstance(value, list) and any(isinstance(row, dict) for row in value):
        for number, row in enumerate(value, 1):
            yield from _flat(row, (*path, _row_name(row, number)))
    else:
        text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        yield " › ".join(path), text


def _row_name(row, number):
    if not isinstance(row, dict):
        return str(number)
    name = next((str(row[key]) for key in ("code", "key", "number", "slug") if row.get(key)), str(number))
    return f"{name} ({', '.join(row['owners'])})" if row.get("owners") else name
