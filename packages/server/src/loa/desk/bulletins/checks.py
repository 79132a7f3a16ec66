"""The checks that the page shows beside the text while it is written: the bulletin against the commune's
rules."""

from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _
from loa_protocol import timing

from loa.airtime import by_hand, sentences
from loa.airtime.proposals import Proposal, judged, timing_of
from loa.airtime.rules import Commune, PlacingVerdict
from loa.desk import silenced_places
from loa.dispatch import mute
from loa.kernel import clock
from loa.newsroom import rules as newsroom
from loa.newsroom.rules import DraftContent
from loa.newsroom.times import Once, Time

from . import choices


@dataclass(frozen=True)
class Remedy:
    """A correction that one press makes: the tick box to clear and the one to set instead."""

    label: str
    instead_of: str
    value: str


@dataclass(frozen=True)
class Check:
    """One line: `ok`, `warn` (it may still be sent) or `stop` (it would be rejected)."""

    kind: Literal["ok", "warn", "stop"]
    sentence: str
    remedies: tuple[Remedy, ...] = ()


def checks(
    schedule: Commune, unit_id: int, bulletin_id: int | None, words: DraftContent, duration_ms: int
) -> list[Check]:
    """Returns all lines for the page, troubles first. `schedule` is the unit's schedule from today on."""
    now = clock.local_now()
    wrong = dict.fromkeys(fault.message for fault in newsroom.time_faults(words, now))
    lines = [Check("stop", said) for said in wrong]
    words = replace(words, times=tuple(each for each in words.times if not newsroom.fault_of_time(each, now)))
    if not words.times:
        return lines
    proposal = Proposal(
        unit_id=unit_id,
        bulletin_id=bulletin_id,
        title=words.title or _("Bản tin này"),
        priority=words.priority,
        hamlets=words.hamlets,
        times=words.times,
        duration_ms=duration_ms,
        last_day=newsroom.validity(words)[1],
    )
    verdicts = judged(proposal, schedule)
    lines += [_trouble(when, verdict) for when, verdict in verdicts if verdict.trouble]
    good = sum(1 for _when, verdict in verdicts if verdict.trouble is None)
    if good and not newsroom.is_too_long(words):
        said = _("Nằm trong giờ được phát.")
        if good > 1:
            said = _("Nằm trong giờ được phát, cả %(n)d lần.") % {"n": good}
        lines.append(Check("ok", said))
    for _when, verdict in verdicts:
        lines.extend(_silenced(verdict))
    return [*lines, *_changed_by_hand(bulletin_id, words), *_muted(unit_id)]


def _trouble(when: Time, verdict: PlacingVerdict) -> Check:
    assert verdict.trouble is not None
    today = clock.today()
    remedies = []
    if isinstance(when, Once):
        for offer in verdict.offers:
            other = Once(at=timing.local(offer.start_ms).replace(tzinfo=None))
            label = _("Đổi sang %(time)s") % {"time": choices.mid_sentence(other, today)}
            remedies.append(Remedy(label, choices.to_text(when), choices.to_text(other)))
    return Check("stop", sentences.trouble_sentence(verdict.trouble), tuple(remedies))


def _changed_by_hand(bulletin_id: int | None, words: DraftContent) -> list[Check]:
    """Returns one warning for each change of an operator that the approval of these words would undo."""
    if bulletin_id is None:
        return []
    times = [timing_of(each) for each in words.times]
    undone = [(each, by_hand.undone(each, times)) for each in by_hand.changes_of(bulletin_id, clock.today())]
    return [Check("warn", f"{by_hand.sentence(each)} {after}") for each, after in undone if after]


def _muted(unit_id: int) -> list[Check]:
    """Returns the warning that the commune is silenced now, so that the bulletin sounds only after the
    silence is lifted."""
    since = mute.standing([unit_id]).of_unit(unit_id)
    if since is None:
        return []
    said = _("Đang tắt tiếng ở đây từ %(at)s: chưa mở lại thì tin này không kêu.")
    return [Check("warn", said % {"at": silenced_places.moment(since, clock.now())})]


def _silenced(verdict: PlacingVerdict) -> list[Check]:
    """Returns one warning for each slot that this priority bulletin displaces."""
    lines: dict[str, Check] = {}
    for each in verdict.displaced:
        said = _("%(day)s: tin ưu tiên này làm “%(title)s” không kịp phát.") % {
            "day": choices.day_said(each.day, clock.today()),
            "title": each.title,
        }
        lines.setdefault(each.slot, Check("warn", said))
    return list(lines.values())
