"""The instance's secrets: one folder per part, which only that part can read. Each is made once."""

import secrets
from pathlib import Path

from launcher.inside import accounts
from launcher.layout import Instance

DATABASE_ROLES = ("owner", "web", "worker", "bridge", "signer", "backup")
# The media worker is a worker with its own system user: it logs in as loa_worker, with a copy
# that only it can read.
SHARED = {"media": "worker"}


def folder(instance: Instance, part: str) -> Path:
    return instance.secrets / part


def database(instance: Instance, part: str) -> Path:
    """The path of the part's database password."""
    return folder(instance, part) / "db-password"


def session_key(instance: Instance, part: str) -> Path:
    """The path of the part's own Django secret key. Only the web's key signs what browsers hold."""
    return folder(instance, part) / "session-key"


def files_token(instance: Instance, part: str) -> Path:
    """The path of the secret that bridge and file door share: the bridge makes devices' tokens with it,
    the door verifies them."""
    return folder(instance, part) / "files-token"


def store(instance: Instance, part: str, name: str) -> Path:
    """The path of the part's settings for the store of this name, with the part's own credential."""
    return folder(instance, part) / f"{name}-store.json"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def make_all(instance: Instance) -> None:
    """Makes secrets that are missing; existing ones stay, but their owner and mode are corrected."""
    accounts.folder(instance.secrets, None, 0o711)
    for part in ("postgres", "nats", *DATABASE_ROLES, *SHARED, "files", "agent"):
        accounts.folder(folder(instance, part), part, 0o700)
    _keep(database(instance, "postgres"), "postgres")
    for part in DATABASE_ROLES:
        _keep(database(instance, part), part)
        _keep(session_key(instance, part), part)
    _keep(files_token(instance, "bridge"), "bridge", hexadecimal=True)
    accounts.write_for("files", files_token(instance, "files"), read(files_token(instance, "bridge")) + "\n")
    for part, original in SHARED.items():
        accounts.write_for(part, database(instance, part), read(database(instance, original)) + "\n")
        _keep(session_key(instance, part), part)


def _keep(path: Path, part: str, hexadecimal: bool = False) -> None:
    if path.is_file():
        accounts.own(path, part, 0o600)
    else:
        made = secrets.token_hex(32) if hexadecimal else secrets.token_urlsafe(32)
        accounts.write_for(part, path, made + "\n")
