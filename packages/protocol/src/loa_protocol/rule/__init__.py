"""THE RULE of what may sound and when. Pure; the server's views, approval, placing, the signer and every
device use this one code.

    sessions()   when a place may sound at all on a day
    breaches()   what is wrong with what is planned; clashes() who is in whose way; offers() what would do
    timeline()   what sounds when on a day, and what is dropped and why
    sounding()   what sounds at a moment, with the acts of the moment applied
"""

from loa_protocol.rule.acting import Standing, keep_acts, standing, tone_due
from loa_protocol.rule.checking import Clash, breaches, clashes
from loa_protocol.rule.hours import sessions, windows
from loa_protocol.rule.offering import Offer, OfferKind, offers
from loa_protocol.rule.placing import Cut, Dropped, Stretch, Timeline, timeline, timelines
from loa_protocol.rule.reasons import Breach, Reason
from loa_protocol.rule.sounding import Quiet, Silent, Sounding, moment, next_change, sounding

__all__ = [
    "Breach",
    "Clash",
    "Cut",
    "Dropped",
    "Offer",
    "OfferKind",
    "Quiet",
    "Reason",
    "Silent",
    "Sounding",
    "Standing",
    "Stretch",
    "Timeline",
    "breaches",
    "clashes",
    "keep_acts",
    "moment",
    "next_change",
    "offers",
    "sessions",
    "sounding",
    "standing",
    "timeline",
    "timelines",
    "tone_due",
    "windows",
]
