"""Who may read what. As root each part is a system user of its own; as an ordinary user all are that user.

The fences between parts are file modes and database roles. As an ordinary user they stop mistakes, not a
taken process: SECURITY.md says so.
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
# Groups: who opens the database's socket; who keeps sounds; who reads what the signer put
# out for the file door; who may ask the signer for signed time;
# who makes the demo's fleet and runs it.
GROUPS = {
    "loa-db": ("owner", "postgres", "web", "worker", "media", "bridge", "signer", "backup"),
    "loa-sounds": ("web", "worker", "media", "signer", "backup"),
    "loa-objects": ("signer", "files", "backup"),
    "loa-time": ("signer", "bridge"),
    "loa-demo": ("owner", "agent"),
}


def user_of(part: str) -> str | None:
    """The system user of a part; None when all run as the person who started Loa."""
    return f"loa-{part}" if is_root() else None


def make_all() -> None:
    """Make the system users and groups that are missing."""
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
    """Delete the system users and groups that make_all made."""
    if not is_root():
        return
    for part in PARTS:
        if _exists(pwd.getpwnam, f"loa-{part}"):
            _run("userdel", f"loa-{part}")
    for group in GROUPS:
        if _exists(grp.getgrnam, group):
            _run("groupdel", group)


def own(path: Path, part: str, mode: int, group: str | None = None) -> None:
    """Give a file or folder to a part. Without `group` nobody shares it."""
    if is_root():
        entry = pwd.getpwnam(f"loa-{part}")
        os.chown(path, entry.pw_uid, grp.getgrnam(group).gr_gid if group else entry.pw_gid)
    path.chmod(mode)


def folder(path: Path, part: str | None, mode: int, group: str | None = None) -> Path:
    """Make a folder and give it to a part (None: to whoever runs the launcher)."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if part is not None:
        own(path, part, mode, group)
    else:
        path.chmod(mode)
    return path


def write_for(part: str | None, path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file so that nobody but its part ever sees it, not even half-written."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    if part is not None:
        own(draft, part, mode)
    draft.replace(path)


def as_part(part: str) -> dict[str, Any]:
    """Arguments for subprocess that run a command as a part's user, with its groups and nobody else's."""
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
