"""Golden cases of later versions: what this version does not know is silent in its place, ignored, or
refused.

The library cannot encode what it does not know, so these cases are written as bytes, by hand.
"""

from typing import Any

from loa_protocol.encoding import encode
from loa_protocol.messages import BodyRef, DayPlan, Item, Priority
from loa_protocol.rule import timeline
from loa_protocol.testing.deciding.sounding import told
from loa_protocol.testing.golden.day import day, emergency, item, priority, ruled
from loa_protocol.testing.golden.samples import HASH
from loa_protocol.testing.world import plan
from loa_protocol.unknown import read_day

Case = dict[str, Any]
STRANGE = b'{"kind":"unheard-of","layout":{"rows":[1,2]},"volume":"none"}'


def cases() -> Case:
    """Returns the cases of growing.json: days with unknown items, which body a device takes, and unsigned
    messages of unknown kinds."""
    return {"days": _days(), "refused": _refused(), "bodies": _bodies(), "words": _words()}


def unknown(made: DayPlan, *slots: str) -> bytes:
    """Returns the bytes of the day plan, in which the items of these slots carry an unknown kind. Raises
    ValueError if not every slot was found."""
    data = encode(made)
    for one in made.items:
        if one.slot in slots:
            data = data.replace(encode(one.carries), STRANGE, 1)
    if data.count(STRANGE) != len(slots):
        raise ValueError("a golden day without its unknown items")
    return data


def _days() -> list[Case]:
    """Returns cases with an unknown item of each class: the rule places it, it keeps its minutes, and it is
    silent."""
    a, b = item("a", 300, 10), item("b", 305, 5)
    p, e = priority("p", 302, 4), emergency("e", 304, 2)
    tried: list[tuple[str, DayPlan, tuple[str, ...]]] = [
        ("an ordinary item", day(a), ("a",)),
        ("an ordinary item keeps its place", day(a, b), ("a",)),
        ("a priority item goes first", day(a, p), ("p",)),
        ("an ordinary item moves behind priority", day(item("a", 302, 5), p), ("a",)),
        ("an emergency mutes what sounds meanwhile", day(a, e), ("e",)),
        ("an emergency takes its part of an unknown item", day(a, e), ("a",)),
        (
            "preempted by an unknown emergency",
            day(item("a", 300, 10, late=1), emergency("e", 299, 5)),
            ("e",),
        ),
        ("it takes minutes of its session", day(item("a", 300, 20), item("b", 330, 11)), ("a",)),
        ("outside hours", day(item("a", 200, 5), b), ("a",)),
        ("displaced", day(item("a", 302, 5, late=1), p), ("a",)),
        ("no volume bounds it", ruled(a, volume=0), ("a",)),
        ("all of them unknown", day(a, b, p, e), ("a", "b", "p", "e")),
        ("above the class", day(e, b), ("e",)),
    ]
    made = []
    for name, one, slots in tried:
        data, highest = unknown(one, *slots), Priority.PRIORITY if name == "above the class" else None
        line = told(timeline(read_day(data), None, highest))
        made.append({"name": name, "day": data.decode(), "highest": highest, **line})
    return made


def _refused() -> list[Case]:
    """Returns cases of unknown fields in limits and in the frame: these must not be ignored."""
    usual: Item = item("a", 300, 5)
    data = unknown(day(usual), "a")
    tried: list[tuple[str, bytes, bytes]] = [
        ("an unknown field in the frame", b'"slot":"a"', b'"slot":"a","loops":2'),
        ("an unknown class", b'"cls":"ordinary"', b'"cls":"urgent"'),
        ("no length", b'"length_ms":300000,', b""),
        ("a length of nothing", b'"length_ms":300000', b'"length_ms":0'),
        ("a length of over a day", b'"length_ms":300000', b'"length_ms":86400001'),
        ("no kind", b'"kind":"unheard-of",', b""),
        ("a kind that is no word", b'"kind":"unheard-of"', b'"kind":"an unheard-of"'),
        ("a kind that is null", b'"kind":"unheard-of"', b'"kind":null'),
        ("a known kind that is not what it says", b'"kind":"unheard-of"', b'"kind":"sound"'),
        ("it carries a word", STRANGE, b'"unheard-of"'),
        ("a name twice under the unknown kind", b'"rows":[1,2]', b'"rows":[1],"rows":[2]'),
        ("U+0000 under the unknown kind", b'"volume":"none"', b'"volume":"\\u0000"'),
        ("an unknown field in the rules", b'"minutes":30', b'"minutes":30,"holidays":[]'),
        ("an unknown field in the day", b'"unit":"16012"', b'"unit":"16012","zone":1'),
    ]
    made: list[Case] = []
    for name, old, new in tried:
        if old not in data:
            raise ValueError(f"no {old!r} in the golden day")
        made.append({"name": name, "day": data.replace(old, new, 1).decode(), "refused": "malformed"})
    start, end = data.index(b'"items":[') + 9, data.index(b'],"rules"')
    for name, count, code in (("200 items", 200, None), ("201 items", 201, "malformed")):
        items = b",".join([data[start:end]] * count)
        made.append({"name": name, "day": (data[:start] + items + data[end:]).decode(), "refused": code})
    whole_day = data.replace(b'"length_ms":300000', b'"length_ms":86400000')
    return [*made, {"name": "a length of a day", "day": whole_day.decode(), "refused": None}]


def _bodies() -> list[Case]:
    """Returns cases of which body a device takes that reads these versions. null: it takes none and is
    `unsupported`."""
    later, latest = "cd" * 32, "ef" * 32
    head = plan(bodies=(BodyRef(1, HASH), BodyRef(2, later), BodyRef(4, latest)))
    new = plan(bodies=(BodyRef(2, later),))
    tried = [
        ("the one it speaks", head, [1], HASH),
        ("the highest it speaks", head, [1, 2], later),
        ("the highest, however it says so", head, [4, 1], latest),
        ("none of a version between", head, [3], None),
        ("none of its own", new, [1], None),
    ]
    return [
        {"name": name, "plan": made, "speaks": speaks, "body": body} for name, made, speaks, body in tried
    ]


def _words() -> list[Case]:
    """Returns unsigned messages of a server. `known` is true, false where the device ignores the message, or
    null where it is malformed."""
    tried: list[tuple[str, str, bool | None]] = [
        ("stored", f'{{"batch_sha256":"{HASH}","kind":"stored","upto":7,"v":1}}', True),
        ("a kind of later", '{"kind":"unheard-of","v":9,"wind":[1,2]}', False),
        ("a kind of later, a name twice", '{"kind":"unheard-of","wind":1,"wind":2}', None),
        ("a kind of later without a version", '{"kind":"unheard-of"}', False),
        (
            "a known kind of a later version",
            f'{{"batch_sha256":"{HASH}","kind":"stored","upto":7,"v":2}}',
            None,
        ),
        ("no kind", '{"v":1}', None),
        ("a kind of 24 letters", f'{{"kind":"{"w" * 24}","v":1}}', False),
        ("a kind of 25 letters", f'{{"kind":"{"w" * 25}","v":1}}', None),
        ("a kind of nothing", '{"kind":"","v":1}', None),
        ("a kind that is a number", '{"kind":7,"v":1}', None),
        ("a kind that is no word", '{"kind":"W","v":1}', None),
        ("a list", "[]", None),
    ]
    return [{"name": name, "text": text, "known": known} for name, text, known in tried]
