"""All declarations of all installed rooms and doors."""

from loa.kernel import rooms
from loa.kernel.guard.declare import Table


def declared() -> dict[str, Table]:
    """Every declared table by name. Raises ValueError where two rooms declare the same one."""
    found: dict[str, Table] = {}
    for label, module in rooms.files("tables"):
        for table in module.TABLES:
            if table.name in found:
                raise ValueError(f"{table.name} is declared twice, again in {label}")
            found[table.name] = table
    return found
