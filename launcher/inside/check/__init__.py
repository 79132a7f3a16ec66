"""`./loa demo --check`: does the main job by itself in a new folder and prints the evidence."""

import argparse
import shutil
import time

from launcher.inside import leftovers, note, start, watch
from launcher.inside.check import road
from launcher.inside.check.browser import UnexpectedAnswer
from launcher.inside.check.waiting import TooLong
from launcher.inside.exposure import Exposure
from launcher.inside.ports import free as free_ports
from launcher.layout import Home, Instance, Ports
from launcher.words import Stop, number, stop, t


def run(asked: argparse.Namespace, home: Home) -> int:
    """Returns 0 if everything was as it must be. Else stops with 1 and the reason on standard
    error, and keeps the folder."""
    here = home.instance("check")
    _clear(here)
    began = time.monotonic()
    lock = note.take(here)
    if lock is None:
        stop("Một lần kiểm tra khác đang chạy.", "Another check is running.")
    with lock:
        watch.Ending()
        try:
            _walk(here, Ports(asked.port) if asked.port else free_ports())
        except (Stop, UnexpectedAnswer, TooLong) as reason:
            said = reason.message if isinstance(reason, Stop) else str(reason)
            stop(
                f"KHÔNG ĐẠT: {said}\nNhật ký của các phần còn ở {here.log}.",
                f"FAILED: {said}\nThe parts' logs are kept in {here.log}.",
            )
    _clear(here)
    took = number(time.monotonic() - began)
    print(t(f"ĐẠT sau {took} giây, đã dừng hết.", f"PASSED after {took} s, all stopped."))
    return 0


def _walk(here: Instance, ports: Ports) -> None:
    running = start.start(here, ports, Exposure())
    try:
        start.start_parts(running)
        road.walk(running)
    finally:
        watch.stop_all(running)


def _clear(here: Instance) -> None:
    """Deletes everything of an earlier check."""
    if note.holder(here) is not None:
        stop("Một lần kiểm tra khác đang chạy.", "Another check is running.")
    leftovers.end(here)
    shutil.rmtree(here.folder, ignore_errors=True)
    shutil.rmtree(here.sockets, ignore_errors=True)
