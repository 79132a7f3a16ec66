"""Makes the copy of the code that the parts run: named by its content, readable by their users, never
changed.

Other users cannot enter a clone in /root, and a `git pull` must not change a running system.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.inside import note
from launcher.layout import Home
from launcher.words import Step, stop

TAKEN = ("packages", "simulator", "launcher", "data", "benchmarks")
LEFT_OUT = {"__pycache__", "tests", "node_modules", ".git", ".venv", "build", "dist"}
SOURCES = ("packages/protocol/src", "packages/agent/src", "packages/server/src", "simulator/src", ".")
KEPT = 2


def python_path(code: Path) -> str:
    return os.pathsep.join(str((code / part).resolve()) for part in SOURCES)


def publish(home: Home, source: Path) -> Path:
    """Copies what the parts need. Returns the copy's folder; an existing copy is used as it is."""
    files = _files(source)
    copy = home.code / _name(source, files)
    if (copy / "ready").is_file():
        os.utime(copy / "ready")
        return copy
    with Step("Chép mã nguồn tới nơi các phần đọc được", "Copying the code to where the parts can read it"):
        before = os.umask(0o022)
        try:
            # The copy is complete before it gets its name, so a killed launcher leaves no partial copy.
            draft = home.code / f".{copy.name}.new"
            shutil.rmtree(draft, ignore_errors=True)
            for file in files:
                target = draft / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / file, target)
            _compile(draft)
            (draft / "ready").write_text("")
            shutil.rmtree(copy, ignore_errors=True)
            draft.rename(copy)
        finally:
            os.umask(before)
        _forget_old(home)
    return copy


def _files(source: Path) -> list[Path]:
    found = []
    for top in TAKEN:
        for folder, inner, names in os.walk(source / top):
            inner[:] = sorted(name for name in inner if name not in LEFT_OUT)
            found += [
                Path(folder, name).relative_to(source) for name in names if not name.endswith((".pyc", ".mo"))
            ]
    return sorted(found)


def _name(source: Path, files: list[Path]) -> str:
    # The environment counts too: the bytecode in the copy is made by its Python.
    told = hashlib.sha256(f"{sys.prefix}\n".encode())
    for file in files:
        content = hashlib.sha256((source / file).read_bytes()).hexdigest()
        told.update(f"{file}\0{content}\n".encode())
    return told.hexdigest()[:12]


def _compile(copy: Path) -> None:
    """Compiles translations (a bare machine has no msgfmt) and bytecode, which the parts' users could not
    write."""
    _run(copy, "-m", "loa.config.translation.compile")
    _run(copy, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", str(copy))


def _run(copy: Path, *words: str) -> None:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": python_path(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".strip()
        stop(f"Không biên dịch được mã nguồn:\n{said}", f"The code could not be compiled:\n{said}")


def _forget_old(home: Home) -> None:
    """Deletes old copies, except the last ones and the one each instance was last started from: it may be
    running."""
    used = {note.read(instance).get("code") for instance in home.instances()}
    copies = sorted(home.code.glob("*/ready"), key=lambda mark: mark.stat().st_mtime, reverse=True)
    for mark in copies[KEPT:]:
        if str(mark.parent) not in used:
            shutil.rmtree(mark.parent, ignore_errors=True)
