"""The imports of places: a province's units, their successions, and the hamlets of one commune."""

from typing import Final

from loa.places.imports import hamlets, successions, units

IMPORTS: Final = (hamlets.IMPORTING, *units.IMPORTINGS, successions.IMPORTING)
