"""`./loa demo --check`: does the main job by itself in a fresh folder and prints the evidence."""

import argparse
import shutil
import socket
import time
from contextlib import ExitStack

from launcher.inside import leftovers, note, start, watch
from launcher.inside.check import road
from launcher.inside.check.browser import Unexpected
from launcher.inside.check.waiting import TooLong
from launcher.inside.exposure import Exposure
from launcher.layout import Home, Instance, Ports
from launcher.words import Stop, number, stop, t

PORTS = 5


def run(asked: argparse.Namespace, home: Home) -> int:
    """0 when everything was found as it must be; else 1, its reason on standard error, the folder kept."""
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
        except (Stop, Unexpected, TooLong) as reason:
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
    """Nothing of an earlier check is left."""
    if note.holder(here) is not None:
        stop("Một lần kiểm tra khác đang chạy.", "Another check is running.")
    leftovers.end(here)
    shutil.rmtree(here.folder, ignore_errors=True)
    shutil.rmtree(here.sockets, ignore_errors=True)


def free_ports() -> Ports:
    """The first of five free ports in a row, as an instance takes them."""
    for _ in range(100):
        with ExitStack() as held:
            first = held.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            base = int(first.getsockname()[1])
            try:
                for more in range(1, PORTS):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", base + more))
            except OSError:
                continue
            return Ports(base)
    return stop("Không tìm được năm cổng trống liền nhau.", "No five free ports in a row.")
