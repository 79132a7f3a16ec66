"""Serves the web pages: granian with Django's WSGI application, in worker processes that end with their
parent.

A request depends on nothing in the process that answered the one before: sessions, rate limits and unfinished
uploads are in the database, and a form may be answered by another process than the one that displayed it.

A granian worker survives when granian is killed, and would keep the port and the old code. So each worker
asks the kernel, before it loads anything, to end it together with its parent.
"""

import argparse
import ctypes
import gc
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
THREADS = 8  # per process
PROCESSES = 2


def die_with_parent() -> None:
    """Makes the kernel kill this process when its parent ends (prctl PR_SET_PDEATHSIG)."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent ended before the call
        sys.exit(1)


def load(target: str) -> Any:
    die_with_parent()
    module, _, name = target.partition(":")
    found = getattr(import_module(module), name)
    # What was loaded stays until the process ends: 200,000 objects. Frozen, they are not looked through again
    # while somebody waits for a page.
    gc.collect()
    gc.freeze()
    return found


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
        ssl_protocol_min=SSLProtocols.tls12,  # phones of 2018 support nothing newer
    ).serve(target_loader=load)


if __name__ == "__main__":
    main()
