"""Summarizes for each commune what should have sounded and did not. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loa.playlog.outcomes import OutcomeRow
from loa.playlog.queries import by_reason
from loa.playlog.rules import ORDERED, LikelyReason

Missing = list[tuple[OutcomeRow, LikelyReason]]


@dataclass(frozen=True)
class MissedSounds:
    """How many clusters of a commune should have sounded and did not; when the last missed sound should have
    begun (UTC); the most frequent likely reason, and how many reasons there are."""

    clusters: int
    at: datetime
    why: LikelyReason
    reasons: int


def faults(rows: Iterable[tuple[OutcomeRow, LikelyReason]]) -> Missing:
    """Returns the rows without those that somebody stopped."""
    return [(row, why) for row, why in rows if why not in ORDERED]


def by_unit(rows: Missing) -> dict[int, MissedSounds]:
    """Returns the summary of each commune that has any row."""
    groups: dict[int, Missing] = defaultdict(list)
    for row, why in rows:
        groups[row.unit_id].append((row, why))
    return {unit_id: _of(group) for unit_id, group in groups.items()}


def _of(group: Missing) -> MissedSounds:
    """Returns the summary of one commune's rows."""
    reasons = by_reason(group)
    return MissedSounds(
        clusters=len({row.device_id for row, _why in group}),
        at=max(row.starts_at for row, _why in group),
        why=next(iter(reasons)),
        reasons=len(reasons),
    )
