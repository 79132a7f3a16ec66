"""A later build of the program: the same, but that one more kind of item is known to it, and sounds."""

import os
import shutil
from pathlib import Path

import loa_protocol

KNOWN = "Carried = Sounds\n"
LATER = '''class Screen(Sounds, frozen=True, tag_field="kind", tag="screen"):
    """Words on a board, and what is said with them."""

    picture: Sha256


Carried = Sounds | Screen
'''


def build(folder: Path) -> dict[str, str]:
    """Put the later protocol there; the environment in which a program finds it before ours."""
    ours = Path(loa_protocol.__file__).parent
    shutil.copytree(ours, folder / "loa_protocol", ignore=shutil.ignore_patterns("__pycache__"))
    carried = folder / "loa_protocol" / "messages" / "carried.py"
    text = carried.read_text(encoding="utf-8")
    assert text.count(KNOWN) == 1
    carried.write_text(text.replace(KNOWN, LATER), encoding="utf-8")
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path}
