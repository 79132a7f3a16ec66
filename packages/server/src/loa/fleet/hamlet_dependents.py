"""Counts the clusters that serve each hamlet (see loa.places.dependents)."""

from typing import Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from loa.fleet.models import Device
from loa.kernel.figures import number
from loa.places.dependents import Dependents

NAMED: Final = 5
"""How many clusters are named."""


def on_hamlets(unit_id: int) -> dict[int, Dependents]:
    """Returns the number of clusters that are not disabled, by hamlet, in words."""
    rows = (
        Device.objects.filter(unit_id=unit_id, hamlet__isnull=False)
        .exclude(state=Device.State.DISABLED)
        .order_by()
        .values_list("hamlet_id")
        .annotate(n=Count("pk"), names=ArrayAgg("name", order_by="name"))
    )
    listed = reverse("clusters_list")
    return {
        hamlet: Dependents(
            ngettext("%(n)s cụm loa", "%(n)s cụm loa", n) % {"n": number(n)},
            f"{listed}?noi={unit_id}&thon={hamlet}",
            _afterwards(n, names),
        )
        for hamlet, n, names in rows
    }


def _afterwards(n: int, names: list[str]) -> str:
    """Returns what becomes of the clusters, with the names of the first few."""
    called = ", ".join(names[:NAMED]) + ("…" if n > NAMED else "")
    said = ngettext(
        "%(n)s cụm loa đặt ở đây (%(names)s) vẫn kêu theo lịch, tới khi chuyển sang thôn khác.",
        "%(n)s cụm loa đặt ở đây (%(names)s) vẫn kêu theo lịch, tới khi chuyển sang thôn khác.",
        n,
    )
    return said % {"n": number(n), "names": called}
