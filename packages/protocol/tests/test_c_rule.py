"""The C reference of the rule and the verdict says what the Python one says: over a hundred thousand seeded
days, a seventh of them in a run, by the date; `--turn=all` tries all."""

import random

from c_reference import days
from loa_protocol import rule, verdict
from loa_protocol.encoding import encode
from loa_protocol.messages import ActKind, Cancel, Cancelled, CancelWhat, Priority, Target, TargetKind
from loa_protocol.rule import HeldAct, Reason
from loa_protocol.testing import days as seeded
from loa_protocol.testing import turns
from loa_protocol.testing.world import DOINGS, act
from loa_protocol.timing import day_bounds
from loa_protocol.verdict import Grounds

DAYS = 100_000
SEED = 20261129
MIN = seeded.MIN
TARGETS = (Target(TargetKind.UNIT, "16012"), Target(TargetKind.PLAN, "16012.34"), Target(TargetKind.ALL))
KINDS = (*DOINGS, ActKind.SILENCE, ActKind.RESTORE, ActKind.CANCEL)


def doing(rng, day):
    """What a cancel names is often there; the other kinds say nothing more."""
    kind = rng.choice(KINDS)
    if kind is not ActKind.CANCEL or not day.items:
        return DOINGS[kind]
    item = rng.choice(day.items)
    sound = rng.choice(item.media) if item.media else None
    named = [Cancelled(CancelWhat.ITEM, item.id), Cancelled(CancelWhat.SLOT, item.slot)]
    if sound is not None:
        named += [Cancelled(CancelWhat.RIGHT, sound.right.id), Cancelled(CancelWhat.MEDIA, sound.sha256)]
    return Cancel(tuple(rng.sample(named, rng.randint(1, 2))))


def orders(rng, day):
    """A few acts of every kind; seldom about as many as a device must be able to hold."""
    first, after = day_bounds(day.date)
    if rng.random() < 0.001:
        return tuple(
            order(rng, day, number, Target(TargetKind.UNIT, f"u{number}"), first, after - first)
            for number in range(rng.randint(70, 110))
        )
    few = rng.randint(0, 4) if rng.random() < 0.4 else 0
    return tuple(
        order(
            rng,
            day,
            rng.choice((number, number, 0)),
            rng.choice(TARGETS),
            rng.randrange(first, after),
            rng.choice((1, 5 * MIN, 60 * MIN, 24 * 60 * MIN)),
        )
        for number in range(few)
    )


def order(rng, day, number, target, at, lasts):
    made = act(
        target=target,
        seq=rng.randrange(1, 50),
        id=f"0199bbbb-0000-7000-8000-{number:012d}",
        does=doing(rng, day),
        at=at,
        latest_start_ms=at,
        expires_ms=at + lasts,
    )
    return HeldAct(made, rng.choice((1, 1, 2)))


def grounds_of(rng, day, line, held):
    """Most moments lie in a stretch or at its edge."""
    first, after = day_bounds(day.date)
    if line.stretches and rng.random() < 0.8:
        stretch = rng.choice(line.stretches)
        now = rng.choice(
            (
                stretch.start_ms,
                stretch.end_ms,
                stretch.end_ms - 1,
                stretch.item.latest_start_ms,
                stretch.item.latest_start_ms + 1,
                rng.randrange(stretch.start_ms, stretch.end_ms),
            )
        )
    else:
        now = rng.randrange(first, after)
    usual = rng.random() < 0.9
    refused = None if usual else rng.choice((None, Reason.NO_TRUST, Reason.DISABLED))
    valid = (first, after) if usual else (rng.randrange(first, after), rng.randrange(first, after))
    begun = rng.choice((None, frozenset(), frozenset(item.id for item in day.items if rng.random() < 0.7)))
    known = line if usual or rng.random() < 0.7 else None
    return Grounds(refused, usual or rng.random() < 0.7, known, valid, held, begun, rng.randrange(101)), now


def test_a_hundred_thousand_days_and_their_moments(c_library, turn):
    rng = random.Random(SEED)
    frames = [seeded.rules(rng) for _ in range(300)]
    outers = [seeded.envelope(rng) for _ in range(40)]
    reasons = set()
    for number in turns.share("days", range(DAYS), turn):
        rng = seeded.rng_of(SEED, number)
        day, outer = (
            seeded.day_plan(rng, rng.choice(frames), 16 if number % 16 == 0 else 6),
            rng.choice(outers),
        )
        if number % 3 == 0:
            day = seeded.unknown(rng, day)
        highest = rng.choice((None, None, *Priority))
        line = rule.timeline(day, outer, highest)
        held = orders(rng, day)
        moments = [grounds_of(rng, day, line, held)]
        ids = days.ids_of(day)
        asked = days.question(c_library, encode(day), outer, highest, held, moments, ids)
        said = [(verdict.verdict(grounds, now), held) for grounds, now in moments]
        mine, theirs = (
            days.of_python(line, said),
            days.of_c(c_library, c_library.numbers("test_day", asked), ids),
        )
        assert theirs == mine, f"day {number}: {day} under {outer}, {highest}: {moments}"
        reasons.update(why for _, why in mine[1])
        reasons.update(one[0] for one in mine[3])
    # Some seventh of the days has none on which a device holds too many orders.
    rarest = set() if turn is None else {"overfull"}
    assert reasons | rarest == set(c_library.reasons)
