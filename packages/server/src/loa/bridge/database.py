"""The bridge's way to PostgreSQL: a small pool, each transaction with a scope that names the units at
hand, none after the turn to work is over."""

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
"""What is raised while the database is away: worth waiting for."""

Connection = AsyncConnection[TupleRow]

LOCKED: Final = "lock table public.fleet_turn in exclusive mode"
"""Takes the turn, as nobody but a bridge may."""
HOLDER: Final = """
select pid from pg_locks where locktype = 'relation' and relation = 'public.fleet_turn'::regclass
  and mode = 'ExclusiveLock' and granted
  and database = (select oid from pg_database where datname = current_database())
"""
"""The session that holds the turn, if one does."""
# Over a network that was cut, the one that works must know before PostgreSQL gives its turn away: after some
# 11 s against some 30. On a socket of this machine neither is needed, and neither counts. And a turn's
# transaction lasts as long as it likes, whatever the server says of others.
_OF_A_TURN: Final[dict[str, Any]] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
    " -c idle_in_transaction_session_timeout=0 -c transaction_timeout=0",
}


def address(database: Database, *, turn: bool = False) -> str:
    """The connection string of this process's role, to work or (`turn`) to hold the turn. The connection's
    name in `pg_stat_activity` is the role, the process's number, and for the turn `turn`: by it the next
    bridge ends what an earlier one worked with, and `./loa status` says who works."""
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


class Base:
    """Transactions under a scope. Open it inside the running loop.

    `holder`: the session by which this process has its turn; a connection that is made after it lost the lock
    is not used. None is for whoever is alone: a measurement, a test.
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
            check=AsyncConnectionPool.check_connection,
        )

    async def open(self) -> None:
        """Begin to connect; does not wait for the database."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

    async def _in_turn(self, connection: Connection) -> None:
        """A connection that was there while the lock was held is ended by the next holder; so this question,
        once a connection, keeps out all that an earlier turn could still write."""
        if self._holder is not None:
            async with connection.transaction():
                found = await rows(connection, HOLDER)
            if found != [(self._holder,)]:
                raise psycopg.OperationalError("the turn is over")

    @asynccontextmanager
    async def scope(self, units: Iterable[int]) -> AsyncIterator[Connection]:
        """One transaction that sees and takes rows of these units. Raises one of AWAY."""
        named = ",".join(map(str, sorted(set(units)))) or "0"
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(
                "select set_config('loa.read', %s, true), set_config('loa.write', %s, true)", (named, named)
            )
            yield connection

    async def units(self) -> list[int]:
        """Ids of all units: to look a device up by its id, before its unit is known."""
        async with self.scope(()) as connection:
            rows = await (await connection.execute("select id from places_unit")).fetchall()
            return [row[0] for row in rows]


async def rows(connection: Connection, sql: str, *values: Any) -> list[TupleRow]:
    """All rows of one statement."""
    return await (await connection.execute(sql, values)).fetchall()
