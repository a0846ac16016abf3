"""Everything that one authority owns, as files it can take with it: each branch acts for itself (ARK-06).

Row-level security decides what comes along, so nothing of another branch can: the export asks for whole tables. What
is sealed is opened with the branch's own key, stored files as well. Cases under protection come along only when that is
asked for, and the manifest says which it was (SKY-02).
"""

import base64
import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from samkraft.access import file_store
from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.commands import as_system
from samkraft.access.models import Authority, Branch, ReadLog, RoleAssignment, RowHistory, Staff
from samkraft.access.owned import AppendOnlyModel, OwnedModel, ShellModel, guarded_models
from samkraft.access.readlog import log_event
from samkraft.access.vault import SEALED, SealedForAnother, open_text, ring_of, unseal
from samkraft.core.spreadsheets import harmless

AT_A_TIME = 2_000
SAYS = "Sealed texts, numbers and files are opened. "
LEFT_OUT = "Cases under protection are left out: only named persons read them."
ALL = "Cases under protection are in it: guard it as such."


def export_authority(authority: Authority, folder: Path, *, with_protected: bool = False) -> dict[str, int]:
    """Write everything of the authority's branches below *folder*, with a manifest; file → rows. Logged as OUT-2."""
    folder = Path(folder)
    folder.mkdir(parents=True, mode=0o700)
    written: dict[str, int] = {}
    for branch in authority.branches.all():
        stored: set[str] = set()
        with as_system(branch, sees_protected=with_protected), connection.cursor() as cursor:
            cursor.execute("select set_config('samkraft.archive', 'on', true)")  # closed files are the branch's too
            for model in _tables():
                written |= _write(model, folder, branch.code, stored)
            written |= _files(branch, folder, stored)
            cursor.execute("select set_config('samkraft.archive', '', true)")
    digest = _manifest(authority, folder, written, SAYS + (ALL if with_protected else LEFT_OUT))
    for branch in authority.branches.all():
        with as_system(branch):
            items = [f"branch:{branch.code}", f"sha256:{digest}", *(["protected"] if with_protected else [])]
            log_event(Event.EXPORTED, object_type="export_authority", items=items)
    return written


def _tables() -> Iterator[type[Model]]:
    """Whatever is guarded, what was read and what was changed; then the authority's own people."""
    for kind in (OwnedModel, AppendOnlyModel, ShellModel):
        yield from guarded_models(kind)
    yield from (RowHistory, ReadLog, RoleAssignment, Staff)


def _rows(model: type[Model]):
    branch = current_acting().branch
    if model is RoleAssignment:
        return model.objects.filter(branch=branch)
    if model is Staff:
        return model.objects.filter(authority=branch.authority)
    return model._base_manager.all()  # narrowed by the database


def _write(model: type[Model], folder: Path, branch: str, stored: set[str]) -> dict[str, int]:
    """One table as JSON lines and as CSV; nothing where the branch has no row. *stored* gets files that rows name."""
    rows = _rows(model).order_by("pk").iterator(AT_A_TIME)
    first = next(rows, None)
    if first is None:
        return {}
    place = folder / branch
    place.mkdir(exist_ok=True, mode=0o700)
    names = [field.attname for field in model._meta.concrete_fields]
    stem = place / model._meta.db_table
    with open(f"{stem}.jsonl", "x", encoding="utf-8") as lines, open(f"{stem}.csv", "x", encoding="utf-8") as table:
        sheet = csv.writer(table)
        sheet.writerow(names)
        count = 0
        for row in _from(first, rows):
            values = {name: _plain(name, getattr(row, name)) for name in names}
            lines.write(json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
            sheet.writerow([harmless(_cell(value)) for value in values.values()])
            stored.update(_names_in(values))
            count += 1
    return {f"{branch}/{stem.name}.{ending}": count for ending in ("jsonl", "csv")}


def _names_in(values: dict[str, Any]) -> Iterator[str]:
    """The stored files that a row tells of: its own, or that of a copy which it received."""
    for told in (values, values.get("content")):
        if isinstance(told, dict) and isinstance(told.get("stored"), str) and told["stored"]:
            yield told["stored"]


def _files(branch: Branch, folder: Path, stored: set[str]) -> dict[str, int]:
    """Each file opened, under the name that its row has it by. One that is missing is told of by its absence."""
    written = {}
    for name in sorted(stored & {name for name, _written in file_store.names(branch)}):
        place = folder / branch.code / "files"
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        (place / name).write_bytes(file_store.read(branch, name))
        written[f"{branch.code}/files/{name}"] = 1
    return written


def _from(first: Model, rest: Iterable[Model]) -> Iterator[Model]:
    yield first
    yield from rest


def _plain(name: str, value: Any) -> Any:
    """A value as it is to be read elsewhere, where our keys are not."""
    branch = current_acting().branch
    if name == "identity_sealed":
        sealed = bytes.fromhex(value[2:]) if isinstance(value, str) else bytes(value)  # the history keeps it as text
        return unseal(branch, sealed) if sealed else ""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, dict):
        return {key: _plain(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain("", each) for each in value]
    return _opened(branch, value) if isinstance(value, str) and value.startswith(SEALED) else value


def _opened(branch, text):
    """The history keeps sealed what was sealed. What waits in the outbox is its receiver's to open, not ours."""
    try:
        plain = open_text(ring_of(branch), text)
    except SealedForAnother:
        return text
    return json.loads(plain) if plain.startswith(("{", "[")) else plain


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _manifest(authority: Authority, folder: Path, written: dict[str, int], note: str) -> str:
    """What there is, with a checksum of each: the receiver sees that nothing is missing. Gives the manifest's own."""
    sums = {name: _checksum(folder / name) for name in sorted(written)}
    files = [{"file": name, "rows": written[name], "sha256": digest} for name, digest in sums.items()]
    told = {"authority": authority.code, "name": authority.name, "note": note, "files": files}
    (folder / "manifest.json").write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    lines = [f"{digest}  {name}\n" for name, digest in sums.items()]
    digest = _checksum(folder / "manifest.json")
    lines.append(f"{digest}  manifest.json\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return digest


def _checksum(path: Path) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
