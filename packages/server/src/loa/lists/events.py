"""What lists announce."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FileRequested:
    """Someone wants a file that is slow to write: of the list with this key, with the filters and the order
    of this query string, within these arguments of its URL. The file is for the present actor; `unit_id` is
    the unit at which it is to be recorded."""

    list: str
    form: str
    query: str
    within: Mapping[str, int]
    unit_id: int
