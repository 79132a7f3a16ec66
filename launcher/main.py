"""The part of `./loa` that runs on a bare python3: creates the environment, then continues inside it."""

import os
import sys
from pathlib import Path

from launcher import arguments, bench, environment, machine
from launcher.layout import Home, default_home, source
from launcher.words import Stop, speak_utf8, t

NEEDS_TEST_LOCK = ("test", "bench")


def main(words: list[str]) -> int:
    speak_utf8()
    if not words or words[0] in ("-h", "--help", "help"):
        print(arguments.help_text(default_home()))
        return 0
    try:
        return _go(words)
    except Stop as end:
        print(end.message, file=sys.stderr)
        return end.code
    except KeyboardInterrupt:
        print(t("\nĐã dừng.", "\nStopped."))
        return 130


def _go(words: list[str]) -> int:
    asked = arguments.parser(default_home()).parse_args(words)
    home = Home((asked.data or default_home()).absolute())
    if asked.command == "bench" and not asked.names:
        return bench.print_table(source())
    if asked.command in ("status", "remove", "backup", "keys", "link", "stores") and not home.instances():
        return _nothing_here(home, asked.command)
    home.make()
    lock = source() / "requirements" / ("test.txt" if asked.command in NEEDS_TEST_LOCK else "run.txt")
    if asked.command == "test":
        machine.install(machine.lacking(machine.TEST))
    if asked.command == "bench":
        machine.install(machine.lacking(tuple(bench.needs(asked.names))))
    made = environment.ensure(home, lock)
    _go_inside(made, home, words)
    return 1


def _nothing_here(home: Home, command: str) -> int:
    if command == "remove" and home.base.is_dir():
        import shutil

        shutil.rmtree(home.base)
        print(t(f"Đã xóa {home.base}.", f"Deleted {home.base}."))
        return 0
    print(
        t(
            f"Ở {home.base} chưa có gì của Loa. Bắt đầu bằng ./loa demo.",
            f"There is nothing of Loa in {home.base}. Begin with ./loa demo.",
        )
    )
    return 0 if command == "remove" else 3


def _go_inside(made: Path, home: Home, words: list[str]) -> None:
    """Replaces this process by the environment's Python: stopping `./loa` then stops everything."""
    # Settings of the caller must not change which code and which database the parts use.
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LOA_DB", "DJANGO"))}
    env["PYTHONPATH"] = str(source())
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    env["LOA_HOME"] = str(home.base)
    python = str(made / "bin" / "python")
    sys.stdout.flush()
    os.execve(python, [python, "-m", "launcher.inside", *words], env)  # noqa: S606
