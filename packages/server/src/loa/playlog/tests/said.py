"""What a device says of the one sound that is planned."""

from loa.dispatch.models import PlannedItem
from loa.testing.records import record


def said(device, number, kind, code="", counts=True):
    """One record of the planned sound."""
    item = PlannedItem.objects.get()
    record(device, item, number, kind, at=item.starts_at, code=code, counts=counts)
