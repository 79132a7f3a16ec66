"""On how many clusters a bulletin was received, started and completed, which clusters did not complete it,
and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.newsroom.models import Bulletin
from loa.playlog import queries, today
from loa.playlog.queries import Occurrence
from loa.playlog.rules import SENTENCES, LikelyReason

MOST_SHOWN = 12
"""The largest number of soundings that the page shows."""
MOST_AHEAD = 3
"""The largest number of soundings on the page that have not ended."""
MOST_NAMES = 5
"""The largest number of names of clusters for one reason."""


@dataclass(frozen=True)
class MissingClusters:
    """Clusters that did not complete a sounding, for one likely reason."""

    sentence: str
    count: int
    names: str


@dataclass(frozen=True)
class Airing:
    """One planned sounding, and what is known of it."""

    occurrence: Occurrence
    ahead: bool
    missing: list[MissingClusters]
    mute: str
    """Why it sounds nowhere now although it is planned for now, or empty."""


def airings(bulletin: Bulletin) -> list[Airing]:
    """Returns the next soundings and the last ones, each with what is known of it."""
    now = clock.now()
    rows = shown(queries.of_bulletin_lately(bulletin.unit_id, bulletin.pk, MOST_SHOWN, MOST_AHEAD), now)
    today.mark_mute(rows, now)
    return [
        Airing(each, each.starts_at > now, _missing(each), str(SENTENCES[each.mute]) if each.mute else "")
        for each in rows
    ]


def shown(rows: Iterable[Occurrence], now: datetime) -> list[Occurrence]:
    """Returns what sounds now and the next few, the earliest first; then what is over, the newest first.
    Pure."""
    known = sorted(rows, key=lambda one: one.starts_at)
    ahead = [each for each in known if each.ends_at > now][:MOST_AHEAD]
    past = [each for each in reversed(known) if each.ends_at <= now]
    return [*ahead, *past[: MOST_SHOWN - len(ahead)]]


def _missing(occurrence: Occurrence) -> list[MissingClusters]:
    groups = queries.by_reason(
        (row, why) for row, why in occurrence.tally.rest if why is not LikelyReason.WAITING
    )
    return [
        MissingClusters(str(SENTENCES[why]), len(rows), _names([row.device for row in rows]))
        for why, rows in groups.items()
    ]


def _names(names: list[str]) -> str:
    said = ", ".join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return _("%(names)s và %(left)d cụm nữa") % {"names": said, "left": left} if left > 0 else said
