"""Tables that this room takes: a province's units and what went into what, hamlets of one commune."""

from typing import Final

from loa.places.imports import hamlets, successions, units

IMPORTS: Final = (hamlets.IMPORTING, *units.IMPORTINGS, successions.IMPORTING)
