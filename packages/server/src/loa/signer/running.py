"""The signer's process: two threads, for what is urgent and for the rest. Each wakes at its own bell and each
second, and outlives the database's absences."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

import psycopg
from django.db import DatabaseError, connection

from loa.config.env import Env, env
from loa.kernel import actor, clock
from loa.keys import queries as keys
from loa.objects import told
from loa.objects.port import StoreError
from loa.places import queries as places
from loa.places import scope
from loa.signer import ceremony, timing
from loa.signer.again import Again
from loa.signer.keystore import Files
from loa.signer.lane import Lane
from loa.signer.ownclock import OwnClock
from loa.signer.publish import Shelf
from loa.signer.resigning import Resigning
from loa.signer.ring import Ring
from loa.signer.upkeep import Upkeep
from loa.signer.work import AT_ONCE, work

log = logging.getLogger("loa.signer")

LOOK_S: Final = 1.0
LONGEST_REST_S: Final = 2.0
BELL: Final = "loa_to_sign"
URGENT_BELL: Final = "loa_to_sign_urgent"


def run() -> None:
    """Run until SIGTERM or SIGINT. A thread that fails unexpectedly ends the process: the supervisor starts
    it anew."""
    environment = env()
    store = Files(environment.keys_dir)
    ring = Ring(store)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    own = OwnClock()
    line = timing.listen(environment.time_socket, ring, clock.now, own.right_lately)
    shelf = _shelf(environment)
    log.info("signer: keys in %s (%s)", environment.keys_dir, ring.kind)

    lane, upkeep, again, resigning = Lane(ring, shelf), Upkeep(shelf), Again(ring, shelf), Resigning(ring)
    with ThreadPoolExecutor(1, "urgent") as apart:
        urgent = apart.submit(_loop, lambda: own.right() and lane.work() == AT_ONCE, URGENT_BELL, stop)
        urgent.add_done_callback(lambda _: stop.set())
        try:
            _loop(
                lambda: _turn(environment, store, own) and _round(ring, shelf, upkeep, again, resigning),
                BELL,
                stop,
            )
        finally:
            stop.set()
    line.shutdown()
    urgent.result()


def _shelf(environment: Env) -> Shelf:
    """What this process writes for the file door, and the sounds that it reads. The folder of objects is a
    copy that is mended at each start, so nothing in it waits for the disk."""
    return Shelf(
        told.opened(environment.objects_store, environment.objects_dir, durable=False),
        told.opened(environment.media_store, environment.media_dir, durable=True),
    )


def _loop(turn: Callable[[], bool], bell: str, stop: threading.Event) -> None:
    """Take turns until told to stop: the next at once if a turn says that more may wait, else at the bell. A
    bell that rings meanwhile is kept."""
    rest = 0.1
    with actor.acting(actor.process("signer")):
        while not stop.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"listen {bell}")
                while not stop.is_set():
                    if not turn():
                        _wait()
                    rest = 0.1
            except (DatabaseError, psycopg.Error) as wrong:  # the bell rings on psycopg's own connection
                log.warning("the database is away: %s", str(wrong).splitlines()[0])
                connection.close()
                stop.wait(rest)
                rest = min(rest * 2, LONGEST_REST_S)
    connection.close()


def _round(ring: Ring, shelf: Shelf, upkeep: Upkeep, again: Again, resigning: Resigning) -> bool:
    """Do what is most wanted; True when more may wait. No plan is signed before all that stands is mended;
    what is urgent has its own lane, and names no object."""
    try:
        if upkeep.mend():
            return True
    except StoreError:
        pass  # the shelf rests, so that plans wait, and what names no object does not
    decided = work(ring, shelf)
    again.look()
    if decided == AT_ONCE or resigning.look():
        return True
    if not decided:
        with suppress(StoreError):
            upkeep.sweep()
    return False


def _turn(environment: Env, store: Files, own: OwnClock) -> bool:
    """There is something to sign with, and a clock to sign by."""
    return _ready(environment, store) and own.right()


def _ready(environment: Env, store: Files) -> bool:
    """There is a root; made now if the province is known and has none."""
    with scope.using([0]):
        if keys.root() is not None:
            return True
        province = places.province()
    if province is None:
        return False
    with scope.using([province.id], [province.id]):
        ceremony.first(store, province, environment.keys_dir, demo=environment.mode != "up")
    return True


def _wait() -> None:
    """Until the bell rings, at most a second."""
    raw = connection.connection
    if raw is None:
        time.sleep(LOOK_S)
        return
    for _bell in raw.notifies(timeout=LOOK_S, stop_after=1):
        pass
