"""Collects the declarations of all installed apps."""

from loa.kernel import autodiscovery
from loa.kernel.guard.declare import Table


def declared() -> dict[str, Table]:
    """Returns every declared table by name. Raises ValueError where two apps declare the same one."""
    found: dict[str, Table] = {}
    for label, module in autodiscovery.files("tables"):
        for table in module.TABLES:
            if table.name in found:
                raise ValueError(f"{table.name} is declared twice, again in {label}")
            found[table.name] = table
    return found
