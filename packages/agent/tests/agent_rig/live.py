"""Agents on the machine's own time and the real sound path, for benchmarks: a card, boxes, plans."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from loa_agent.clock import Anchor, boot_id
from loa_agent.store import Store
from loa_protocol import timing
from loa_protocol.messages import Purpose, Rules
from loa_protocol.messages.common import ClockQuality
from loa_protocol.testing import world

from agent_rig import town as rig
from agent_rig.soundcard import SoundCard
from agent_rig.sounds import Sound

ALL_DAY = world.Envelope((world.Window(0, 1440),), 600, 100)
RULES = Rules(((world.Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 600, 100)
GAP_MS = 1_500


@contextlib.contextmanager
def card(folder: Path, stereo: bool = False) -> Iterator[SoundCard]:
    """A sound card; with stereo, devices agentleft and agentright are its left and right channel."""
    made = SoundCard(folder, stereo=stereo)
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def box(folder: Path, sound_card: SoundCard, device: str) -> Iterator[rig.Town]:
    """A claimed box whose clock is trusted as after a signed answer, playing on one of the card's devices."""
    now = int(time.time() * 1000)
    world.NOW, rig.TODAY, rig.EIGHT = now, timing.local_date(now), now - 1000
    folder.mkdir(parents=True, exist_ok=True)
    before = dict(os.environ)
    os.environ.update(sound_card.environment)
    town = rig.Town(folder)
    town.province = world.Province(changes={Purpose.PLAN: {"envelope": ALL_DAY}})
    town.seq = now
    town.write_config(sound=f"card:{device}", clock="board", rtc="")
    try:
        assert town.claim(volume=100).returncode == 0
        trust_the_clock(town.state / "agent.sqlite")
        yield town
    finally:
        town.close()
        os.environ.clear()
        os.environ.update(before)


def trust_the_clock(path: Path) -> None:
    """As the signed answer of a moment ago would have left it."""
    offset = time.time() * 1000 - time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        Store(db).put("clock", Anchor(boot_id(), offset, ClockQuality.SIGNED))


def planned(
    town: rig.Town, sounds: list[Sound], ahead_ms: int = 0, starts: list[int] | None = None
) -> list[int]:
    """Give a box a plan of these sounds, one after the other; when each starts. The box is left running."""
    town.offer(*sounds)
    town.start()
    town.give_door()
    if starts is None:
        at, starts = int(time.time() * 1000) // 1000 * 1000 + ahead_ms, []
        for sound in sounds:
            starts.append(at)
            at += -(-(sound.duration_ms + GAP_MS) // 1000) * 1000
    items = [
        rig.item(start, sound, name=f"s{place}", volume=100)
        for place, (start, sound) in enumerate(zip(starts, sounds, strict=True))
    ]
    town.give(town.publish(*items, rules=RULES))
    rig.wait_for(lambda: _ready(town), "the media")
    return starts


def _ready(town: rig.Town) -> bool:
    state = town.ask()
    return bool(state["plan_ready"]) and not state["lacking"]


def until(wall_ms: float) -> None:
    """Let real time pass."""
    time.sleep(max(wall_ms / 1000 - time.time(), 0))
