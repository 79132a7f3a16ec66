"""The context of the home page of a province, or of any unit above the communes. It has counts and no single
clusters."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from loa_protocol import timing

from loa.airtime import sentences
from loa.desk import not_known, silenced_places
from loa.desk.home import sentence
from loa.desk.operations import page as wall
from loa.desk.operations.page import MissedUnit, SoundingNow
from loa.desk.operations.seen import CountedState, of_many
from loa.desk.silenced_places import SilencedPlace
from loa.dispatch import mute
from loa.dispatch.upcoming import UpcomingSounding, coming
from loa.kernel import actor, clock
from loa.newsroom import queries as newsroom
from loa.people import queries as people
from loa.places.models import Unit
from loa.playlog.rules import LOOK_BACK

MOST_COMING = 8
"""The largest number of upcoming soundings that the page lists."""
MOST_MISSED = 5
"""The largest number of units with missed soundings that the page lists."""


def of_units(unit: Unit, reads: Collection[int], administers: bool, approves: bool) -> dict[str, Any]:
    """Returns the context of the home page of `unit`, over all the units that the person may read."""
    now, me = clock.now(), actor.current().person_id
    ids = list(reads)
    seen = of_many(ids)
    whole = seen.whole
    lines = wall.worst_first(seen, {each.pk: each for each in wall.communes(ids)})
    sounds = wall.sounding(seen.sounding)
    muted = mute.standing(ids)
    ahead = coming(ids, now, now + wall.AHEAD, muted)
    silenced = silenced_places.of(unit, muted, seen.silenced)
    return {
        "unit": unit,
        "now": now,
        "seen": seen,
        "sentence": state_sentence(ahead, sounds, lines, seen=seen, silenced=silenced, now=now),
        "whole": whole,
        "counted": whole.counted,
        "trouble": whole.total - whole.alive,
        "communes": sum(1 for each in seen.standings.values() if each.total),
        "missed": lines[:MOST_MISSED],
        "missed_more": max(0, len(lines) - MOST_MISSED),
        "since": seen.counted_at - LOOK_BACK,
        "grants": people.grants_to_confirm(ids, me).count() if administers else 0,
        "codes": people.links_to_read(ids, me).filter(code_by=None).count() if administers else 0,
        "bulletins": newsroom.waiting([unit.pk])[:5] if approves else [],
        "sounding": sounds,
        "coming": ahead[:MOST_COMING],
        "coming_more": max(0, len(ahead) - MOST_COMING),
    }


def state_sentence(
    ahead: list[UpcomingSounding],
    sounds: list[SoundingNow],
    missed: list[MissedUnit],
    *,
    seen: CountedState,
    silenced: SilencedPlace,
    now: datetime,
) -> str:
    """Returns the first sentence of the page, for example "Sẵn sàng cho 17:00. 2 xã, phường cần xem. Chưa rõ
    ở 3 xã, phường"."""
    next_at = sentences.clock_time(timing.to_ms(ahead[0].starts_at)) if ahead else ""
    if silenced.whole:
        return silenced.first(now, next_at)
    if seen.nothing:
        return " ".join(filter(None, (f"{not_known.everywhere(seen.unknown, now)}.", silenced.some)))
    heard = next((each for each in ahead if not each.mute), None)
    first = sentence.first(
        _("Đang phát %(n)s bản tin.") % {"n": len(sounds)} if sounds else "",
        sentences.clock_time(timing.to_ms(heard.starts_at)) if heard else "",
        dead=seen.whole.dead and not seen.unknown,
    )
    told = ngettext("%(n)s xã, phường cần xem.", "%(n)s xã, phường cần xem.", len(missed)) if missed else ""
    more = (silenced.some, told % {"n": len(missed)} if told else "", not_known.where(seen.unknown))
    return " ".join(part for part in (first, *more) if part)
