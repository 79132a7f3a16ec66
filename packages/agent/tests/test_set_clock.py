"""The clock is set while something sounds: it is cut there, and told to go on only where it does."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from agent_rig.pieces import Box, NoCard
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, Town, item
from loa_agent.sound import card_sink
from loa_agent.sound.card_sink import CardSink
from loa_agent.sound.file_sink import FileSink
from loa_agent.sound.port import PER_MS, RATE, Cue, PlayerEvent, SoundBegan, SoundStopped
from loa_protocol.messages import Health

MINUTE = 60_000
START = EIGHT + 10 * MINUTE
BASE = 1_000_000


def test_past_the_end_of_a_sound_it_has_ended_and_a_restart_tells_nothing_more(
    town: Town, storm: Sound
) -> None:
    town.offer(storm)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(START, storm)))
    town.to(START + 2_000)
    town.set(START + 32_000, trusted=True)
    assert town.to(START + MINUTE)["sounding"] == ""
    town.kill()
    town.start().to(START + 5 * MINUTE)
    town.stop()
    assert town.told() == [("started", "", 0), ("cut", "clock", 2_000)]
    (cut,) = (record for record in town.records() if record.kind.value == "cut")
    assert (cut.wall_ms, cut.lost_ms) == (START + 32_000, storm.duration_ms - 2_000)


@pytest.mark.parametrize("step", [1_500, -1_500])
def test_within_a_sound_it_goes_on_where_the_plan_then_stands(town: Town, storm: Sound, step: int) -> None:
    town.offer(storm)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(START, storm)))
    town.to(START + 2_000)
    town.set(START + 2_000 + step, trusted=True)
    town.to(START + MINUTE)
    town.stop()
    told = [("started", "", 0), ("cut", "clock", 2_000), ("resumed", "", 2_000 + step)]
    lost = step > 0
    assert town.told() == [*told, ("cut", "ended", 5_789) if lost else ("completed", "", 5_789)]
    assert town.records()[-1].lost_ms == max(step, 0)


def test_a_simulated_box_says_so_too() -> None:
    class Said:
        data, duration_ms = b"sound", 20_000

    box = Box()
    box.connect()
    Said.sha256 = box.objects.put(Said.data)
    box.give(box.plan(item(EIGHT + MINUTE, Said)))
    box.run(70_000)
    assert box.core.play_journal.sounding
    box.clock.set(EIGHT + 5 * MINUTE, trusted=True)
    box.run(20_000)
    assert box.core.play_journal.sounding == ""
    assert box.said(Health)[-1].sounding == ""


class StillCard(CardSink):
    """The card's player without a card or a thread: a test says how many frames were asked for."""

    def __init__(self, find: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
        class NoThread:
            def __init__(self, **_: Any) -> None:
                pass

            start = join = __init__

        monkeypatch.setattr(threading, "Thread", NoThread)
        self.now = float(BASE)
        super().__init__(None, find, lambda: self.now)
        monkeypatch.undo()
        self._stream = object()
        self._pace = self
        self.known, self.guessing = True, False

    def plan_sample(self, frame: int) -> int:
        return frame - self._played + round(self.now * PER_MS)

    def passes(self, ms: int) -> list[PlayerEvent]:
        """So much time, in which the card is fed and asks."""
        for _ in range(ms // 20):
            self._fill(self._played + card_sink._AHEAD)
            self._played += RATE // 50
            self.now += 20
        self._fill(self._played + card_sink._AHEAD)
        return self.advance(int(self.now))

    def set(self, ms: int, seen: bool) -> list[PlayerEvent]:
        """The clock is set on by so much; with ``seen`` the feeder meets it before the player is told."""
        self.now += ms
        if seen:
            self._played += RATE // 50
            self._fill(self._played + card_sink._AHEAD)
        self.seat(int(self.now))
        return self.advance(int(self.now))


def cue(sound: Sound) -> Cue:
    base = BASE * PER_MS
    return Cue("x", 0, sound.sha256, base, base, base + sound.duration_ms * PER_MS, 1.0, leg=BASE)


@pytest.fixture
def still(shared_cache: Path, storm: Sound, monkeypatch: pytest.MonkeyPatch) -> StillCard:
    made = StillCard(lambda sha256: shared_cache / sha256, monkeypatch)
    made.follow([cue(storm)], BASE)
    return made


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("step", [30_000, 2_000, -1_500, -30_000])
def test_a_card_cuts_what_it_sounds_and_begins_anew_where_that_is(
    still: StillCard, step: int, seen: bool
) -> None:
    assert [type(event) for event in still.passes(3_000)] == [SoundBegan]
    (cut, *more) = still.set(step, seen)
    assert isinstance(cut, SoundStopped)
    assert cut.why == "clock"
    assert 2_500 <= cut.sample / PER_MS <= 3_100
    assert cut.at <= still.now * PER_MS
    more += still.passes(200)
    begun = [event.sample // PER_MS for event in more if isinstance(event, SoundBegan)]
    assert len(begun) == (step in (2_000, -1_500))
    assert all(abs(each - 3_000 - step) < 100 for each in begun)
    assert not [event for event in more if isinstance(event, SoundStopped)]


def test_what_a_card_had_rendered_ahead_and_nobody_heard_is_not_told_as_heard(
    still: StillCard, storm: Sound
) -> None:
    still.passes(storm.duration_ms - 200)
    (cut, *more) = still.set(30_000, seen=False)
    assert (type(cut), cut.why) == (SoundStopped, "clock")
    assert more == []


@pytest.mark.parametrize("kind", ["file", "rig"])
def test_every_player_says_the_same(kind: str, tmp_path: Path, shared_cache: Path, storm: Sound) -> None:
    """Begun late, stopped by the clock, begun anew: what stands in for a sink is as faithful as one."""
    one = cue(storm)
    player = NoCard() if kind == "rig" else FileSink(tmp_path, lambda sha256: shared_cache / sha256)
    player.seat(BASE - 1_000)
    player.follow([one], BASE - 1_000)
    assert player.advance(BASE) == []
    told = player.advance(BASE + 1_000)
    player.seat(BASE + 3_000)
    told += player.advance(BASE + 3_500)
    player.follow([], BASE + 3_500)
    player.follow([one], BASE + 4_000)
    told += player.advance(BASE + 4_000)
    told += player.advance(BASE + 9_000)
    assert [(type(e), e.at // PER_MS - BASE, getattr(e, "why", "")) for e in told] == [
        (SoundBegan, 0, ""),
        (SoundStopped, 3_000, "clock"),
        (SoundBegan, 3_000, ""),
        (SoundStopped, 3_500, "told"),
        (SoundBegan, 3_500, ""),
        (SoundStopped, storm.duration_ms, "end"),
    ]
