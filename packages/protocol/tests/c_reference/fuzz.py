"""Some thousand inputs gone wrong, for a library built with sanitizers, which
LOA_C_LIBRARY names: python -m c_reference.fuzz.

What is answered is compared elsewhere; here a fault of memory or of arithmetic ends the process.
"""

import random
import sys

from loa_protocol.encoding import encode, from_text, to_text
from loa_protocol.rule import timeline
from loa_protocol.testing import days as seeded
from loa_protocol.testing.world import NOW, act, key

from c_reference import asking, days, mutating, provinces
from c_reference.compiled import Library, library, parcel

SEED = 20261129
ROUNDS = 1500
NAMES = (
    "Root",
    "Delegation",
    "RootRevocation",
    "LoweredFloor",
    "TrustList",
    "TrustFile",
    "Assignment",
    "NewAddress",
    "Plan",
    "Act",
    "TimeAnswer",
)


def whole_days(rng: random.Random, found: Library) -> None:
    """Days of many items and of none, read and placed."""
    for _ in range(ROUNDS // 3):
        day = seeded.day_plan(rng, seeded.rules(rng), rng.choice((3, 9, 60)))
        outer = seeded.envelope(rng)
        line = timeline(day, outer)
        asked = days.question(found, encode(day), outer, None, (), [], days.ids_of(day))
        stretches, *_ = days.of_c(found, found.numbers("test_day", asked), days.ids_of(day))
        assert len(stretches) == len(line.stretches)


def broken(rng: random.Random, found: Library) -> None:
    """Messages, days, heads, trust files and base64url with faults."""
    world = provinces.world(rng, 3)
    station = asking.Station.of(provinces.devices(rng)[0], world.pins)
    asking.believe(found, world.file, world.pins, NOW)
    file, public = encode(world.file), key("plan").public_key
    listed = from_text(world.file.list)
    texts = [encode(provinces.message(rng)) for _ in range(40)] + [encode(act()), file, listed[40:-64]]
    for _ in range(ROUNDS):
        text = mutating.message(rng, rng.choice(texts))
        for name in rng.sample(NAMES, 3):
            asking.message(found, name, text)
        day = mutating.message(rng, encode(seeded.day_plan(rng, seeded.rules(rng), 2)))
        found.ask("test_document", parcel(1, day, b"16012.34", b""))
        found.ask("test_document", parcel(0, text, b"", b""))
        head = mutating.head(rng, rng.choice(world.heads))
        asking.unseal(found, head, public, "plan", "plan")
        asking.judge(found, head, station, NOW, sure=True, held=False, world=0)
        found.ask("test_base64url", parcel(mutating.message(rng, to_text(head).encode())))


def main() -> int:
    rng = random.Random(SEED)
    found = library(None)
    whole_days(rng, found)
    broken(rng, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
