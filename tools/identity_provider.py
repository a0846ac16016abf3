"""Gets the identity provider that login is tried against: npm's oidc-provider, in a folder of this checkout.

Pinned with every package it stands on by the hashes of ``tools/provider/package-lock.json``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tools import node
from tools.steps import LOCAL, ROOT, StepFailed, call, say

LIMIT_SECONDS = 60
FOLDER = LOCAL / "oidc-provider"
_LOCK = ROOT / "tools" / "provider"
_STAMP = "samkraft-stamp"


def find() -> bool:
    """Whether it is there, got if need be; False, with a loud line, when it can't be had."""
    try:
        return on_this_machine() or _get()
    except (StepFailed, OSError, subprocess.SubprocessError) as failed:
        _say_loudly(failed)
        return False


def on_this_machine() -> bool:
    """Whether it can be started as it lies here."""
    stamp = FOLDER / _STAMP
    return node.NODE.exists() and stamp.exists() and stamp.read_text() == _wanted()


def command(script: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """How a script that uses it is started, and with which environment."""
    return [str(node.NODE), str(script), *arguments], {"SAMKRAFT_OIDC_PROVIDER": str(FOLDER)}


def _get() -> bool:
    say("      getting an identity provider for the tests of login from npm")
    node.ensure(timeout=LIMIT_SECONDS)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_LOCK / name, FOLDER)
    # By their hashes, and without running anything that they bring.
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    call(
        [node.NODE, node.NPM, "ci", *quiet, "--prefix", FOLDER],
        failing="Getting oidc-provider by npm.",
        env=node.SYSTEM_CERTIFICATES | {"PATH": f"{node.NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        timeout=LIMIT_SECONDS,
    )
    (FOLDER / _STAMP).write_text(_wanted())
    return on_this_machine()


def _wanted() -> str:
    return hashlib.sha256((_LOCK / "package-lock.json").read_bytes()).hexdigest()


def _say_loudly(failed: Exception) -> None:
    lines = getattr(failed, "output", "").strip().splitlines()
    say("!" * 78)
    say("!! NO IDENTITY PROVIDER: the tests of login by npm's oidc-provider can't run.")
    say(f"!!   {getattr(failed, 'what', failed)} {lines[-1] if lines else ''}")
    say("!" * 78)
