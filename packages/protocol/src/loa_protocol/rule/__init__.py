"""THE RULE of what may sound and when. Pure; the server's views, approval, placing, the signer and every
device use this one code.

    sessions()   when a place may sound at all on a day
    breaches()   what is wrong with what is planned; clashes() who is in whose way; offers() what would do
    timeline()   what sounds when on a day, and what is dropped and why
    standing()   what the acts of the moment say

What may sound at a moment, all told, is `loa_protocol.verdict`.
"""

from loa_protocol.rule.acting import (
    MOST_ACTS,
    HeldAct,
    Standing,
    keep_acts,
    newest,
    standing,
    tone_due,
    tone_refused,
)
from loa_protocol.rule.checking import Clash, breaches, clashes
from loa_protocol.rule.hours import sessions, windows
from loa_protocol.rule.offering import Offer, OfferKind, offers
from loa_protocol.rule.placing import Cut, Dropped, Stretch, Timeline, timeline, timelines
from loa_protocol.rule.reasons import Breach, Reason
from loa_protocol.rule.sounding import next_edge, stretch_at

__all__ = [
    "MOST_ACTS",
    "Breach",
    "Clash",
    "Cut",
    "Dropped",
    "HeldAct",
    "Offer",
    "OfferKind",
    "Reason",
    "Standing",
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
