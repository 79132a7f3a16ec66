"""Decides which bridge works: one of all bridges, while the others wait.

The turn is a lock on the view `fleet_turn`, which only a bridge may take. A transaction holds it that
does nothing else. The turn ends with its session, however the process or the network failed, and
PostgreSQL wakes a bridge that waits. What the end of the session does not undo is undone before the next
bridge begins: connections of an earlier turn are ended here and in `stale_connections`, and `ScopedDatabase`
makes no new one for an earlier turn.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg.errors import LockNotAvailable

from loa.bridge.database import AWAY, HOLDER, LOCKED, Connection, rows

log = logging.getLogger("loa.bridge")

REST_S: Final = 0.5
# The idle session that holds the lock has neither a snapshot nor a transaction id and delays nothing. A
# session that waits has a snapshot, and `create index concurrently` waits for every snapshot. So the wait is
# cut into pieces of 5 s; the release of the lock still ends such a piece at once.
_PATIENCE: Final = "set lock_timeout = '5s'"
# The sessions that worked, by their name: a bridge that lost its turn may not know it yet. Sessions that wait
# for the turn (named `... turn`) are left alone.
_OTHERS: Final = """
select pg_terminate_backend(pid, 2000) from pg_stat_activity
where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
  and application_name ~ ('^' || current_user || ' [0-9]+$')
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to work, valid as long as its connection lives."""

    connection: Connection

    @property
    def holder(self) -> int:
        """The process id of the PostgreSQL session that holds the lock."""
        return self.connection.info.backend_pid

    async def over(self) -> None:
        """Returns once the connection is lost."""
        with suppress(*AWAY):
            async for notice in self.connection.notifies():
                log.debug("nobody notifies here: %s", notice.channel)


@asynccontextmanager
async def taken(conninfo: str) -> AsyncIterator[Turn]:
    """Waits for the turn, however long, and holds it until the block is left."""
    connection = await _first(conninfo)
    try:
        yield Turn(connection)
    finally:
        await connection.close()


async def _first(conninfo: str) -> Connection:
    """Returns a connection that holds the lock, once no session that worked before is left in the
    database."""
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
            try:
                await _take(connection)
                while ended := await rows(connection, _OTHERS):
                    log.info("ended %d connections of an earlier turn", len(ended))
                    # Within one transaction `pg_stat_activity` shows the sessions as they were at its first
                    # use.
                    await connection.execute("select pg_stat_clear_snapshot()")
            except BaseException:
                await connection.close()
                raise
            return connection
        except AWAY as wrong:
            log.warning("no turn, the database is away: %s", str(wrong).splitlines()[0])
            await asyncio.sleep(REST_S)


async def _take(connection: Connection) -> None:
    """Begins the transaction that holds the lock; waits for the lock without end."""
    await connection.execute(_PATIENCE)
    if await rows(connection, HOLDER):
        log.info("another bridge works; waiting")
    while True:
        await connection.execute("begin")
        try:
            await connection.execute(LOCKED)
        except LockNotAvailable:
            # The wait timed out. The transaction and its snapshot are given up, and the wait begins again.
            await connection.execute("rollback")
        else:
            log.info("this bridge works")
            return
