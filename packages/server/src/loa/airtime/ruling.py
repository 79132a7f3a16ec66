"""Finds which regulation counts on a day, of all that were ever written for a place and above it. Pure.

Regulations are only ever added. The newest one of the nearest unit counts. One that allows more than what
would count without it counts only once a second person has agreed; until then what would count without it
counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loa_protocol.messages.plan import Rules, Window
from loa_protocol.rule.hours import intersected, merged, subtracted, windows

from .models import BroadcastRule


@dataclass(frozen=True)
class WrittenRegulation:
    """A regulation as its row has it.

    `agreed`: a second person has agreed, or need not. `taken_back`: by its writer ("maker"), by another
    ("other"), or by nobody ("").
    """

    row: BroadcastRule
    rules: Rules
    agreed: bool
    taken_back: str = ""

    def covers(self, day: date) -> bool:
        """Returns whether the regulation was written for this local day, whether or not it counts then."""
        return self.row.holds(day)


def is_wider(rules: Rules, than: Rules | None) -> bool:
    """Returns whether something could sound by these rules that could not by the others (None: no rules, so
    silence)."""
    if than is None or rules.minutes > than.minutes or rules.volume > than.volume:
        return True
    if subtracted(merged(than.quiet), merged(rules.quiet)):
        return True
    return any(_wider_on(weekday, rules, than) for weekday in range(1, 8))


def _wider_on(weekday: int, rules: Rules, than: Rules) -> bool:
    """Returns whether these rules allow more on an ISO weekday.

    That is minutes outside the others' sessions, or more minutes inside one of them, by several shorter
    sessions.
    """
    inside, others = windows(rules, weekday), windows(than, weekday)
    if subtracted(inside, others):
        return True
    return any(_most(rules, intersected(inside, (each,))) > _most(than, (each,)) for each in others)


def _most(rules: Rules, sessions: Iterable[Window]) -> int:
    """Returns the most minutes that may sound in these sessions."""
    return sum(min(rules.minutes, each.end - each.start) for each in sessions)


def in_force(chain: Iterable[Sequence[WrittenRegulation]], day: date) -> WrittenRegulation | None:
    """Returns the regulation that counts on a local day, or None.

    `chain` has a place's regulations and those above it: the nearest unit's first, and of each unit the
    newest first.
    """
    # From the oldest of the highest unit to the newest of the place itself: each later one replaces what
    # counted.
    found: WrittenRegulation | None = None
    for each in reversed([one for rows in chain for one in rows if one.covers(day)]):
        before = found.rules if found else None
        if not each.agreed and is_wider(each.rules, before):
            continue
        if each.taken_back and not _still_counts(each, before):
            continue
        found = each
    return found


def _still_counts(taken: WrittenRegulation, before: Rules | None) -> bool:
    """Returns whether a regulation counts although it was taken back.

    Its writer may take it back always, another person only where nothing becomes wider by that.
    """
    return taken.taken_back != "maker" and before is not None and is_wider(before, taken.rules)
