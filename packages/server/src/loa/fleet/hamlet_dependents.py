"""Counts the clusters that serve each hamlet (see loa.places.dependents)."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from loa.fleet.models import Device
from loa.places.dependents import Dependents


def on_hamlets(unit_id: int) -> dict[int, Dependents]:
    """Returns the number of clusters that are not disabled, by hamlet, in words."""
    rows = (
        Device.objects.filter(unit_id=unit_id, hamlet__isnull=False)
        .exclude(state=Device.State.DISABLED)
        .order_by()
        .values_list("hamlet_id")
        .annotate(n=Count("pk"))
    )
    listed = reverse("clusters_list")
    return {
        hamlet: Dependents(
            ngettext("%(n)s cụm loa", "%(n)s cụm loa", n) % {"n": n},
            f"{listed}?noi={unit_id}&thon={hamlet}",
            ngettext(
                "%(n)s cụm loa đặt ở đây vẫn kêu theo lịch, tới khi chuyển sang thôn khác.",
                "%(n)s cụm loa đặt ở đây vẫn kêu theo lịch, tới khi chuyển sang thôn khác.",
                n,
            )
            % {"n": n},
        )
        for hamlet, n in rows
    }
