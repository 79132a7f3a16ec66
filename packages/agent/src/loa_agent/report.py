"""Builds the messages in which the box describes itself: Hello, Have and Health."""

from __future__ import annotations

from loa_protocol.ids import key_id
from loa_protocol.messages.device import Have, Health, Hello

from loa_agent import __version__
from loa_agent.clock import Clock
from loa_agent.held_acts import HeldActs
from loa_agent.outbox import Outbox
from loa_agent.plan_store import SPEAKS, MissingObject, PlanStore
from loa_agent.play_journal import PlayJournal
from loa_agent.trust_state import TrustState


def hello(trust_state: TrustState, clock: Clock, boot: str, has_rtc: bool) -> Hello:
    """Returns the first message of a session."""
    root = key_id(bytes.fromhex(trust_state.pins.root))
    return Hello(1, trust_state.device, SPEAKS, __version__, boot, root, has_rtc, clock.quality())


def have(
    trust_state: TrustState,
    plan_store: PlanStore,
    held_acts: HeldActs,
    outbox: Outbox,
    missing_objects: list[MissingObject],
    *,
    number: int,
    door_until: int,
    address_lost: bool,
) -> Have:
    """Returns the sequences and hashes that the box holds, so that the server sends only what is missing."""
    held, pins = plan_store.coming or plan_store.current, trust_state.pins
    plan_id = trust_state.assignment.plan_id if trust_state.assignment else ""
    return Have(
        v=1,
        device=trust_state.device,
        number=number,
        trust_serial=pins.trust_serial if trust_state.trust else 0,
        trust_seq=pins.trust_seq if trust_state.trust else 0,
        assignment_serial=pins.assignment_serial if trust_state.assignment else 0,
        assignment_seq=pins.assignment_seq if trust_state.assignment else 0,
        address_serial=0 if address_lost else pins.address_serial,
        address_seq=0 if address_lost else pins.address_seq,
        plan_id=plan_id,
        plan_serial=held.delegation.serial if held else 0,
        plan_seq=held.plan.seq if held else 0,
        plan_sha256=held.sha256 if held else "",
        body_sha256=held.body_sha256 if held and held.line is not None else "",
        # A Have names at most 64 missing objects and 64 acts; the count says how many there are.
        missing=tuple(lack.sha256 for lack in missing_objects[:64]),
        missing_count=len(missing_objects),
        acts=tuple(held_acts.heads())[:64],
        door_until=door_until,
        records_last=outbox.last,
        records_stored=outbox.stored,
    )


def health(
    trust_state: TrustState,
    clock: Clock,
    play_journal: PlayJournal,
    outbox: Outbox,
    *,
    uptime_s: int,
    silenced: bool,
    disk_free: int,
    disk_full: bool,
    faults: tuple[str, ...],
) -> Health:
    """Returns the present state of the box."""
    return Health(
        v=1,
        device=trust_state.device,
        wall_ms=max(clock.now_ms(), 0),
        mono_ms=clock.monotonic_ms(),
        clock=clock.quality(),
        uptime_s=uptime_s,
        sounding=play_journal.sounding,
        silenced=silenced,
        volume=trust_state.assignment.volume if trust_state.assignment else 0,
        disk_free=disk_free,
        disk_full=disk_full,
        records_waiting=outbox.waiting,
        faults=faults,
    )
