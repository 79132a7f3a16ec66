"""What was done with a bulletin, in sentences, and which clusters of its places would not sound it now."""

from typing import Final

from loa.audit import queries as audit
from loa.desk.evidence.record import RecordedAct, told
from loa.dispatch import mute
from loa.fleet import queries as fleet
from loa.fleet.rules import Condition
from loa.newsroom.models import Bulletin

MOST_SHOWN: Final = 20
"""The largest number of recorded acts that a page shows."""
SILENT: Final = (Condition.SILENT, Condition.FAULT, Condition.NEVER, Condition.SILENCED)
"""The conditions in which a cluster would not sound a bulletin."""


def acts_on(bulletin: Bulletin) -> list[RecordedAct]:
    """Returns the last recorded acts on this bulletin, newest first."""
    entries = audit.entries([bulletin.unit_id], subject=f"newsroom.bulletin:{bulletin.pk}")
    return told(list(entries[:MOST_SHOWN]))


def silent_clusters(unit_id: int, hamlets: tuple[int, ...]) -> list[str]:
    """Returns the names of the clusters of these hamlets that would not sound it now. Without hamlets it is
    the whole commune. Clusters without a box and locked ones are left out."""
    muted = mute.standing([unit_id])
    return [
        each.device.name
        for each in fleet.shown([unit_id])
        if (not hamlets or each.device.hamlet_id in hamlets)
        and (
            each.condition in SILENT or (muted.of_device(each.device) and each.condition is not Condition.NEW)
        )
        and each.condition is not Condition.DISABLED
    ]
