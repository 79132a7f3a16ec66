"""A later build of the program: the same, but that one more kind of item is known to it, and sounds."""

import os
import shutil
from pathlib import Path

import loa_protocol

KIND = '''"""A kind that came later."""

from loa_protocol.messages.carried import Sounds
from loa_protocol.messages.common import Sha256


class Screen(Sounds, frozen=True, tag_field="kind", tag="screen"):
    """Words on a board, and what is said with them."""

    picture: Sha256
'''
LISTED = "CARRIED: Final[tuple[type[CarriedContent], ...]] = ()\n"
"""The one line of ours that a later kind changes."""


def build(folder: Path) -> dict[str, str]:
    """Put the later protocol there; the environment in which a program finds it before ours."""
    ours = Path(loa_protocol.__file__).parent
    shutil.copytree(ours, folder / "loa_protocol", ignore=shutil.ignore_patterns("__pycache__"))
    messages = folder / "loa_protocol" / "messages"
    (messages / "screen.py").write_text(KIND, encoding="utf-8")
    later = messages / "later.py"
    text = later.read_text(encoding="utf-8")
    assert text.count(LISTED) == 1
    known = f"from loa_protocol.messages.screen import Screen\n\n{LISTED.replace('()', '(Screen,)')}"
    later.write_text(text.replace(LISTED, known), encoding="utf-8")
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path}
