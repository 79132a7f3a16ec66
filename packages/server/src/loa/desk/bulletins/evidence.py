"""What was done with a bulletin, in sentences, and which clusters of its places would not sound it now."""

from dataclasses import dataclass
from typing import Final

from loa.audit import queries as audit
from loa.desk.evidence.record import RecordedAct, told
from loa.dispatch import mute
from loa.fleet import queries as fleet
from loa.fleet.rules import CONDITIONS, IDLE, Condition
from loa.newsroom.models import Bulletin

MOST_SHOWN: Final = 20
"""The largest number of recorded acts that a page shows."""
MOST_NAMES: Final = 8
"""The largest number of clusters that a page names for one condition."""
IN_THE_WAY: Final = (Condition.SILENT, Condition.NEVER, Condition.FAULT, Condition.SILENCED)
"""The conditions in which a cluster may not sound a bulletin, or not know of it in time."""


def acts_on(bulletin: Bulletin) -> list[RecordedAct]:
    """Returns the last recorded acts on this bulletin, newest first."""
    entries = audit.entries([bulletin.unit_id], subject=f"newsroom.bulletin:{bulletin.pk}")
    return told(list(entries[:MOST_SHOWN]))


@dataclass(frozen=True)
class ClustersOfCondition:
    """Clusters in one condition, in its own word ("mất liên lạc"): how many, and the names of the first."""

    said: str
    count: int
    names: str


def not_sounding(unit_id: int, hamlets: tuple[int, ...]) -> list[ClustersOfCondition]:
    """Returns the clusters of these hamlets that would not sound a bulletin now, by their condition. Without
    hamlets it is the whole commune. Clusters without a box and locked ones are left out. Whatever an act has
    silenced counts as silenced, also before its box says so."""
    muted = mute.standing([unit_id])
    found: dict[Condition, list[str]] = {each: [] for each in IN_THE_WAY}
    for each in fleet.shown([unit_id]):
        if (hamlets and each.device.hamlet_id not in hamlets) or each.condition in IDLE:
            continue
        condition = Condition.SILENCED if muted.of_device(each.device) else each.condition
        if condition in found:
            found[condition].append(each.device.name)
    return [
        ClustersOfCondition(str(CONDITIONS[condition]), len(names), ", ".join(names[:MOST_NAMES]))
        for condition, names in found.items()
        if names
    ]
