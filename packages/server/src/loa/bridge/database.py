"""The bridge's way to PostgreSQL: a small pool, each transaction with a scope that names the units at
hand."""

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


def address(database: Database) -> str:
    """The connection string of this process's role."""
    return psycopg.conninfo.make_conninfo(
        host=database.host,
        port=database.port,
        dbname=database.name,
        user=database.role,
        password=database.password or None,
        application_name=database.role,
        connect_timeout=5,
    )


class Base:
    """Transactions under a scope. Open it inside the running loop."""

    def __init__(self, conninfo: str, size: int = 6) -> None:
        self.conninfo = conninfo
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            conninfo,
            min_size=1,
            max_size=size,
            open=False,
            timeout=10,
            reconnect_timeout=5,
            check=AsyncConnectionPool.check_connection,
        )

    async def open(self) -> None:
        """Begin to connect; does not wait for the database."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

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
