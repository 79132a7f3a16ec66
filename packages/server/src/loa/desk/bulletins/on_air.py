"""On how many clusters a bulletin was received, begun and heard to its end, and which did not, and why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.newsroom.models import Bulletin
from loa.playlog import queries
from loa.playlog.queries import Occurrence
from loa.playlog.rules import SENTENCES, Why

MOST_SHOWN = 12
MOST_NAMES = 5


@dataclass(frozen=True)
class Missing:
    """Clusters that lack for one likely reason."""

    sentence: str
    count: int
    names: str


@dataclass(frozen=True)
class Airing:
    """One planned sounding, and what is known of it."""

    occurrence: Occurrence
    ahead: bool
    missing: list[Missing]


def airings(bulletin: Bulletin) -> list[Airing]:
    """The last ones and the next ones, newest planned first."""
    now = clock.now()
    rows = queries.of_bulletin(bulletin.unit_id, bulletin.pk)
    ahead = [each for each in rows if each.starts_at > now]
    past = [each for each in rows if each.starts_at <= now]
    shown = [*ahead[-2:], *past[: MOST_SHOWN - 2]]
    return [Airing(each, each.starts_at > now, _missing(each)) for each in shown]


def _missing(occurrence: Occurrence) -> list[Missing]:
    groups = queries.by_reason((row, why) for row, why in occurrence.tally.rest if why is not Why.WAITING)
    return [
        Missing(str(SENTENCES[why]), len(rows), _names([row.device for row in rows]))
        for why, rows in groups.items()
    ]


def _names(names: list[str]) -> str:
    said = ", ".join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return _("%(names)s và %(left)d cụm nữa") % {"names": said, "left": left} if left > 0 else said
