"""Creates Loa's own Python environment from a hash-locked list. The environment is named by the list.

A changed lock file or Python gets a new environment beside the old one. A complete one is used without
changes.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import interpreter, machine
from launcher.layout import Home
from launcher.words import Step, stop, t

READY = "ready"
UNUSED_DAYS = 14


def key(lock: Path) -> str:
    """Returns the key that names an environment: it depends on the lock's bytes, the Python and the
    machine."""
    said = f"{interpreter.choose().said}\n".encode()
    return hashlib.sha256(said + lock.read_bytes()).hexdigest()[:12]


def folder(home: Home, lock: Path) -> Path:
    return home.environments / f"{lock.stem}-{key(lock)}"


def is_ready(environment: Path) -> bool:
    return (environment / READY).is_file()


def ensure(home: Home, lock: Path) -> Path:
    """Creates the environment of this lock if there is none yet. Returns its folder."""
    environment = folder(home, lock)
    if is_ready(environment):
        # The time of last use: `_forget_old` deletes environments by it.
        os.utime(environment / READY)
        return environment
    if not interpreter.choose().has_venv:
        machine.install(list(machine.RUN))
    home.environments.mkdir(parents=True, exist_ok=True, mode=0o755)
    with alone(home.environments / f".{environment.name}.lock"):
        # Another launcher may have made it while this one waited for the lock.
        if not is_ready(environment):
            _make(environment, lock)
            _forget_old(home, environment)
    return environment


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Lets only one launcher at a time run the block. The lock ends with the process."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(environment: Path, lock: Path) -> None:
    """Makes the environment. The file READY is written last: without it the environment does not count."""
    shutil.rmtree(environment, ignore_errors=True)
    before = os.umask(0o022)  # the system users of the parts must be able to read it
    try:
        with Step("Tạo môi trường Python của Loa", "Making Loa's Python environment"):
            made = subprocess.run(
                [interpreter.choose().path, "-I", "-m", "venv", str(environment)],
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode:
                stop(
                    f"venv không tạo được:\n{made.stdout}{made.stderr}",
                    f"venv failed:\n{made.stdout}{made.stderr}",
                )
        _install(environment, lock)
        (environment / READY).write_text(
            f"{lock.name} {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}\n"
        )
    finally:
        os.umask(before)


def _install(environment: Path, lock: Path) -> None:
    """Installs the packages. pip accepts only wheels, and only those whose hash is in the lock."""
    wanted = len(set(re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(), re.MULTILINE)))
    command = [
        str(environment / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--no-input",
        "--disable-pip-version-check",
        "--no-warn-script-location",
        "--progress-bar",
        "off",
        "--root-user-action",
        "ignore",
        "-r",
        str(lock),
    ]
    said: list[str] = []
    with Step(
        f"Tải và cài {wanted} gói đã khóa mã băm (lần đầu, vài phút)",
        f"Fetching and installing {wanted} hash-locked packages (first time, some minutes)",
    ) as step:
        seen = 0
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as pip:
            for line in pip.stdout or ():
                said.append(line)
                if line.startswith("Collecting "):
                    seen += 1
                    step.so_far(f"{seen}/{wanted} {line.split()[1].split('=')[0]}")
                elif line.startswith("Installing collected"):
                    step.so_far(t("đang cài", "installing"))
        if pip.returncode:
            shutil.rmtree(environment, ignore_errors=True)
            tail = "".join(said[-12:])
            stop(
                f"pip không cài được. Kiểm tra mạng rồi chạy lại.\n{tail}",
                f"pip could not install. Check the network and run again.\n{tail}",
            )


def _forget_old(home: Home, keep: Path) -> None:
    """Deletes environments that nothing has started for two weeks: they only use disk space."""
    for other in home.environments.glob("*-*"):
        mark = other / READY
        if other == keep or not mark.is_file():
            continue
        if time.time() - mark.stat().st_mtime > UNUSED_DAYS * 86400:
            shutil.rmtree(other, ignore_errors=True)
