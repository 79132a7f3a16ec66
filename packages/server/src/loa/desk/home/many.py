"""What the home page shows of a province, or of any unit above communes: counts, never single clusters."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from loa_protocol import timing

from loa.airtime import sentences
from loa.desk import hush
from loa.desk.home import sentence
from loa.desk.hush import Hush
from loa.desk.operations import page as wall
from loa.desk.operations import standing
from loa.desk.operations.page import Missed, Sounding
from loa.dispatch import mute
from loa.dispatch.coming import Coming, coming
from loa.kernel import clock
from loa.newsroom import queries as newsroom
from loa.people import queries as people
from loa.places.models import Unit
from loa.playlog import queries as playlog

MOST_COMING = 8
MOST_MISSED = 5


def of_units(unit: Unit, reads: Collection[int], administers: bool, approves: bool) -> dict[str, Any]:
    """The context of the home page of `unit` over all the units that the person reads."""
    now = clock.now()
    ids = list(reads)
    missed = wall.missing(ids)
    standings = wall.standings_of(ids, missed)
    whole = standing.total(standings.values())
    lines = wall.worst_first(missed, {each.pk: each for each in wall.communes(ids)}, standings)
    sounds = wall.sounding(playlog.sounding_now(ids))
    muted = mute.standing(ids)
    silenced = {pk: each.silenced for pk, each in standings.items() if each.total}
    ahead = coming(ids, now, now + wall.AHEAD, muted)
    return {
        "unit": unit,
        "now": now,
        "sentence": state_sentence(
            ahead, sounds, lines, dead=whole.dead, hush=hush.of(unit, muted, silenced), now=now
        ),
        "whole": whole,
        "trouble": whole.total - whole.alive,
        "communes": sum(1 for each in standings.values() if each.total),
        "missed": lines[:MOST_MISSED],
        "missed_more": max(0, len(lines) - MOST_MISSED),
        "since": now - wall.LOOK_BACK,
        "grants": people.waiting_grants(ids).count() if administers else 0,
        "codes": people.codes_to_give(ids) if administers else 0,
        "bulletins": newsroom.waiting([unit.pk])[:5] if approves else [],
        "sounding": sounds,
        "coming": ahead[:MOST_COMING],
        "coming_more": max(0, len(ahead) - MOST_COMING),
    }


def state_sentence(
    ahead: list[Coming],
    sounds: list[Sounding],
    missed: list[Missed],
    *,
    dead: bool,
    hush: Hush,
    now: datetime,
) -> str:
    """Sẵn sàng cho 17:00. 2 xã, phường cần xem."""
    next_at = sentences.clock_time(timing.to_ms(ahead[0].starts_at)) if ahead else ""
    if hush.whole:
        return hush.first(now, next_at)
    heard = next((each for each in ahead if not each.mute), None)
    first = sentence.first(
        _("Đang phát %(n)s bản tin.") % {"n": len(sounds)} if sounds else "",
        sentences.clock_time(timing.to_ms(heard.starts_at)) if heard else "",
        dead=dead,
    )
    if hush.some:
        first = f"{first} {hush.some}"
    if not missed:
        return first
    told = ngettext("%(n)s xã, phường cần xem.", "%(n)s xã, phường cần xem.", len(missed))
    return f"{first} {told % {'n': len(missed)}}"
