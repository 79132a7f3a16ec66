"""What an instance's first start leaves behind, made once for the code as it stands and copied to each test
that needs an instance to begin with.

A first start copies and compiles the code, makes and migrates a database and gathers the static files: half a
minute of a processor, for a few seconds' work of most tests. It is a real one that is kept here, by the
launcher's own steps; from an empty folder `tests/test_check.py` tries it each time. What it leaves lies under
the system's temporary folder, by the name of the copy of the code, which changes with any file of it.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.inside import accounts, codecopy, leftovers, note, start
from launcher.inside.exposure import Exposure
from launcher.inside.ports import free as free_ports
from launcher.layout import Home, Instance, source

MODE = "up"
KEPT = 4
TAKEN = ("postgres", "secrets", "static")
"""The folders that are kept. The others, and all settings in these, are written anew by every start."""


def give(here: Instance) -> None:
    """To a home where nothing is: the code, and the folders of an instance as its first start leaves them.
    One that has data keeps what it has."""
    if here.note.exists():
        return
    with _locked(fcntl.LOCK_SH):
        made = _made()
        _give_code(made, here.home)
        accounts.folder(here.folder, None, 0o711)
        for name in TAKEN:
            _copy(made.instance(MODE).folder / name, here.folder)
        note.write(here, migrated=note.read(made.instance(MODE))["migrated"])


def give_code(home: Home) -> Path:
    """To an empty home the code alone, as `codecopy.publish` would put it there; the copy's folder."""
    with _locked(fcntl.LOCK_SH):
        return _give_code(_made(), home)


def _give_code(made: Home, home: Home) -> Path:
    accounts.folder(home.code, None, 0o755)
    (copy,) = (mark.parent for mark in made.code.glob("*/ready"))
    _copy(copy, home.code, "--link")  # nothing is ever written in a copy of the code
    return home.code / copy.name


def _copy(folder: Path, into: Path, *how: str) -> None:
    subprocess.run(["cp", "-a", "--reflink=auto", *how, folder, into], check=True)


def _made() -> Home:
    """The home that is kept for this code; the first that asks makes it."""
    kept = Home(_base() / codecopy._name(source(), codecopy._files(source())))
    if not (kept.base / "ready").exists():
        with _locked(fcntl.LOCK_EX, "make"):
            if not (kept.base / "ready").exists():
                _make(kept)
    return kept


def _make(kept: Home) -> None:
    shutil.rmtree(kept.base, ignore_errors=True)
    for old in sorted(_base().glob("*/ready"), key=lambda path: path.stat().st_mtime)[: 1 - KEPT]:
        shutil.rmtree(old.parent, ignore_errors=True)
    accounts.folder(kept.base, None, 0o755)
    here = kept.instance(MODE)
    lock = note.take(here)
    assert lock is not None
    try:
        start.end(start.start(here, free_ports(), Exposure()).child)
    finally:
        leftovers.end(here)
        lock.close()
        shutil.rmtree(here.sockets, ignore_errors=True)
    (kept.base / "ready").touch()


def _base() -> Path:
    return accounts.folder(Path(tempfile.gettempdir()) / f"loa-test-instances-{os.geteuid()}", None, 0o755)


@contextmanager
def _locked(how: int, name: str = "kept") -> Iterator[None]:
    with (_base() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield
