"""`./loa voices` and `./loa read`: call the speech room's own command line."""

import os
import subprocess
import sys

from launcher.inside import codecopy, note
from launcher.layout import Home, source
from launcher.words import t

READABLE = 0o022  # umask; the media worker's user must be able to read a voice


def read(words: list[str]) -> int:
    """Prints the reading of each line of standard input; returns the exit code."""
    if sys.stdin.isatty() and not words:
        print(t("Gõ từng dòng, kết thúc bằng Ctrl-D.", "Type lines, end with Ctrl-D."), file=sys.stderr)
    return _speech({}, "read", words)


def voices(home: Home, mode: str | None, words: list[str]) -> int:
    """Adds, lists or removes voice files of an instance; returns the exit code."""
    here = note.chosen(home, mode)
    return _speech({"LOA_DATA": str(here.folder)}, "voices", words)


def _speech(told: dict[str, str], command: str, words: list[str]) -> int:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LOA_"))}
    env = {**kept, **told, "PYTHONPATH": codecopy.python_path(source()), "PYTHONIOENCODING": "utf-8"}
    # The user's clone must not get bytecode files.
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    command_line = [sys.executable, "-m", "loa.speech.cli", command, *words]
    return subprocess.run(command_line, env=env, umask=READABLE, check=False).returncode
