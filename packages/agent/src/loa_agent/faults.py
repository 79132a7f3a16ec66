"""The faults of the box, in fixed words: the server shows them in its own language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loa_protocol.messages.common import ClockQuality

from loa_agent.sayable import said

if TYPE_CHECKING:
    from loa_agent.core import Core


def faults(core: Core) -> tuple[str, ...]:
    """Returns the present faults, each as "<part>: <what>", of at most 200 characters."""
    ports, turned_back = core.ports, core.outbox.turned_back
    told = [
        ("clock", ports.clock.quality() is ClockQuality.NONE and "not trusted, nothing scheduled sounds"),
        ("trust", core.trust_state.refused and "no valid trust or assignment, or disabled"),
        ("orders", core.held_acts.overfull and "more than can be held, everything is mute"),
        ("plan", core.plan_store.unreadable and "no body of a version that is read here"),
        ("disk", (ports.store.full or core.sync.full) and "full"),
        ("sound", ports.player.trouble),
        ("amplifier", ports.power.trouble),
        ("store", ports.store.unread and f"could not be read, {', '.join(sorted(ports.store.unread))}"),
        ("records", turned_back and f"turned back, {turned_back}"),
        ("refused", core.replies.fault),
    ]
    return tuple(said(f"{part}: {what}") for part, what in told if what)
