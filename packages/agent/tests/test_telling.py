"""What the play record says of what was cut, mute or lost with the current."""

import pytest
from agent_rig.pieces import Box
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, item
from loa_protocol import timing
from loa_protocol.messages import ActKind, AssignmentState, ClockQuality, Record, RecordKind
from loa_protocol.testing import world

MINUTE, SECOND = timing.MINUTE, timing.SECOND
OF_SOUNDS = (
    RecordKind.STARTED,
    RecordKind.RESUMED,
    RecordKind.CUT,
    RecordKind.COMPLETED,
    RecordKind.MISSED,
)


def at_five(*sounds: Sound) -> Box:
    """A box a second into an item of these sounds."""
    box = Box()
    for sound in sounds:
        box.objects.put(sound.data)
    box.give(box.plan(item(FIVE_PM, *sounds)))
    box.run(FIVE_PM - EIGHT - MINUTE, MINUTE)
    box.run(MINUTE + SECOND, 500)
    assert box.core.play_journal.sounding
    return box


def told(box: Box) -> list[tuple[str, int, str, int]]:
    return [(one.kind.value, one.sound, one.code, one.offset_ms) for one in box.records(*OF_SOUNDS)]


def silence_from(box: Box, seconds: float, for_s: float) -> None:
    """A silence from so many seconds after five on."""
    box.run(FIVE_PM + round(seconds * SECOND) - box.clock.now_ms(), 1)
    now = box.clock.now_ms()
    box.order(ActKind.SILENCE, at=now, expires_ms=now + round(for_s * SECOND))


def test_a_further_sound_that_was_mute_from_end_to_end_is_cut_at_its_beginning(
    fees: Sound, storm: Sound
) -> None:
    box = at_five(fees, storm, fees)
    first, second = fees.duration_ms / SECOND, storm.duration_ms / SECOND
    silence_from(box, first - 0.5, second + 1)
    box.run(MINUTE, 100)
    assert told(box)[0] == ("started", 0, "", 0)
    assert ("cut", 1, "silenced", 0) in told(box)
    cut = next(one for one in box.records(RecordKind.CUT) if one.sound == 1)
    assert (cut.lost_ms, cut.media_sha256) == (storm.duration_ms, storm.sha256)
    assert cut.planned_ms == FIVE_PM + fees.duration_ms
    assert [kind for kind, sound, *_ in told(box) if sound == 2] == ["started", "cut"]
    assert len([one for one in told(box) if one[1] == 1]) == 1


def test_a_first_sound_that_was_mute_is_told_too(fees: Sound, storm: Sound) -> None:
    box = Box()
    for sound in (fees, storm):
        box.objects.put(sound.data)
    box.give(box.plan(item(FIVE_PM, fees, storm, late=MINUTE)))
    box.run(FIVE_PM - EIGHT - MINUTE, MINUTE)
    silence_from(box, -1, 1 + fees.duration_ms / SECOND)
    box.run(MINUTE, 100)
    assert [(kind, sound, code) for kind, sound, code, _ in sorted(told(box))] == [
        ("completed", 1, ""),
        ("cut", 0, "silenced"),
        ("started", 1, ""),
    ]


def test_after_a_power_cut_nobody_says_by_which_clock_it_was(storm: Sound) -> None:
    box = at_five(storm)
    box.run(2 * SECOND, 500)
    boots = [record.kind for record in box.records()].count(RecordKind.BOOT)
    box.start()
    cut: Record = box.records(RecordKind.CUT)[0]
    assert (cut.code, cut.clock, cut.mono_ms) == ("power", ClockQuality.NONE, 0)
    kinds = [record.kind for record in box.records()]
    assert kinds[-2:] == [RecordKind.BOOT, RecordKind.CUT]
    assert kinds.count(RecordKind.BOOT) == boots + 1


@pytest.mark.parametrize("code", ["disabled", "no-trust", "clock"])
def test_what_stops_everything_is_why_a_sound_is_cut(storm: Sound, code: str) -> None:
    box = at_five(storm)
    if code == "disabled":
        box.give(box.province.seal(world.assignment(seq=2, state=AssignmentState.DISABLED)))
    elif code == "clock":
        box.clock.set(box.clock.now_ms(), trusted=False)
    else:
        box.store.remove("trust")
        box.core.trust_state.reload()
        box.core.playback.stale()
    box.run(2 * SECOND, 100)
    assert [one.code for one in box.records(RecordKind.CUT)] == [code]
