"""instance.json: the facts about an instance that are kept between starts. It contains no secrets."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from launcher.arguments import DEFAULT_PORT
from launcher.inside import accounts
from launcher.layout import Home, Instance, Ports
from launcher.words import stop


def read(instance: Instance) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(instance.note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def write(instance: Instance, **changed: Any) -> None:
    text = json.dumps({**read(instance), **changed}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    accounts.write_for(None, instance.note, text, mode=0o600)


def in_stores(instance: Instance) -> dict[str, str]:
    """Returns the addresses of stores elsewhere, by the name of what is in them and not in the instance's
    folder."""
    return dict(read(instance).get("stores", {}))


def ports(instance: Instance, asked: int | None = None) -> Ports:
    """Returns the ports of an instance, or for its next start: the web port is `asked` if given, else the
    last one."""
    return ports_of(read(instance), asked)


def ports_of(known: Mapping[str, Any], asked: int | None = None) -> Ports:
    """Returns the same from the facts in a note or in a backup's manifest."""
    web = asked or int(known.get("port", DEFAULT_PORT))
    return Ports(web, int(known.get("first_port", known.get("port", web))))


def _lock_file(instance: Instance) -> Path:
    return instance.run / "launcher.lock"


def take(instance: Instance) -> IO[str] | None:
    """Takes the instance's lock, which is held while the returned file is open; None if another launcher
    holds it."""
    accounts.folder(instance.run, None, 0o700)
    file = _lock_file(instance).open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    # The file is opened with `a+`, which does not empty it: another launcher's number must survive a failed
    # try.
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def holder(instance: Instance) -> int | None:
    """Returns the process id of the launcher that runs this instance now, if one does."""
    path = _lock_file(instance)
    if not path.is_file():
        return None
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read().strip() or 0)
    return None


def chosen(home: Home, mode: str | None) -> Instance:
    """Returns the instance of this mode; else the one that runs; else the only one. Stops if
    none of these is unique."""
    there = [here for here in home.instances() if mode in (None, here.mode)]
    running = [here for here in there if holder(here) is not None]
    if len(running) == 1:
        return running[0]
    if len(there) != 1:
        stop(
            "Loa nào? Thêm --mode demo hoặc --mode up, sau khi đã chạy nó một lần.",
            "Which loa? Add --mode demo or --mode up, after it has run once.",
            code=2,
        )
    return there[0]
