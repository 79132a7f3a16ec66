"""An older version, which does not know what some items carry, places every item as a newer one does."""

import random

from loa_protocol.rule import timeline
from loa_protocol.testing.days import day_plan, envelope, rules, unknown
from loa_protocol.verdict import Grounds, SilentVerdict, SoundVerdict, verdict

DAYS = 4_000
ALL_TIME = (0, 2**53)


def placed(line):
    """Begin of each item, who was dropped and why, what emergencies took."""
    drops = [(drop.item.id, drop.breach.code) for drop in line.dropped]
    cuts = [(cut.item.id, cut.start_ms, cut.end_ms) for cut in line.cuts]
    return line.starts(), drops, cuts


def spans(line):
    """Where each item that this version knows sounds, sample for sample."""
    return [
        (s.start_ms, s.end_ms, s.item.id, s.sound, s.offset_ms, s.volume) for s in line.stretches if s.media
    ]


def test_old_and_new_place_drop_and_cut_alike_and_sound_at_the_same_sample():
    rng = random.Random(20261129)
    strange = sounding = 0
    for _ in range(DAYS):
        day, outer = day_plan(rng, rules(rng)), envelope(rng)
        older = unknown(rng, day)
        new, old = timeline(day, outer), timeline(older, outer)
        assert placed(old) == placed(new)
        known = {item.id for item in older.items if item.supported}
        if len({item.id for item in older.items}) == len(older.items):
            assert spans(old) == [span for span in spans(new) if span[2] in known]
        strange += sum(s.media is None for s in old.stretches)
        sounding += len(spans(old))
    assert strange > DAYS // 10
    assert sounding > DAYS // 2


def test_at_any_moment_both_sound_the_same_or_the_older_says_that_it_does_not_know():
    rng = random.Random(7)
    asked = 0
    for _ in range(DAYS // 4):
        day = day_plan(rng, rules(rng))
        new, old = timeline(day), timeline(unknown(rng, day))
        for stretch in old.stretches:
            now = rng.randrange(stretch.start_ms, stretch.end_ms)
            theirs = verdict(Grounds(None, True, new, ALL_TIME, (), None), now)
            ours = verdict(Grounds(None, True, old, ALL_TIME, (), None), now)
            if stretch.media is None:
                assert isinstance(ours, SilentVerdict)
                assert ours.why == "unsupported"
            else:
                assert isinstance(ours, SoundVerdict)
                assert isinstance(theirs, SoundVerdict)
                assert (ours.stretch.item.id, ours.offset_ms, ours.volume) == (
                    theirs.stretch.item.id,
                    theirs.offset_ms,
                    theirs.volume,
                )
            asked += 1
    assert asked > DAYS // 4
