"""Which regulation counts on a day, of all that were ever written for a place and above it. Pure.

Regulations are only ever added. The newest one written by the nearest unit counts; one that allows more than
what would count without it counts only once a second person has agreed, and until then what counts is that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loa_protocol.messages.plan import Rules, Window
from loa_protocol.rule.hours import intersected, merged, subtracted, windows

from .models import BroadcastRule


@dataclass(frozen=True)
class Written:
    """A regulation as its row says it. `agreed`: a second person has, or needs not. `taken_back`: by whoever
    wrote it ("maker"), by another ("other"), or by nobody ("")."""

    row: BroadcastRule
    rules: Rules
    agreed: bool
    taken_back: str = ""

    def covers(self, day: date) -> bool:
        return self.row.holds(day)


def is_wider(rules: Rules, than: Rules | None) -> bool:
    """Could something sound by these rules that could not by the others (None: no rules, so silence)?"""
    if than is None or rules.minutes > than.minutes or rules.volume > than.volume:
        return True
    if subtracted(merged(than.quiet), merged(rules.quiet)):
        return True
    return any(_wider_on(weekday, rules, than) for weekday in range(1, 8))


def _wider_on(weekday: int, rules: Rules, than: Rules) -> bool:
    """On an ISO weekday: minutes outside the others' sessions, or more of them in one, cut into several."""
    inside, others = windows(rules, weekday), windows(than, weekday)
    if subtracted(inside, others):
        return True
    return any(_most(rules, intersected(inside, (each,))) > _most(than, (each,)) for each in others)


def _most(rules: Rules, sessions: Iterable[Window]) -> int:
    """The most minutes that may sound in these sessions."""
    return sum(min(rules.minutes, each.end - each.start) for each in sessions)


def in_force(chain: Iterable[Sequence[Written]], day: date) -> Written | None:
    """Of a place's regulations and those above it, the nearest unit's first and of each unit the newest
    first: the one that counts on a local day."""
    found: Written | None = None
    for each in reversed([one for rows in chain for one in rows if one.covers(day)]):
        before = found.rules if found else None
        if not each.agreed and is_wider(each.rules, before):
            continue
        if each.taken_back and not _still_counts(each, before):
            continue
        found = each
    return found


def _still_counts(taken: Written, before: Rules | None) -> bool:
    """Whoever wrote it may take it back; another only where nothing becomes wider by that."""
    return taken.taken_back != "maker" and before is not None and is_wider(before, taken.rules)
