"""Writes the rows that planning and signing made once more by bare COPY. This is the least work that stores
them: one commit with fsync on, into tables of the same form with the same indexes."""

from loa.testing.cluster import Cluster

TABLES = (
    "dispatch_planneditem",
    "dispatch_dayplan",
    "dispatch_planbody",
    "dispatch_planday",
    "keys_tosign",
    "keys_signedhead",
    "dispatch_tosend",
)


class WrittenRows:
    """The rows written since this object was made, which it can write again as often as asked."""

    def __init__(self, own: Cluster) -> None:
        self._own = own
        self._rows: dict[str, bytes] = {}
        with own.connect() as link:
            found = link.execute("select pg_current_xact_id()::text::bigint").fetchone()
        assert found is not None
        self._since = found[0]

    def take(self) -> int:
        """Reads the rows and makes the tables for them; returns their size in bytes."""
        with self._own.connect() as link:
            link.execute("drop schema if exists floor cascade")
            link.execute("create schema floor")
            for table in TABLES:
                link.execute(f"create table floor.{table} (like {table} including all)")
                # xmin is the transaction that wrote a row.
                wanted = f"(select * from {table} where xmin::text::bigint > {self._since})"  # noqa: S608
                with link.cursor().copy(f"copy {wanted} to stdout (format binary)") as copy:
                    self._rows[table] = b"".join(bytes(block) for block in copy)
        return sum(map(len, self._rows.values()))

    def empty(self) -> None:
        """Removes what was written before."""
        with self._own.connect() as link:
            link.execute("truncate " + ", ".join(f"floor.{table}" for table in TABLES))

    def lay(self) -> None:
        """Writes the rows in one transaction and commits it."""
        with self._own.connect() as link, link.transaction():
            for table, rows in self._rows.items():
                with link.cursor().copy(f"copy floor.{table} from stdin (format binary)") as copy:
                    copy.write(rows)
