"""Creates the system users of the parts and sets who may read which file. As root each part is a system user
of its own; as an ordinary user all parts run as that user.

The barriers between parts are file modes and database roles. As an ordinary user they stop mistakes, not a
process that was taken over: SECURITY.md says so.
"""

import grp
import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from launcher.layout import is_root
from launcher.words import stop

PARTS = (
    "owner",
    "postgres",
    "nats",
    "web",
    "worker",
    "media",
    "bridge",
    "signer",
    "files",
    "agent",
    "backup",
)
# The groups: parts that open the database's socket; that read or write sounds; that read what the signer
# wrote for the file door; that may ask the signer for signed time; that make the demo's fleet and run it.
GROUPS = {
    "loa-db": ("owner", "postgres", "web", "worker", "media", "bridge", "signer", "backup"),
    "loa-sounds": ("web", "worker", "media", "signer", "backup"),
    "loa-objects": ("signer", "files", "backup"),
    "loa-time": ("signer", "bridge"),
    "loa-demo": ("owner", "agent"),
}


def user_of(part: str) -> str | None:
    """Returns the system user of a part; None when all parts run as the person who started Loa."""
    return f"loa-{part}" if is_root() else None


def make_all() -> None:
    """Creates the system users and groups that are missing."""
    if not is_root():
        return
    for name in GROUPS:
        if not _exists(grp.getgrnam, name):
            _run("groupadd", "--system", name)
    for part in PARTS:
        name = f"loa-{part}"
        if not _exists(pwd.getpwnam, name):
            _run(
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                name,
            )
    for group, parts in GROUPS.items():
        missing = {f"loa-{part}" for part in parts} - set(grp.getgrnam(group).gr_mem)
        for name in sorted(missing):
            _run("usermod", "--append", "--groups", group, name)


def delete_all() -> None:
    """Deletes the system users and groups that make_all created."""
    if not is_root():
        return
    for part in PARTS:
        if _exists(pwd.getpwnam, f"loa-{part}"):
            _run("userdel", f"loa-{part}")
    for group in GROUPS:
        if _exists(grp.getgrnam, group):
            _run("groupdel", group)


def own(path: Path, part: str, mode: int, group: str | None = None) -> None:
    """Gives a file or folder to a part. Without `group` no other part shares it."""
    if is_root():
        entry = pwd.getpwnam(f"loa-{part}")
        os.chown(path, entry.pw_uid, grp.getgrnam(group).gr_gid if group else entry.pw_gid)
    path.chmod(mode)


def folder(path: Path, part: str | None, mode: int, group: str | None = None) -> Path:
    """Creates a folder and gives it to a part (None: to the user who runs the launcher)."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if part is not None:
        own(path, part, mode, group)
    else:
        path.chmod(mode)
    return path


def write_for(part: str | None, path: Path, text: str, mode: int = 0o600) -> None:
    """Writes a file so that only its part can ever read it, and never incomplete."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    if part is not None:
        own(draft, part, mode)
    # Renamed when complete: a reader sees the old content or the new one.
    draft.replace(path)


def as_part(part: str) -> dict[str, Any]:
    """Returns the arguments for subprocess that run a command as a part's user, with only that user's
    groups."""
    name = user_of(part)
    if name is None:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": os.getgrouplist(name, entry.pw_gid)}


def _exists(find: Any, name: str) -> bool:
    try:
        find(name)
    except KeyError:
        return False
    return True


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        stop(f"{command[0]} không xong: {done.stderr.strip()}", f"{command[0]} failed: {done.stderr.strip()}")
