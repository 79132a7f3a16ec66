"""Golden floors: what a head that is accepted some time after the floor makes of it."""

from loa_protocol.testing.golden.verdicts import Case, case
from loa_protocol.testing.golden.worlds import PROVINCE, SEQ, HeadCase, all_worlds, common
from loa_protocol.testing.world import NOW, act, address, assignment
from loa_protocol.timing import HOUR, MINUTE

_LATER = NOW + HOUR
"""Now. The floor is an hour earlier."""

_MOMENTS = {
    "made before the floor": NOW - 1,
    "made after the floor": NOW + MINUTE,
    "made now": _LATER,
    "made by a clock that is ahead": _LATER + MINUTE,
}


def cases() -> Case:
    """Returns the cases of floors.json, in the form of those of verdicts.json."""
    worlds = {name: world for name, world in all_worlds().items() if name == "usual"}
    tried = [one for name, at in _MOMENTS.items() for one in _made(name, at)]
    return {**common(), "worlds": worlds, "cases": [case(one, worlds[one.world]) for one in tried]}


def _made(name: str, at: int) -> list[HeadCase]:
    """Returns heads of each type that says when it was made."""
    heads = {
        "assignment": PROVINCE.seal(assignment(seq=SEQ + 1, at=at)),
        "address": PROVINCE.seal(address(at=at)),
        "act": PROVINCE.seal(act(at=at, seq=at)),
    }
    found = []
    for kind, head in heads.items():
        found.append(HeadCase(f"{kind} {name}", head, now=_LATER))
        found.append(HeadCase(f"{kind} {name}, judged anew", head, now=_LATER, held=True))
        found.append(HeadCase(f"{kind} {name}, clock not trusted", head, now=NOW, sure=False))
    return found
