"""Checks which Debian packages the machine lacks for Loa, and installs them where that is allowed."""

import os
import shutil
import subprocess

from launcher.layout import is_root
from launcher.words import Step, stop

# Debian puts ensurepip, which venv needs, into a package of its own.
RUN = ("python3-venv",)
SOUND = ("libportaudio2", "pulseaudio", "libasound2-plugins")
TEST = ("chromium-headless-shell", *SOUND, "espeak-ng", "gcc", "libc6-dev")


def lacking(packages: tuple[str, ...]) -> list[str]:
    """Returns those Debian packages that dpkg does not report as installed."""
    missing = []
    for name in packages:
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f=${db:Status-Status}", name], capture_output=True, text=True, check=False
        )
        if asked.stdout.strip() != "installed":
            missing.append(name)
    return missing


def install(packages: list[str]) -> None:
    """Installs Debian packages as root; otherwise stops with one line that says which ones to ask for."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        stop(
            f"Máy này không phải Debian. Cần những gói tương ứng với: {names}",
            f"This machine is not Debian. It needs what these packages hold: {names}",
        )
    if not is_root():
        stop(
            f"Còn thiếu gói của Debian. Nhờ người quản trị máy chạy: apt-get install {names}",
            f"Debian packages are missing. Ask whoever runs this machine for: apt-get install {names}",
            code=2,
        )
    with Step(f"Cài gói của Debian: {names}", f"Installing Debian packages: {names}"):
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *packages)


def _apt(*words: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["apt-get", "-q", *words],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-12:])
        stop(f"apt-get {words[0]} không xong:\n{tail}", f"apt-get {words[0]} failed:\n{tail}")
