"""The signer's process. One thread signs what is urgent, the main thread the rest.

Each thread wakes at its own notification channel and each second. Both survive times without a database.
"""

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
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.ownclock import OwnClock
from loa.signer.publish import PublishedObjects
from loa.signer.resigner import Resigner
from loa.signer.upkeep import Upkeep
from loa.signer.urgent import UrgentWorker
from loa.signer.verdict_review import VerdictReview
from loa.signer.work import AT_ONCE, work

log = logging.getLogger("loa.signer")

LOOK_S: Final = 1.0
"""The longest time in seconds between two rounds."""
LONGEST_REST_S: Final = 2.0
"""The longest pause in seconds before the database is tried again."""
CHANNEL: Final = "loa_to_sign"
"""The PostgreSQL notification channel for requests that are not urgent."""
URGENT_CHANNEL: Final = "loa_to_sign_urgent"
"""The PostgreSQL notification channel for urgent requests."""


def run() -> None:
    """Signs until SIGTERM or SIGINT. A thread that fails unexpectedly ends the process; the supervisor starts
    it again."""
    environment = env()
    store = Files(environment.keys_dir)
    key_ring = KeyRing(store)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    own = OwnClock()
    line = timing.listen(environment.time_socket, key_ring, clock.now, own.right_lately)
    published = _published(environment)
    log.info("signer: keys in %s (%s)", environment.keys_dir, key_ring.kind)

    urgent_worker, upkeep, verdict_review, resigner = (
        UrgentWorker(key_ring, published),
        Upkeep(published),
        VerdictReview(key_ring, published),
        Resigner(key_ring),
    )
    with ThreadPoolExecutor(1, "urgent") as apart:
        urgent = apart.submit(
            _loop, lambda: own.right() and urgent_worker.work() == AT_ONCE, URGENT_CHANNEL, stop
        )
        # A failure of the urgent thread ends the main loop too; `urgent.result()` below raises it.
        urgent.add_done_callback(lambda _: stop.set())
        try:
            _loop(
                lambda: (
                    _turn(environment, store, own)
                    and _round(key_ring, published, upkeep, verdict_review, resigner)
                ),
                CHANNEL,
                stop,
            )
        finally:
            stop.set()
    line.shutdown()
    # Raises what ended the urgent thread, if anything did.
    urgent.result()


def _published(environment: Env) -> PublishedObjects:
    """Returns what this process writes for the file door, with the sounds that it reads.

    The folder of objects is a copy that is repaired at each start, so writes to it need not wait for the
    disk.
    """
    return PublishedObjects(
        told.opened(environment.objects_store, environment.objects_dir, durable=False),
        told.opened(environment.media_store, environment.media_dir, durable=True),
    )


def _loop(turn: Callable[[], bool], channel: str, stop: threading.Event) -> None:
    """Calls `turn` until `stop` is set: again at once if it says that more may wait, else at the next
    notification.

    LISTEN starts before the first turn, so a notification during a turn is not lost.
    """
    rest = 0.1
    with actor.acting(actor.process("signer")):
        while not stop.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"listen {channel}")
                while not stop.is_set():
                    if not turn():
                        _wait()
                    rest = 0.1
            except (DatabaseError, psycopg.Error) as wrong:  # psycopg's: _wait() bypasses Django
                log.warning("the database is away: %s", str(wrong).splitlines()[0])
                connection.close()
                stop.wait(rest)
                rest = min(rest * 2, LONGEST_REST_S)
    connection.close()


def _round(
    key_ring: KeyRing,
    published: PublishedObjects,
    upkeep: Upkeep,
    verdict_review: VerdictReview,
    resigner: Resigner,
) -> bool:
    """Does the most important work that is left; returns True when more may wait.

    No plan is signed before all published objects are repaired. What is urgent has a worker of its own, and
    names no object.
    """
    try:
        if upkeep.mend():
            return True
    except StoreError:
        pass  # plans wait during the store's pause; what names no object goes on
    decided = work(key_ring, published)
    verdict_review.look()
    if decided == AT_ONCE or resigner.look():
        return True
    if not decided:
        with suppress(StoreError):
            upkeep.sweep()
    return False


def _turn(environment: Env, store: Files, own: OwnClock) -> bool:
    """Returns whether there is a root and the clock is right, so that the signer may sign."""
    return _ready(environment, store) and own.right()


def _ready(environment: Env, store: Files) -> bool:
    """Returns whether there is a root. Makes it if the province is known and has none."""
    # No unit has the id 0: this scope reads only what every unit may read.
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
    """Waits for a notification, at most LOOK_S seconds."""
    raw = connection.connection
    if raw is None:
        time.sleep(LOOK_S)
        return
    for _channel in raw.notifies(timeout=LOOK_S, stop_after=1):
        pass
