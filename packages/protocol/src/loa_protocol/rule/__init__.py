"""The rule: what may sound and when. The code is pure. The server's views, approval, scheduling, the signer
and every device use this same code.

    sessions()   when a place may sound on a day
    breaches()   which rules the planned items break
    clashes()    which items overlap
    offers()     which other times are free for an item
    timeline()   what sounds when on a day, and what is dropped and why
    standing()   what the acts in force mute at a moment

`loa_protocol.verdict` combines these with trust and the clock into what sounds at a moment.
"""

from loa_protocol.rule.acting import (
    MOST_ACTS,
    HeldAct,
    StandingActs,
    keep_acts,
    newest,
    standing,
    tone_due,
    tone_refused,
)
from loa_protocol.rule.checking import Clash, breaches, clashes
from loa_protocol.rule.hours import sessions, windows
from loa_protocol.rule.offering import Offer, OfferKind, offers
from loa_protocol.rule.placing import CutPart, DroppedItem, Stretch, Timeline, timeline, timelines
from loa_protocol.rule.reasons import Breach, Reason
from loa_protocol.rule.sounding import next_edge, stretch_at

__all__ = [
    "MOST_ACTS",
    "Breach",
    "Clash",
    "CutPart",
    "DroppedItem",
    "HeldAct",
    "Offer",
    "OfferKind",
    "Reason",
    "StandingActs",
    "Stretch",
    "Timeline",
    "breaches",
    "clashes",
    "keep_acts",
    "newest",
    "next_edge",
    "offers",
    "sessions",
    "standing",
    "stretch_at",
    "timeline",
    "timelines",
    "tone_due",
    "tone_refused",
    "windows",
]
