"""Golden verdicts on heads that claim authority over a device, and on time answers."""

from typing import Any

from loa_protocol import signing
from loa_protocol.encoding import decode
from loa_protocol.judging import AcceptedHead, judge
from loa_protocol.messages import Purpose, TimeAnswer
from loa_protocol.refusals import Refusal
from loa_protocol.testing.golden import verdicts_of_acts, verdicts_of_others, verdicts_of_plans
from loa_protocol.testing.golden.worlds import PROVINCE, UNASSIGNED, HeadCase, all_worlds, common
from loa_protocol.testing.world import DEVICE, NOW, OTHER_DEVICE, act
from loa_protocol.timing import DAY, HOUR
from loa_protocol.trust import believe

Case = dict[str, Any]
NONCE = "5a" * 16


def head_cases() -> Case:
    """Returns the cases of verdicts.json: heads, each in one of the worlds, and the pins after each accepted
    head."""
    worlds = all_worlds()
    tried = (*verdicts_of_plans.cases(), *verdicts_of_acts.cases(), *verdicts_of_others.cases())
    cases = [case(one, worlds[one.world]) for one in tried]
    return {**common(), "worlds": worlds, "cases": cases, "grounds": verdicts_of_plans.grounds()}


def case(tried: HeadCase, world: Case) -> Case:
    """Returns the case of a head in its world, as it stands in the file."""
    told = {
        "name": tried.name,
        "world": tried.world,
        "assignment": tried.who.assignment,
        "head_hex": tried.head.hex(),
        "now": tried.now,
        "sure": tried.sure,
        "held": tried.held,
        "refused": tried.refused,
    }
    believed = believe(world["trust_file"], world["pins"], world["now"])
    if isinstance(believed, Refusal):
        raise TypeError(f"a golden world is refused: {believed}")
    outcome = judge(
        tried.head, believed.trust, world["pins"], tried.who, tried.now, sure=tried.sure, held=tried.held
    )
    if isinstance(outcome, AcceptedHead):
        return {**told, "again": outcome.again, "pins_after": outcome.pins}
    return {**told, "again": None, "pins_after": None}


def time_cases() -> Case:
    """Returns the cases of time.json: answers to one nonce, and the time that the device then has."""
    worlds = all_worlds()
    cases = [_time_case(tried, worlds[tried.world]["pins"].floor) for tried in _answers()]
    return {**common(), "worlds": worlds, "cases": cases}


def _answers() -> list[HeadCase]:
    def answer(at: int = NOW + DAY, nonce: str = NONCE, device: str = DEVICE) -> bytes:
        return PROVINCE.seal(TimeAnswer(1, device, nonce, at))

    hour, too_late = NOW + HOUR, NOW + 48 * HOUR
    stray = signing.sign("time", "time", b"{}", PROVINCE.keys[Purpose.TIME])
    by_plan = PROVINCE.seal(TimeAnswer(1, DEVICE, NONCE, NOW + DAY), Purpose.PLAN)
    return [
        HeadCase("genuine", answer()),
        HeadCase("before any assignment", answer(), who=UNASSIGNED),
        HeadCase(
            "another nonce, for another device", answer(nonce="5b" * 16, device=OTHER_DEVICE), "wrong-device"
        ),
        HeadCase(
            "another nonce, after its key", answer(hour, nonce="5b" * 16), "replayed", "keys of an hour"
        ),
        HeadCase("another nonce", answer(nonce="5b" * 16), "replayed"),
        HeadCase("for another device", answer(device=OTHER_DEVICE), "wrong-device"),
        HeadCase("at the floor", answer(NOW)),
        HeadCase("a millisecond under the floor", answer(NOW - 1)),
        HeadCase("five seconds under the floor", answer(NOW - 5000)),
        HeadCase("a millisecond more under the floor", answer(NOW - 5001), "replayed"),
        HeadCase(
            "under the floor and 48 hours after the list was made",
            answer(too_late),
            "replayed",
            "a floor of three days on",
        ),
        HeadCase("before the floor is known", answer(NOW - DAY // 2), None, "no trusted clock yet"),
        HeadCase("just under 48 hours after the list was made", answer(too_late - 1)),
        HeadCase("48 hours after the list was made", answer(too_late), "not-yet-valid"),
        HeadCase("after the trust list", answer(NOW + 30 * DAY), "not-yet-valid"),
        HeadCase("in the last millisecond of a short list", answer(hour - 1), None, "a list of an hour"),
        HeadCase("after a short list", answer(hour), "expired", "a list of an hour"),
        HeadCase(
            "48 hours after a short list was made", answer(too_late), "not-yet-valid", "a list of an hour"
        ),
        HeadCase("in the last millisecond of its key", answer(hour - 1), None, "keys of an hour"),
        HeadCase("after its key", answer(hour), "expired", "keys of an hour"),
        HeadCase("before its key begins", answer(hour - 1), "not-yet-valid", "keys of later"),
        HeadCase("when its key begins", answer(hour), None, "keys of later"),
        HeadCase("48 hours after the list, after its key", answer(too_late), "expired", "keys of an hour"),
        HeadCase("by a key that the list revokes", answer(), "revoked", "revoked by the list"),
        HeadCase("by a key of another commune", answer(), "wrong-place", "keys of another commune"),
        HeadCase(
            "by a key of another commune that is over by the floor",
            answer(hour - 1),
            "expired",
            "an hour of another commune",
        ),
        HeadCase("no time answer by a key of the purpose", stray, "malformed"),
        HeadCase("by the plan key", by_plan, "wrong-purpose"),
        HeadCase("an act", PROVINCE.seal(act()), "wrong-purpose"),
        HeadCase("altered", answer()[:-1] + b"\x00", "altered"),
    ]


def _time_case(tried: HeadCase, floor: int) -> Case:
    """Returns one case. The time of an accepted answer is the answer's own, but never under the floor."""
    time = None
    if tried.refused is None:
        payload = tried.head[tried.head.index(b"{") : -64]
        time = max(decode(payload, TimeAnswer).at, floor)
    return {
        "name": tried.name,
        "world": tried.world,
        "assignment": tried.who.assignment,
        "nonce": NONCE,
        "head_hex": tried.head.hex(),
        "refused": tried.refused,
        "time": time,
    }
