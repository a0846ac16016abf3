"""The secrets of one installation: a JSON file that set-up makes once and only its owner reads.

It holds Django's key, the passwords of the five database roles, the master key for encrypted fields
and the key for lookup hashes. Production may point SAMKRAFT_SECRETS_FILE at a file of its secret store.

What serves needs less than what sets up: in production set-up also writes ``serving.json``, without the passwords of
the owner, the door and the sealer, and web and worker refuse to start with more. The job that seals the log needs
less still: ``sealing.json`` holds its password, and no key that opens anything.
"""

import json
import os
import secrets
from pathlib import Path

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
        _write_once(path, _new_secrets())
    known = read_secrets()
    missing = [role for role in ROLES if role not in known["role_passwords"]]
    if missing:
        known["role_passwords"] |= {role: secrets.token_urlsafe(24) for role in missing}
        _write_once(path, known)
    return known


def write_serving_secrets():
    """Write what web and worker need, and no more, beside the secrets."""
    known = read_secrets()
    passwords = {role: known["role_passwords"][role] for role in SERVING_ROLES}
    _write_once(secrets_path().with_name("serving.json"), known | {"role_passwords": passwords})


def write_sealing_secrets():
    """Write what the job that seals the log needs: its own password, and no key to what the rows are about."""
    known = read_secrets()
    passwords = {role: known["role_passwords"][role] for role in SEALING_ROLES}
    closed = dict.fromkeys(("field_key", "lookup_key"), "")
    own = {"secret_key": secrets.token_urlsafe(64), "role_passwords": passwords}
    _write_once(secrets_path().with_name("sealing.json"), known | closed | own)


def _new_secrets():
    return {
        "secret_key": secrets.token_urlsafe(64),
        "field_key": secrets.token_hex(32),
        "lookup_key": secrets.token_hex(32),
        "role_passwords": {role: secrets.token_urlsafe(24) for role in ROLES},
    }


def _write_once(path, content):
    """Write whole or not at all, readable by its owner only: a killed set-up leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(json.dumps(content, indent=2), encoding="utf-8")
    half.replace(path)
