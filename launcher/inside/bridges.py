"""Which bridge works and which wait: the lock that PostgreSQL keeps for the one, and who stands before it."""

from typing import Literal

from launcher.inside import postgres, supervision
from launcher.layout import Instance, Ports

PART = "bridge"
# A bridge names the connection of its turn by its process's number (loa.bridge.database).
_ASKED = """
select split_part(a.application_name, ' ', 2)::int, exists (
  select from pg_locks l where l.pid = a.pid and l.relation = to_regclass('public.fleet_turn') and l.granted
) from pg_stat_activity a
where a.datname = current_database() and a.application_name ~ '^loa_bridge [0-9]+ turn$'
"""

State = Literal["works", "waits"]


def states(instance: Instance, ports: Ports) -> dict[int, State]:
    """By process id. One that is missing has no database. Raises psycopg.Error, OSError."""
    with postgres.connect(instance, ports) as link:
        return {pid: "works" if held else "waits" for pid, held in link.execute(_ASKED)}


def working(instance: Instance, ports: Ports) -> str:
    """The name of the one that works, "" while none does. Raises psycopg.Error, OSError."""
    found = states(instance, ports)
    rows = supervision.states(instance)
    return next((str(row["name"]) for row in rows if found.get(row["pid"]) == "works"), "")
