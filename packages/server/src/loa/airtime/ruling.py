"""Finds which regulation counts on a day, of all that were ever written for a place and above it. Pure.

Regulations are only ever added. The newest one of the nearest unit counts. One that allows more than what
would count without it counts only once a second person has agreed; until then what would count without it
counts.

An agreement is to what stood when it was given. It counts from its own day on, and never on a day for which
the unit had already written a newer regulation: who agreed to the older one did not decide about the newer.
Nor does it turn a unit's regulation that counted below it into one that waits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loa_protocol.messages.plan import Rules, Window
from loa_protocol.rule.hours import intersected, merged, subtracted, windows

from loa.kernel import clock

from .models import BroadcastRule


@dataclass(frozen=True)
class WrittenRegulation:
    """A regulation as its row has it.

    `agreed`: a second person has agreed, or need not. `taken_back`: before it began, by its writer ("maker")
    or by another ("other"); from its first day on, by anybody ("begun"); by nobody (""). `written_at`,
    `agreed_at`: the moments of the two rows; an agreement without a moment counts as if it had always been
    given. `newer`: what the unit had written after it when the agreement was given, or, without one, until
    now.
    """

    row: BroadcastRule
    rules: Rules
    agreed: bool
    taken_back: str = ""
    written_at: datetime | None = None
    agreed_at: datetime | None = None
    newer: tuple[BroadcastRule, ...] = ()

    def covers(self, day: date) -> bool:
        """Returns whether the regulation was written for this local day, whether or not it counts then."""
        return self.row.holds(day)

    def replaced(self, day: date) -> bool:
        """Returns whether a newer regulation of the unit takes its place on this local day, so that an
        agreement changes nothing then."""
        return any(each.holds(day) for each in self.newer)

    def agreed_on(self, day: date) -> bool:
        """Returns whether a second person's agreement counts on this local day."""
        if not self.agreed or self.agreed_at is None:
            return self.agreed
        return clock.local(self.agreed_at).date() <= day and not self.replaced(day)

    def agreed_after(self, moment: datetime | None) -> bool:
        """Returns whether the agreement was given after the moment. Without a moment none was."""
        return moment is not None and self.agreed_at is not None and self.agreed_at > moment


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
    rows = list(reversed([one for rows in chain for one in rows if one.covers(day)]))
    return _Replay(rows, day).found(len(rows), None)


class _Replay:
    """The regulations that were written for a day, each laid over what counted before it."""

    def __init__(self, rows: Sequence[WrittenRegulation], day: date) -> None:
        self._rows, self._day = rows, day
        self._known: dict[tuple[int, datetime | None], WrittenRegulation | None] = {}

    def found(self, many: int, until: datetime | None) -> WrittenRegulation | None:
        """Returns what counts by the first so many rows, without the agreements that were given after
        `until`."""
        if (many, until) not in self._known:
            found = None
            for place, each in enumerate(self._rows[:many]):
                if self._counts(place, found.rules if found else None, until):
                    found = each
            self._known[many, until] = found
        return self._known[many, until]

    def _counts(self, place: int, before: Rules | None, until: datetime | None) -> bool:
        each = self._rows[place]
        agreed = each.agreed_on(self._day) and not each.agreed_after(until)
        if not agreed and is_wider(each.rules, before) and not self._counted(place, until):
            return False
        return not each.taken_back or self._still_counts(place, before)

    def _counted(self, place: int, until: datetime | None) -> bool:
        """Returns whether it allowed no more than what stood when it was written, where something else stands
        only because somebody agreed to that later."""
        written = self._rows[place].written_at
        if written is None or not any(each.agreed_after(written) for each in self._rows[:place]):
            return False
        found = self.found(place, written if until is None else min(written, until))
        return not is_wider(self._rows[place].rules, found.rules if found else None)

    def _still_counts(self, place: int, before: Rules | None) -> bool:
        """Returns whether a regulation counts although it was taken back.

        Its writer may take it back always before it begins, another person only where nothing becomes wider
        by that. From its first day on only one that waited is taken back: it allowed more than what had been
        written before it.
        """
        each = self._rows[place]
        if each.taken_back == "begun":
            older = [one for one in self._rows[:place] if one.row.pk < each.row.pk]
            stood = _Replay(older, self._day).found(len(older), None)
            return each.agreed or not is_wider(each.rules, stood.rules if stood else None)
        return each.taken_back != "maker" and before is not None and is_wider(before, each.rules)
