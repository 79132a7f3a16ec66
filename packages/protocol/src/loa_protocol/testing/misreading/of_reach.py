"""Wrong readings of the authority of a key: acts, addresses, the order of places."""

from loa_protocol import judging, reach
from loa_protocol.testing.misreading.reading import Misreading, Reading

_ACT = judging._act
_MOVED = "return foreign == before if before else not any(foreign)"


def _by(above: str) -> str:
    """Returns source code that compares only `above`, an expression, for each place that the key does not
    name."""
    return (
        "def told(places):\n"
        "        return {\n"
        f"            place: {above} for i, place in enumerate(places) if place not in delegation.places\n"
        "        }\n"
        "    return told(places) == told(case.me.places) if before else not any(foreign)"
    )


READINGS: tuple[Reading, ...] = (
    Misreading(
        "asks for all places of a delegation",
        reach.known_here,
        "not set(delegation.places).isdisjoint(places)",
        "set(delegation.places) <= set(places)",
    ),
    Misreading(
        "lets any assignment key order the places",
        judging._assigns,
        "if case.trust.top in delegation.places:",
        "if True:",
    ),
    Misreading(
        "lets a commune's key add and drop places",
        judging._assigns,
        "return foreign == before if before else not any(foreign)",
        "return True",
    ),
    Misreading(
        "lets a commune's key turn the order of places",
        judging._assigns,
        "foreign == before",
        "sorted(foreign) == sorted(before)",
    ),
    Misreading(
        "takes a first assignment to places that the key does not name",
        judging._assigns,
        "not any(foreign)",
        "True",
    ),
    Misreading("takes an address of any order", judging._address, "order <= last", "False"),
    Misreading(
        "takes an address for anybody",
        judging._address,
        "not targets(new.target, case.me.device, mine)",
        "False",
    ),
    Misreading(
        "takes an address by any key",
        judging._address,
        "not covers(delegation, new.target, mine, case.trust.top)",
        "False",
    ),
    Misreading(
        "takes an address of the future",
        judging._address,
        "case.sure and new.at > case.now + AHEAD_MS",
        "False",
    ),
    Misreading(
        "does not pin the address", judging._address, "address_seq=new.seq", "address_seq=pins.address_seq"
    ),
    Misreading(
        "takes acts beyond the reach of their key",
        _ACT,
        " and covers(delegation, act.target, mine, case.trust.top)",
        "",
    ),
    Misreading("lets any key order everyone", reach.covers, "return top in delegation.places", "return True"),
    Misreading(
        "lets a key reach above itself",
        reach.holds,
        "places[: places.index(unit)] if unit in places else ()",
        "places",
    ),
    Misreading(
        "lets a key reach only what it names",
        reach.holds,
        "not set(delegation.places).isdisjoint(above)",
        "False",
    ),
    Misreading("takes an act of an unknown kind", _ACT, "if act.kind is None:", "if False:"),
    Misreading(
        "takes acts before an assignment",
        judging._act,
        "if mine is None:\n        return Code.NO_TRUST",
        "if mine is None:\n        return case.pins, False",
    ),
    Misreading("takes acts on anybody", _ACT, "targets(act.target, case.me.device, mine)", "True"),
    Misreading("takes acts on any unit", reach.targets, "return target.id in mine.places", "return True"),
    Misreading("takes acts on any plan", reach.targets, "return target.id == mine.plan_id", "return True"),
    Misreading("takes acts on any device", reach.targets, "return target.id == device", "return True"),
    Misreading(
        "refuses acts on all",
        reach.targets,
        "case TargetKind.ALL:\n            return True",
        "case TargetKind.ALL:\n            return False",
    ),
    Misreading("takes acts of the future", _ACT, "case.sure and act.at > case.now + AHEAD_MS", "False"),
    Misreading("takes no act a minute ahead", _ACT, "case.now + AHEAD_MS", "case.now"),
    Misreading("asks an unsure clock about an act", _ACT, "case.sure and act.at", "act.at"),
    Misreading("takes acts that are over", _ACT, "case.now >= act.expires_ms and not case.held", "False"),
    Misreading(
        "forgets an act held that is over when it is judged anew",
        _ACT,
        "case.now >= act.expires_ms and not case.held",
        "case.now >= act.expires_ms",
    ),
    Misreading(
        "sounds a tone too late",
        _ACT,
        "act.kind is ActKind.TONE and case.now > act.latest_start_ms and not case.held",
        "False",
    ),
    Misreading(
        "refuses a silence after its latest start", _ACT, "act.kind is ActKind.TONE and case.now", "case.now"
    ),
    Misreading(
        "calls a place moved by the place just above it", judging._assigns, _MOVED, _by("places[:i][-1:]")
    ),
    Misreading(
        "calls a place moved by all places above it", judging._assigns, _MOVED, _by("frozenset(places[:i])")
    ),
    Misreading(
        "calls a place moved by the place just above it, if the key does not name that",
        judging._assigns,
        _MOVED,
        _by("[p for p in places[:i][-1:] if p not in delegation.places]"),
    ),
    Misreading(
        "calls a place moved by those above it that the key does not name",
        judging._assigns,
        _MOVED,
        _by("[p for p in places[:i] if p not in delegation.places]"),
    ),
    Misreading(
        "forgets when an assignment held was made",
        judging._assignment,
        "case.sure and new.at",
        "case.sure and not case.held and new.at",
    ),
    Misreading("asks an assignment held for its sequence", judging._of, "not case.held and", ""),
)
