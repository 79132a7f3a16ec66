"""The actions on units and hamlets, one function each."""

from loa.places.actions.hamlets import (
    add_hamlet,
    end_hamlet,
    keep_hamlet,
    locate_hamlet,
    rename_hamlet,
    require_hamlets,
)
from loa.places.actions.units import add_commune, add_former_commune, add_succession, measure_unit

__all__ = [
    "add_commune",
    "add_former_commune",
    "add_hamlet",
    "add_succession",
    "end_hamlet",
    "keep_hamlet",
    "locate_hamlet",
    "measure_unit",
    "rename_hamlet",
    "require_hamlets",
]
