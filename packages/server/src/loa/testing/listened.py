"""Figures for tests of pages over many communes, as if the server had listened long enough to call a cluster
silent."""

from collections.abc import Collection
from datetime import timedelta

from loa.kernel import clock
from loa.playlog import counting
from loa.playlog.models import CommuneFigures


def counted(unit_ids: Collection[int] | None = None) -> None:
    """Counts what the worker counts each minute (None: for every commune), and marks the figures as counted
    without a break for the last hour."""
    if unit_ids is None:
        counting.every_commune()
    else:
        counting.communes(unit_ids)
    CommuneFigures.objects.update(since=clock.now() - timedelta(hours=1))
