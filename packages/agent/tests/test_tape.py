"""Cues on the plan's time line become exactly those samples at exactly those places."""

from pathlib import Path

import numpy as np
import pytest
from agent_rig.sounds import Sound
from hypothesis import given, settings
from hypothesis import strategies as st
from loa_agent.sound.level import FADE
from loa_agent.sound.port import Cue, SoundBegan, SoundFailed, SoundStopped
from loa_agent.sound.tape import Tape

START = 1_000_000_007


def cue(sound: Sound, base: int = START, item: str = "a", part: int = 0, **more) -> Cue:
    end = more.pop("end", base + len(sound.samples))
    return Cue(item, part, sound.sha256, base, more.pop("start", base), end, more.pop("gain", 1.0), **more)


def render(tape: Tape, first: int, count: int, block: int = 4801) -> np.ndarray:
    out = [tape.render(at, min(block, first + count - at)) for at in range(first, first + count, block)]
    return np.concatenate(out)


@pytest.fixture
def tape(shared_cache: Path) -> Tape:
    return Tape(lambda sha256: shared_cache / sha256)


def test_starts_on_the_sample_and_ends_with_the_file(tape: Tape, storm: Sound) -> None:
    tape.follow([cue(storm)], START - 5000)
    out = render(tape, START - 5000, len(storm.samples) + 10_000)
    assert not out[:5000].any()
    assert (out[5000 : 5000 + len(storm.samples)] == storm.samples).all()
    assert not out[5000 + len(storm.samples) :].any()
    began, stopped = tape.take_heard()
    assert (type(began), began.at, began.sample) == (SoundBegan, START, 0)
    assert (type(stopped), stopped.at, stopped.why) == (SoundStopped, START + len(storm.samples), "end")


def test_two_sounds_follow_each_other_without_a_gap(tape: Tape, storm: Sound, fees: Sound) -> None:
    second = START + len(storm.samples)
    tape.follow([cue(storm), cue(fees, second, part=1)], START)
    out = render(tape, START, len(storm.samples) + len(fees.samples))
    assert (out == np.concatenate([storm.samples, fees.samples])).all()


def test_joined_late_it_stands_where_the_plan_stands(tape: Tape, storm: Sound) -> None:
    late = 123_457
    tape.follow([cue(storm)], START + late)
    out = render(tape, START + late, 50_000)
    assert np.abs(out[FADE:].astype(int) - storm.samples[late + FADE : late + 50_000]).max() <= 2
    assert tape.take_heard()[0].sample == late


def test_told_to_stop_it_falls_within_20_ms(tape: Tape, storm: Sound) -> None:
    tape.follow([cue(storm)], START)
    render(tape, START, 90_000)
    tape.follow([], START + 90_000)
    out = render(tape, START + 90_000, 10_000)
    assert np.abs(out[:FADE]).max() > 0
    assert not out[FADE:].any()
    assert tape.take_heard()[1] == SoundStopped(cue(storm), START + 90_000, 90_000 + FADE, "told")


def test_a_planned_cut_falls_before_its_end(tape: Tape, storm: Sound) -> None:
    tape.follow([cue(storm, end=START + 48_000, cut=True)], START)
    out = render(tape, START, 60_000)
    assert (out[: 48_000 - FADE] == storm.samples[: 48_000 - FADE]).all()
    assert abs(int(out[47_999])) <= abs(int(storm.samples[47_999])) // 400 + 1
    assert not out[48_000:].any()


def test_a_broken_file_leaves_the_rest_alone(
    tape: Tape, storm: Sound, fees: Sound, shared_cache: Path
) -> None:
    second = START + 96_000
    broken = Cue("b", 0, "0" * 64, START, START, second, 1.0)
    tape.follow([broken, cue(fees, second)], START)
    out = render(tape, START, 96_000 + len(fees.samples))
    assert not out[:96_000].any()
    assert (out[96_000:] == fees.samples).all()
    assert tape.take_heard()[0] == SoundFailed(broken, START, "missing")


def test_half_volume_is_half(tape: Tape, storm: Sound) -> None:
    tape.follow([cue(storm, gain=0.25)], START)
    out = render(tape, START, 48_000)
    assert np.abs(out - storm.samples[:48_000] * 0.25).max() <= 0.5


@settings(max_examples=30, deadline=None)
@given(ppm=st.integers(-200, 200), block=st.integers(200, 9600))
def test_a_drifting_card_loses_no_sample_in_a_sentence(
    shared_cache: Path, storm: Sound, fees: Sound, ppm: int, block: int
) -> None:
    """The clock runs otherwise than the card: each sound whole, each start on its place."""
    tape = Tape(lambda sha256: shared_cache / sha256)
    second = START + len(storm.samples) + 48_000
    tape.follow([cue(storm), cue(fees, second, item="b")], START)
    out, frame = [], 0
    while frame < len(storm.samples) + len(fees.samples) + 60_000:
        out.append(tape.render(START - 1000 + frame + round(frame * ppm / 1e6), block))
        frame += block
    heard = tape.take_heard()
    assert [event.at for event in heard if isinstance(event, SoundBegan)] == [START, second]
    ends = [(event.sample, event.why) for event in heard if isinstance(event, SoundStopped)]
    assert ends == [(len(storm.samples), "end"), (len(fees.samples), "end")]
    text = np.concatenate(out).tobytes()
    assert storm.samples.tobytes() in text
    assert fees.samples.tobytes() in text


@pytest.mark.parametrize("pause", [0, 480])
def test_on_a_slow_card_the_next_sound_waits_for_the_end_of_the_last(
    shared_cache: Path, storm: Sound, fees: Sound, pause: int
) -> None:
    """2 in 1000 slower than the clock, 11 ms after a sound: that costs no last word, and no first."""
    tape = Tape(lambda sha256: shared_cache / sha256)
    second = START + len(storm.samples) + pause
    tape.follow([cue(storm), cue(fees, second, part=1)], START)
    out, frame = [], 0
    while frame < len(storm.samples) + len(fees.samples) + 9_600:
        out.append(tape.render(START + frame + frame // 500, 960))
        frame += 960
    heard = tape.take_heard()
    ends = [(event.sample, event.why) for event in heard if isinstance(event, SoundStopped)]
    assert ends == [(len(storm.samples), "end"), (len(fees.samples), "end")]
    text = np.concatenate(out).tobytes()
    assert np.concatenate([storm.samples, fees.samples]).tobytes() in text


def test_on_a_slow_card_a_planned_cut_is_where_it_was_planned(tape: Tape, storm: Sound) -> None:
    tape.follow([cue(storm, end=START + 96_000, cut=True)], START)
    out = np.concatenate([tape.render(START + at + at // 100, 960) for at in range(0, 120_000, 960)])
    assert not out[96_000 * 100 // 101 + 10 :].any()
