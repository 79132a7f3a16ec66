"""Builds the agent: the one module where the ports get their implementations."""

from __future__ import annotations

import signal
from pathlib import Path

import msgspec
from loa_protocol.pins import Pins

from loa_agent import disk
from loa_agent.address import broker
from loa_agent.clock import Anchor, BoardClock, DrivenClock, rtc_folder
from loa_agent.configuration import Configuration
from loa_agent.copies import enrolled_in
from loa_agent.core import AgentSettings, Core, Ports
from loa_agent.door import Door, Fetcher
from loa_agent.identity import key
from loa_agent.loop import Loop, Waker, ticks
from loa_agent.mqtt import MqttLink
from loa_agent.objects import Folder
from loa_agent.power import FilePower, NoPower, Power
from loa_agent.shared_cache import SharedCache
from loa_agent.sound.port import Player
from loa_agent.store import Store
from loa_agent.tls import Certificates


class UnclaimedBox(Exception):
    """The box has to be claimed first."""


def build(configuration: Configuration) -> Loop:
    """Builds the whole agent, ready to run. Raises UnclaimedBox, InsecureAddress, UnsafeKeyFile or
    disk.StoreDamaged."""
    store = disk.opened(configuration.folder)
    enrolled, pins = enrolled_in(configuration.folder, store), store.load("pins", Pins)
    if enrolled is None:
        raise UnclaimedBox("this box has not been claimed: loa-agent claim CODE")
    if pins is None:
        raise UnclaimedBox("this box no longer knows whom to believe; claim the box anew")
    waker = Waker()
    clock = make_clock(configuration, store)
    objects = Folder(configuration.folder / "objects")
    keep_free = configuration.keep_free_mb * 1024 * 1024
    enrolled = msgspec.structs.replace(enrolled, mqtt=configuration.mqtt or enrolled.mqtt)
    broker(enrolled.mqtt)  # raises for a forbidden address at the start, not at the first connection
    certificates = Certificates(configuration.authority, clock)
    fetch = Fetcher(Door(objects, keep_free, certificates.context), waker.wake)
    link = MqttLink(certificates, waker.wake)
    ports = Ports(
        clock, ticks, store, objects, fetch, link, make_player(configuration, objects, clock),
        make_power(configuration), objects.free_bytes, SharedCache(most=2),
    )  # fmt: skip
    settings = AgentSettings(
        has_rtc=bool(configuration.rtc),
        amplifier_before_ms=configuration.amplifier_before_ms,
        amplifier_after_ms=configuration.amplifier_after_ms,
        health_ms=configuration.health_s * 1000,
        keep_free=keep_free,
    )
    core = Core(ports, settings, key(configuration.folder), enrolled)
    return Loop(core, link, clock, waker, (configuration.folder / "agent.sock", configuration.clock_socket))


def make_clock(configuration: Configuration, store: Store) -> BoardClock | DrivenClock:
    """Returns the clock that is configured."""
    if configuration.clock_socket is not None:
        return DrivenClock()
    return BoardClock(rtc_folder(configuration.rtc), store.load("clock", Anchor))


def make_player(configuration: Configuration, objects: Folder, clock: BoardClock | DrivenClock) -> Player:
    """Returns the player that is configured. PortAudio is imported only if a sound card is configured."""
    if configuration.file_sink is not None:
        from loa_agent.sound.file_sink import FileSink

        return FileSink(configuration.file_sink, objects.path)
    from loa_agent.sound.card_sink import CardSink

    return CardSink(configuration.card, objects.path, clock.exact_ms, configuration.card_latency_ms)


def make_power(configuration: Configuration) -> Power:
    """Returns the configured switch of the amplifier."""
    kind, _, path = configuration.amplifier.partition(":")
    return FilePower(Path(path)) if kind == "file" else NoPower()


def run(configuration: Configuration) -> None:
    """Runs the agent until SIGTERM or SIGINT. Raises as `build` does, and disk.FolderInUse."""
    with disk.taken(configuration.folder):
        loop = build(configuration)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: loop.stop())
        loop.run()
