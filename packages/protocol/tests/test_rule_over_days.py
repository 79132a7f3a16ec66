"""The planner over a hundred thousand seeded days, checked by brute force: a seventh of them in a run, by the
date; `--turn=all` tries all. The long test of the package."""

from loa_protocol.rule import timeline
from loa_protocol.testing import days as seeded
from loa_protocol.testing import turns
from loa_protocol.testing.promises import all_holds, moments_agree, priority_is_never_moved_by_ordinary

DAYS = 100_000


def test_nothing_outside_its_limits_nothing_late_nothing_twice(rng, turn):
    frames = [seeded.rules(rng) for _ in range(300)]
    outers = [seeded.envelope(rng) for _ in range(40)]
    numbers, seed = turns.share("days", range(DAYS), turn), rng.getrandbits(64)
    sounded = dropped = 0
    for number in numbers:
        rng = seeded.rng_of(seed, number)
        day, outer = seeded.day_plan(rng, rng.choice(frames)), rng.choice(outers)
        line = timeline(day, outer)
        try:
            all_holds(day, outer, line)
            if number % 4 == 0:
                priority_is_never_moved_by_ordinary(day, outer, line)
                moments_agree(line, rng)
        except AssertionError as error:
            error.add_note(f"day {number}: {day} under {outer}: {line}")
            raise
        sounded += len(line.starts())
        dropped += len(line.dropped)
    # Never an empty promise; how many sound varies with the rules that the seed draws.
    assert sounded > len(numbers) // 2
    assert dropped > len(numbers) // 2
