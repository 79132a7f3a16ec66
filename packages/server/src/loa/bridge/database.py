"""The bridge's access to PostgreSQL: a small pool whose transactions each name the units that they may see.
After the bridge has lost its turn to work, there are no more transactions."""

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from loa.config.env import Database

AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)
"""The exceptions that are raised while the database is away; the caller waits and tries again."""

Connection = AsyncConnection[TupleRow]

LOCKED: Final = "lock table public.fleet_turn in exclusive mode"
"""Takes the turn: a lock on a view on which only the bridge's role has a right (adr/one-bridge-works.md)."""
HOLDER: Final = """
select pid from pg_locks where locktype = 'relation' and relation = 'public.fleet_turn'::regclass
  and mode = 'ExclusiveLock' and granted
  and database = (select oid from pg_database where datname = current_database())
"""
"""Finds the session that holds the turn, if there is one."""
# When a network is cut, the bridge that works must notice before PostgreSQL gives its turn to another one: it
# notices after about 11 s, PostgreSQL after about 30 s. On a local socket neither is needed, and neither has
# an effect. The transaction that holds the turn lasts without limit, whatever timeouts the server sets for
# others.
_OF_A_TURN: Final[dict[str, Any]] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
    " -c idle_in_transaction_session_timeout=0 -c transaction_timeout=0",
}


def address(database: Database, *, turn: bool = False) -> str:
    """Returns the connection string of this process's role, for work or (`turn`) for holding the turn.

    The connection's name in `pg_stat_activity` is the role and the process's number, and `turn` for the turn.
    By this name the next bridge ends the connections of an earlier one, and `./loa status` reports which
    bridge works.
    """
    name = f"{database.role} {os.getpid()}"
    return psycopg.conninfo.make_conninfo(
        host=database.host,
        port=database.port,
        dbname=database.name,
        user=database.role,
        password=database.password or None,
        application_name=f"{name} turn" if turn else name,
        connect_timeout=5,
        **(_OF_A_TURN if turn else {}),
    )


class ScopedDatabase:
    """A pool of connections whose transactions are scoped. It must be opened inside the running loop.

    `holder`: the session that holds the turn of this process; a connection made after that session lost the
    lock is not used. None is for a process that works alone: a measurement, a test.
    """

    def __init__(self, conninfo: str, size: int = 6, holder: int | None = None) -> None:
        self.conninfo = conninfo
        self._holder = holder
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            conninfo,
            min_size=1,
            max_size=size,
            open=False,
            timeout=10,
            reconnect_timeout=5,
            configure=self._in_turn,
            # Each connection is tested before use: after a restart of PostgreSQL all in the pool are dead.
            check=AsyncConnectionPool.check_connection,
        )

    async def open(self) -> None:
        """Starts to connect; does not wait for the database."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Closes all connections."""
        await self._pool.close()

    async def _in_turn(self, connection: Connection) -> None:
        """Raises psycopg.OperationalError unless this process still holds the turn; runs once for each new
        connection.

        A connection that existed while the lock was held is ended by the next holder of the turn. With this
        check on new connections, nothing of an earlier turn can still write.
        """
        if self._holder is not None:
            async with connection.transaction():
                found = await rows(connection, HOLDER)
            if found != [(self._holder,)]:
                raise psycopg.OperationalError("the turn is over")

    @asynccontextmanager
    async def scope(self, units: Iterable[int]) -> AsyncIterator[Connection]:
        """Opens one transaction that sees and writes only rows of these units. Raises one of AWAY."""
        # 0 is the id of no unit. The setting must not be empty: an empty one counts as no scope at all, and
        # then no table shows a row.
        named = ",".join(map(str, sorted(set(units)))) or "0"
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(
                "select set_config('loa.read', %s, true), set_config('loa.write', %s, true)", (named, named)
            )
            yield connection

    async def units(self) -> list[int]:
        """Returns the ids of all units: they are the scope for looking up a device whose unit is not known
        yet."""
        async with self.scope(()) as connection:
            rows = await (await connection.execute("select id from places_unit")).fetchall()
            return [row[0] for row in rows]


async def rows(connection: Connection, sql: str, *values: Any) -> list[TupleRow]:
    """Returns all rows of one statement."""
    return await (await connection.execute(sql, values)).fetchall()
