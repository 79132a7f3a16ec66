"""supervisor's event listener: records which processes ended, and tries again those that supervisor gave up.

supervisor starts it: `python -m launcher.inside.watchman RESTARTS.jsonl`.
"""

import json
import os
import re
import sys
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault

from supervisor.childutils import listener

from launcher.inside import rpc

AGAIN_SECONDS = 1.0
KEPT_LINES = 2000
LOG_TAIL = 8000


def main() -> None:
    book = Path(sys.argv[1])
    threading.Thread(target=_try_again_for_ever, daemon=True).start()
    while True:
        headers, payload = listener.wait(sys.stdin, sys.stdout)
        said = dict(word.split(":", 1) for word in payload.split())
        if said.get("processname") != "watchman":
            try:
                _note(book, headers["eventname"], said)
            except OSError as error:  # a full disk must not end this process
                print(error, file=sys.stderr, flush=True)
        listener.ok(sys.stdout)


def _note(book: Path, event: str, said: dict[str, str]) -> None:
    name, row = said["processname"], {"at": time.time(), "name": said["processname"]}
    if event == "PROCESS_STATE_EXITED":
        row |= {"event": "ended", "pid": int(said["pid"]), "how": _how(name)}
    elif event == "PROCESS_STATE_FATAL":
        row |= {"event": "cannot start", "how": _how(name)}
    else:
        row |= {"event": "running", "pid": int(said["pid"])}
    _append(book, row)


def _how(name: str) -> str:
    """Returns how the process ended, from supervisor's own log: it may run again already, and then its state
    does not show the end."""
    try:
        with _control() as control:
            log = control.readLog(-LOG_TAIL, 0)
    except (Fault, OSError):
        return ""
    said = re.findall(rf"exited: {re.escape(name)} \(([^;)]*)", log)
    return str(said[-1]) if said else ""


def _append(book: Path, row: dict[str, Any]) -> None:
    with book.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    # About 100 characters a line: a file with twice the kept lines or more is shortened to half of them.
    if book.stat().st_size > 200 * KEPT_LINES:
        lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
        draft = book.with_suffix(".new")
        draft.write_text("".join(lines[-KEPT_LINES // 2 :]), encoding="utf-8")
        draft.replace(book)


def _try_again_for_ever() -> None:
    """Starts again, each second and without end, the processes that supervisor gave up after two tries."""
    while True:
        time.sleep(AGAIN_SECONDS)
        try:
            with _control() as control:
                for row in control.getAllProcessInfo():
                    if row["statename"] == "FATAL":
                        control.startProcess(row["name"], False)
        except (Fault, OSError) as error:
            print(error, file=sys.stderr, flush=True)


def _control() -> AbstractContextManager[Any]:
    return rpc.control(os.environ["SUPERVISOR_SERVER_URL"].removeprefix("unix://"))


if __name__ == "__main__":
    main()
