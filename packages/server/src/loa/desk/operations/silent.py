"""The soundings that clusters missed. One commune is read from its rows as they are now, many as the worker
counted them last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from loa.desk.operations.seen import missing_among
from loa.kernel import clock
from loa.playlog import figures
from loa.playlog.figures import UnknownFigures
from loa.playlog.models import SilentSound
from loa.playlog.rules import LOOK_BACK, LikelyReason


@dataclass(frozen=True)
class Silence:
    """The missed soundings, the latest first, with their counts."""

    clusters: int
    reasons: list[tuple[LikelyReason, int]]
    """Each reason with its number of soundings, the most frequent first."""
    rows: Sequence[SilentSound] | QuerySet[SilentSound]
    counted_at: datetime
    unknown: UnknownFigures


def of_one(unit_id: int) -> Silence:
    """Returns one commune, from its rows."""
    found = [
        SilentSound(
            unit_id=unit_id,
            device_id=row.device_id,
            name=row.device,
            title=row.title,
            starts_at=row.starts_at,
            why=reason,
            seen_at=row.known.seen_at,
        )
        for row, reason in missing_among([unit_id], LOOK_BACK)
    ]
    return Silence(
        clusters=len({row.device_id for row in found}),
        reasons=[
            (LikelyReason(each), count) for each, count in Counter(row.why for row in found).most_common()
        ],
        rows=sorted(found, key=lambda row: (-row.starts_at.timestamp(), row.name)),
        counted_at=clock.now(),
        unknown=UnknownFigures({}),
    )


def of_many(unit_ids: Sequence[int]) -> Silence:
    """Returns several communes, from the worker's figures."""
    found = figures.silent(unit_ids)
    counts = found.rows.values_list("why").annotate(n=Count("pk")).order_by("-n", "why")
    return Silence(
        clusters=found.rows.aggregate(n=Count("device", distinct=True))["n"],
        reasons=[(LikelyReason(each), count) for each, count in counts],
        rows=found.rows.order_by("-starts_at", "unit", "name", "pk"),
        counted_at=found.counted_at or clock.now(),
        unknown=found.unknown,
    )
