"""Finds out which bridge works and which ones wait, from the lock in PostgreSQL and the sessions that wait
for it."""

from typing import Literal

from launcher.inside import postgres, supervision
from launcher.layout import Instance, Ports

PART = "bridge"
# A bridge puts its process's number into the name of its turn's connection (loa.bridge.database).
_ASKED = """
select split_part(a.application_name, ' ', 2)::int, exists (
  select from pg_locks l where l.pid = a.pid and l.relation = to_regclass('public.fleet_turn') and l.granted
) from pg_stat_activity a
where a.datname = current_database() and a.application_name ~ '^loa_bridge [0-9]+ turn$'
"""

State = Literal["works", "waits"]


def states(instance: Instance, ports: Ports) -> dict[int, State]:
    """Returns the state by process id. A bridge that is missing has no connection to the database. Raises
    psycopg.Error, OSError."""
    with postgres.connect(instance, ports) as link:
        return {pid: "works" if held else "waits" for pid, held in link.execute(_ASKED)}


def working(instance: Instance, ports: Ports) -> str:
    """Returns the name of the bridge that works, "" if none does. Raises psycopg.Error, OSError."""
    found = states(instance, ports)
    rows = supervision.states(instance)
    return next((str(row["name"]) for row in rows if found.get(row["pid"]) == "works"), "")
