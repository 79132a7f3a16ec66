"""Counts the slots that are for each hamlet (see loa.places.dependents)."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import ngettext

from loa.airtime.models import Slot
from loa.kernel import clock
from loa.kernel.figures import number
from loa.places.dependents import Dependents


def on_hamlets(unit_id: int) -> dict[int, Dependents]:
    """Returns the slots that name the hamlet and have a day to come. Slots of the whole commune name no
    hamlet."""
    rows = Slot.objects.filter(unit_id=unit_id, state=Slot.State.PLACED, last__gte=clock.today())
    counts = Counter(hamlet for hamlets in rows.values_list("hamlets", flat=True) for hamlet in hamlets)
    week = f"{reverse('schedule_week')}?noi={unit_id}"
    return {
        hamlet: Dependents(
            ngettext("%(n)s khung giờ riêng", "%(n)s khung giờ riêng", n) % {"n": number(n)},
            week,
            ngettext(
                "%(n)s khung giờ phát riêng cho nơi này vẫn ở trong lịch tới ngày cuối.",
                "%(n)s khung giờ phát riêng cho nơi này vẫn ở trong lịch tới ngày cuối.",
                n,
            )
            % {"n": number(n)},
        )
        for hamlet, n in counts.items()
    }
