"""A province whose signer alone runs, its root made, and what is typed to sign with that root's sheet."""

import contextlib
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.inside import keys, manage, supervision
from launcher.layout import source
from launcher.tests.world import World, a_home, an_instance, free_ports, until

_ASKED = re.compile("Row [1-4]|Type “sign”")


@contextmanager
def a_province() -> Iterator[World]:
    """The instance, once its first list is signed."""
    with a_home() as home, an_instance(home, "up", free_ports()) as made:
        manage.run_quietly(made.setting, "owner", "load_units")
        with supervision.control(made.instance) as asked:
            asked.startProcess("signer", False)
        until(lambda: sheets(made))
        until(lambda: keys.ask(made.setting)["bundle"])
        yield made


def sheets(world: World) -> list[Path]:
    return list((world.instance.folder / "keys").glob("root-sheets-*.txt"))


def rows(world: World, sheet: int) -> list[str]:
    page = sheets(world)[0].read_text("utf-8").split("\f")[sheet - 1]
    return [line for line in page.splitlines() if line[:2] in ("1:", "2:", "3:", "4:")]


def typed(world: World, answers: list[str], *words: str) -> tuple[int, str]:
    """`./loa keys ...` on a terminal of its own, each answer typed when asked for; the exit code and all
    that the terminal showed."""
    home = str(world.instance.home.base)
    terminal, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "launcher.inside", "keys", *words, "--data", home],
        env={**os.environ, "LOA_HOME": home, "PYTHONPATH": str(source()), "LOA_LANG": "en"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as child:
        os.close(theirs)
        shown, answered = "", 0
        with contextlib.suppress(OSError):  # the terminal is closed when nobody holds its other end
            while select.select([terminal], [], [], 120)[0] and (more := os.read(terminal, 4096)):
                shown += more.decode("utf-8", "replace")
                if answered < len(answers) and shown.endswith(": ") and len(_ASKED.findall(shown)) > answered:
                    os.write(terminal, answers[answered].encode() + b"\n")
                    answered += 1
    os.close(terminal)
    return child.returncode, shown
