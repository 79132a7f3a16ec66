"""Two bridges for tests: who has the turn, by PostgreSQL's locks, and who wrote what, by marks that the
database itself makes."""

from itertools import groupby

from django.db import connection, transaction

NAMES = ("bridge1", "bridge2")
_MARKS = """
create table marks (number bigint generated always as identity, bridge int, made_at timestamptz);
grant insert on marks to loa_bridge;
create function mark() returns trigger language plpgsql as $$ begin
  insert into marks (bridge, made_at)
  values (split_part(current_setting('application_name'), ' ', 2)::int, clock_timestamp());
  return null;
end $$;
"""
_TABLES = ("fleet_connectcount", "fleet_health", "playlog_batch", "dispatch_tosend", "dispatch_attempt")
_AT = """
select split_part(a.application_name, ' ', 2)::int, l.granted, l.pid
from pg_stat_activity a join pg_locks l on l.pid = a.pid and l.relation = 'fleet_turn'::regclass
where a.datname = current_database() and a.application_name ~ '^loa_bridge [0-9]+ turn$'
"""


def mark_writes() -> None:
    """From now on each statement that a bridge writes with leaves a mark with the process's number."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        for table in _TABLES:
            cursor.execute(
                f"create trigger mark after insert or update on {table} for each statement"
                " when (current_user = 'loa_bridge') execute function mark()"
            )


def wrote() -> list[int]:
    """The processes that wrote, one after another; one that writes again after another comes twice."""
    with connection.cursor() as cursor:
        cursor.execute("select bridge from marks order by number")
        return [each for each, _ in groupby(row[0] for row in cursor.fetchall())]


def _at(granted: bool) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_AT)
        return {process: session for process, held, session in cursor.fetchall() if held is granted}


def working() -> int:
    """The process that has the turn, 0 while none has."""
    return next(iter(_at(True)), 0)


def waiting() -> list[int]:
    """The processes that wait for it just now."""
    return list(_at(False))


def session() -> int:
    """PostgreSQL's number of the session that holds the turn."""
    return next(iter(_at(True).values()))


def holds_up_vacuum() -> bool:
    """Does the session that holds the turn keep what is dead from being taken away?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "select backend_xid is not null or backend_xmin is not null from pg_stat_activity where pid = %s",
            [session()],
        )
        return bool(cursor.fetchone()[0])


def end_session() -> None:
    """Cut the turn from under the one that works, as only a superuser may."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute("select pg_terminate_backend(%s)", [session()])


def number_of(house, name: str) -> int:
    return house.processes[name].pid


def name_of(house, process: int) -> str:
    return next(name for name in NAMES if number_of(house, name) == process)
