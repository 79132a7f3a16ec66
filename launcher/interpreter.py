"""Chooses the Python that the environment is made from.

As root it must be one that other system users can run. They cannot run a Python under /root; then
another one is searched.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

from launcher.layout import is_root
from launcher.words import stop

OTHERS = ("/usr/bin/python3", "/usr/local/bin/python3")
LEAST = (3, 11)
NOBODY = 65534
ASKED = """
import importlib.util, json, platform, sys
venv = bool(importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"))
print(json.dumps([sys.version_info[:2], platform.machine(), sys.base_prefix, venv]))
"""


@dataclass(frozen=True)
class Interpreter:
    path: str
    version: tuple[int, int]
    machine: str
    prefix: str
    has_venv: bool

    @property
    def said(self) -> str:
        """The facts on which an environment made from it depends."""
        return f"{self.version[0]}.{self.version[1]} {self.machine} {self.prefix}"


@cache
def choose() -> Interpreter:
    """Returns the Python that runs the launcher or, as root, the first one that every user can run."""
    for path in (sys.executable, *OTHERS):
        found = ask(path)
        if found is not None and found.version >= LEAST:
            return found
    return stop(
        "Cần một Python 3.11 trở lên mà mọi người dùng chạy được. Cài: apt-get install python3 python3-venv",
        "A Python 3.11 or newer that every user can run is needed: apt-get install python3 python3-venv",
    )


def ask(path: str) -> Interpreter | None:
    """Returns the facts about this Python, or None if it cannot be run. As root it is run by a
    user who owns nothing."""
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root() else {}
    try:
        said = subprocess.run(
            [path, "-I", "-c", ASKED],
            cwd="/",
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            **as_nobody,  # type: ignore[call-overload]
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version, kind, prefix, has_venv = json.loads(said)
    return Interpreter(path, (version[0], version[1]), kind, prefix, has_venv)
