"""Serves the web pages: granian around Django's WSGI application, in processes that end with their parent.

A page asks nothing of the process that made the one before: sessions, limits and what is being sent lie in
the database, and a form may come back to another process than it was drawn by.

A granian worker outlives a killed granian, and would keep the port and the old code. So each worker asks the
kernel to end it with its parent before it loads anything.
"""

import argparse
import ctypes
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
THREADS = 8  # of each process
PROCESSES = 2


def die_with_parent() -> None:
    """The kernel kills this process when its parent dies (prctl PR_SET_PDEATHSIG)."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died in between
        sys.exit(1)


def load(target: str) -> Any:
    die_with_parent()
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def main() -> None:
    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols

    told = argparse.ArgumentParser(prog="launcher.web")
    told.add_argument("--host", required=True)
    told.add_argument("--port", type=int, required=True)
    told.add_argument("--target", default="loa.config.wsgi:application")
    told.add_argument("--processes", type=int, default=PROCESSES)
    asked = told.parse_args()
    cert, key = os.environ.get("LOA_TLS_CERT"), os.environ.get("LOA_TLS_KEY")
    Granian(
        asked.target,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.processes,
        blocking_threads=THREADS,
        backlog=1024,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=10,
        ssl_cert=Path(cert) if cert else None,
        ssl_key=Path(key) if key else None,
        ssl_protocol_min=SSLProtocols.tls12,  # a phone of 2018 has no newer one
    ).serve(target_loader=load)


if __name__ == "__main__":
    main()
