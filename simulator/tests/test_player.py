"""The card that is none: every sound begins and ends on its sample, however late it is asked."""

from loa_agent.sound.port import PER_MS, Cue, SoundBegan, SoundStopped
from loa_simulator.player import SilentCard


def cue(start_ms: int, length_ms: int, item: str = "a", base_ms: int | None = None) -> Cue:
    base = start_ms if base_ms is None else base_ms
    return Cue(
        item=item,
        part=0,
        media="ab" * 32,
        base=base * PER_MS,
        start=start_ms * PER_MS,
        end=(start_ms + length_ms) * PER_MS,
        gain=1.0,
    )


def test_what_was_due_between_two_looks_began_when_it_was_due():
    card = SilentCard()
    first, second = cue(1000, 500), cue(1500, 500, "b")
    card.follow([second, first], 0)
    assert card.advance(900) == []
    assert card.advance(1700) == [
        SoundBegan(first, 1000 * PER_MS, 0),
        SoundStopped(first, 1500 * PER_MS, 500 * PER_MS, "end"),
        SoundBegan(second, 1500 * PER_MS, 0),
    ]
    assert card.advance(5000) == [SoundStopped(second, 2000 * PER_MS, 500 * PER_MS, "end")]
    assert card.advance(6000) == []


def test_a_sound_joined_late_stands_where_the_plan_stands():
    card = SilentCard()
    card.follow([cue(1000, 5000)], 3000)
    assert card.advance(3000) == [SoundBegan(cue(1000, 5000), 3000 * PER_MS, 2000 * PER_MS)]


def test_what_is_taken_away_stops_and_is_not_begun_again():
    card, one = SilentCard(), cue(1000, 5000)
    card.follow([one], 0)
    card.advance(2000)
    card.follow([], 2500)
    assert card.advance(2600) == [SoundStopped(one, 2000 * PER_MS, 1000 * PER_MS, "told")]
    card.follow([one], 3000)
    assert card.advance(3000) == [SoundBegan(one, 2600 * PER_MS, 1600 * PER_MS)]


def test_a_clock_that_is_set_begins_anew_there():
    card, one = SilentCard(), cue(1000, 5000)
    card.follow([one], 0)
    card.advance(2000)
    card.seat(4000)
    assert card.advance(4000) == [
        SoundStopped(one, 4000 * PER_MS, 1000 * PER_MS, "clock"),
        SoundBegan(one, 4000 * PER_MS, 3000 * PER_MS),
    ]
