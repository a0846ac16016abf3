"""The secrets of one installation: a JSON file that set-up makes once and only its owner reads.

It holds Django's key, the passwords of the five database roles and the rings of keys (``core.keyring``): one for each
branch and one for the site. Production may point SAMKRAFT_SECRETS_FILE at a file of its secret store.

What serves needs less than what sets up: in production set-up also writes ``serving.json``, without the passwords of
the owner, the door and the sealer, and web and worker refuse to start with more. The job that seals the log needs
less still: ``sealing.json`` holds its password, and no key that opens anything.
"""

import json
import os
import secrets
from pathlib import Path

from samkraft.core.keyring import SITE, new_ring, write_whole

ROLES = ("samkraft_owner", "samkraft_app", "samkraft_door", "samkraft_figures", "samkraft_sealer")
SERVING_ROLES = ("samkraft_app", "samkraft_figures")
SEALING_ROLES = ("samkraft_sealer",)
PROJECT = Path(__file__).resolve().parents[3]


def local_folder():
    """The folder of this installation's own files (``SAMKRAFT_LOCAL``, else ``.local`` in the project)."""
    return Path(os.environ.get("SAMKRAFT_LOCAL") or PROJECT / ".local")


def secrets_path():
    """Where the secrets of this installation lie."""
    return Path(os.environ.get("SAMKRAFT_SECRETS_FILE") or local_folder() / "secrets.json")


def read_secrets():
    """The secrets as a dict; raises ``FileNotFoundError`` before set-up has run."""
    return json.loads(secrets_path().read_text(encoding="utf-8"))


def ensure_secrets():
    """Read the secrets, making them first if this installation has none, or none for a role that is new."""
    path = secrets_path()
    if not path.exists():
        write_whole(path, _new_secrets())
    known = read_secrets()
    missing = [role for role in ROLES if role not in known["role_passwords"]]
    if missing:
        known["role_passwords"] |= {role: secrets.token_urlsafe(24) for role in missing}
        write_whole(path, known)
    return known


def write_serving_secrets():
    """Write what web and worker need, and no more, beside the secrets."""
    known = read_secrets()
    passwords = {role: known["role_passwords"][role] for role in SERVING_ROLES}
    write_whole(secrets_path().with_name("serving.json"), known | {"role_passwords": passwords})


def write_sealing_secrets():
    """Write what the job that seals the log needs: its own password, and no key to what the rows are about."""
    known = read_secrets()
    passwords = {role: known["role_passwords"][role] for role in SEALING_ROLES}
    own = {"secret_key": secrets.token_urlsafe(64), "role_passwords": passwords, "rings": {}}
    closed = {key: value for key, value in known.items() if key not in ("field_key", "lookup_key")}
    write_whole(secrets_path().with_name("sealing.json"), closed | own)


def _new_secrets():
    return {
        "secret_key": secrets.token_urlsafe(64),
        "rings": {SITE: new_ring()},
        "role_passwords": {role: secrets.token_urlsafe(24) for role in ROLES},
    }
