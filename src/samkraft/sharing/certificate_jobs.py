"""Certificates of destruction kept outside the database, and what they are for: after a restored backup, what had been
destroyed is destroyed again (table D, "backups").

One line of JSON each, ``statement`` and ``hash``, in the order of each branch's chain. The file tells case numbers and
days and nothing of anybody; it lies where the database's backups don't.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samkraft.access.commands import as_system, branches
from samkraft.sharing import door
from samkraft.sharing.choices import DestructionKind
from samkraft.sharing.models import DestructionCertificate

# What a certificate can be carried out again from; the read log's months go by their own rule, when next proposed.
AGAIN = {DestructionKind.FILES, DestructionKind.RECORDS, DestructionKind.LEAVE}


@dataclass(frozen=True)
class Outside:
    """One certificate as it stands in the file."""

    statement: str
    hash: str

    @property
    def told(self) -> dict:
        return json.loads(self.statement)


def kept_outside(path: Path) -> list[Outside]:
    """What the file holds; nothing where there is none yet."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Outside(**json.loads(line)) for line in lines if line.strip()]


def keep_outside(path: Path) -> int:
    """Add to the file every certificate that it lacks. Returns how many."""
    known = {one.hash for one in kept_outside(path)}
    new = [one for one in _here() if one.hash not in known]
    if new:
        with open(path, "a", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps({'statement': one.statement, 'hash': one.hash})}\n" for one in new)
    return len(new)


def undone(path: Path) -> list[Outside]:
    """Certificates of the file that the database lacks: a backup from before them has been restored."""
    known = {one.hash: one for one in kept_outside(path)}
    unknown = [known[row[0]] for row in door.rows("unknown_certificates", list(known))]
    return [one for one in unknown if one.told["kind"] in AGAIN]


def repurge(path: Path) -> list[Outside]:
    """Destroy again what the file says was destroyed. For ``samkraft_owner`` alone; raises DoorRefused."""
    done = []
    for one in undone(path):
        (branch,) = branches(one.told["branch"])
        with as_system(branch):
            if door.call("repurge", one.statement, one.hash):
                done.append(one)
    return done


def _here() -> Iterator[Outside]:
    for branch in branches():
        with as_system(branch):
            rows = DestructionCertificate.objects.filter(owner_branch=branch).order_by("number")
            yield from [Outside(*row) for row in rows.values_list("statement", "hash")]
