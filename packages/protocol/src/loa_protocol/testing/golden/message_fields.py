"""The range, length and pattern of single fields, at their edges. Patterns match the whole text.

(type, name, piece, in its place, refused, whether a JSON reader with the type's schema says so as well)
"""

from loa_protocol.testing.golden.message_json import WRONG, Cases

HASH = b"ab" * 32
PLAN = b'"plan_id":"16012.34"'
ACT = b'"0199bbbb-0000-7000-8000-000000000001"'
DATE = b'"2026-11-24"'


def _each(kind: str, field: str, old: bytes, *tried: tuple[str, bytes, str | None]) -> Cases:
    """Several values of one field."""
    named = f'"{field}":'.encode()
    return tuple(
        (kind, f"{field}: {name}", named + old, named + new, refused, refused is not None)
        for name, new, refused in tried
    )


_IDS: Cases = (
    *_each(
        "Plan",
        "plan_id",
        b'"16012.34"',
        ("of the whole commune", b'"16012.0"', None),
        ("the longest", b'"abcdefgh12345678.9999999999"', None),
        ("a line end behind it", b'"16012.34\\n"', WRONG),
        ("a space before it", b'" 16012.34"', WRONG),
        ("capitals", b'"A6012.34"', WRONG),
        ("no hamlet", b'"16012"', WRONG),
        ("a zero before the hamlet", b'"16012.034"', WRONG),
        ("one part too many", b'"16012.34.1"', WRONG),
        ("a unit of 17", b'"abcdefgh123456789.1"', WRONG),
        ("a hamlet of 11 digits", b'"16012.10000000000"', WRONG),
        ("digits of another script", '"16012.٣"'.encode(), WRONG),
        ("empty", b'""', WRONG),
    ),
    *_each(
        "Have",
        "plan_id",
        b'"16012.34"',
        ("empty", b'""', None),
        ("a space in it", b'"16012 34"', WRONG),
        ("any word", b'"x"', WRONG),
        ("a line end", b'"\\n"', WRONG),
        ("U+0000", b'"\\u0000"', WRONG),
    ),
    *_each(
        "Ack",
        "act",
        ACT,
        ("empty", b'""', None),
        ("any word", b'"x"', WRONG),
        ("in capitals", b'"0199BBBB-0000-7000-8000-000000000001"', WRONG),
        ("without strokes", b'"0199bbbb00007000800000000000000001"', WRONG),
        ("in braces", b'"{199bbbb-0000-7000-8000-000000000001}"', WRONG),
        ("U+0000", b'"\\u0000"', WRONG),
    ),
    *_each(
        "Act",
        "id",
        ACT,
        ("empty", b'""', WRONG),
        ("a line end behind it", ACT[:-1] + b'\\n"', WRONG),
        ("in capitals", b'"0199BBBB-0000-7000-8000-000000000001"', WRONG),
    ),
    *_each(
        "Plan",
        "body_sha256",
        b'"' + HASH + b'"',
        ("in capitals", b'"' + HASH.upper() + b'"', WRONG),
        ("a digit short", b'"' + HASH[:-1] + b'"', WRONG),
        ("a digit more", b'"' + HASH + b'a"', WRONG),
        ("a line end behind it", b'"' + HASH + b'\\n"', WRONG),
        ("empty", b'""', WRONG),
    ),
    *_each("Have", "body_sha256", b'"' + HASH + b'"', ("empty", b'""', None), ("short", b'"ab"', WRONG)),
    *_each("TimeAnswer", "nonce", b'"5a', ("a digit more", b'"a5a', WRONG), ("in capitals", b'"5A', WRONG)),
    *_each("Hello", "root_key_id", b'"bc', ("a digit more", b'"abc', WRONG), ("no hex", b'"xc', WRONG)),
    *_each("ClaimCode", "secret", b'"5e', ("a digit short", b'"5', WRONG), ("in capitals", b'"5E', WRONG)),
    *_each("DayPlan", "unit", b'"16012"', ("a space in it", b'"16 12"', WRONG), ("empty", b'""', WRONG)),
    *_each(
        "DayPlan",
        "slot",
        b'"a"',
        ("80", b'"' + b"a" * 80 + b'"', None),
        ("81", b'"' + b"a" * 81 + b'"', WRONG),
        ("empty", b'""', WRONG),
        ("a space", b'"a b"', WRONG),
        ("marks", '"ạ"'.encode(), WRONG),
    ),
)
_LISTS: Cases = (
    *_each(
        "Assignment",
        "places",
        b'["38","16012"]',
        ("none", b"[]", WRONG),
        ("six", b'["38","1","2","3","4","16012"]', None),
        ("seven", b'["38","1","2","3","4","5","16012"]', WRONG),
        ("null", b"null", WRONG),
        ("a number", b"[38]", WRONG),
    ),
    *_each(
        "Assignment",
        "groups",
        b'["thon"]',
        ("none", b"[]", None),
        ("16", b"[" + b",".join([b'"a"'] * 16) + b"]", None),
        ("17", b"[" + b",".join([b'"a"'] * 17) + b"]", WRONG),
    ),
    *_each(
        "Delegation",
        "places",
        b'["38"]',
        ("none", b"[]", WRONG),
        ("64", b"[" + b",".join([b'"a"'] * 64) + b"]", None),
        ("65", b"[" + b",".join([b'"a"'] * 65) + b"]", WRONG),
    ),
    *_each(
        "Have",
        "missing",
        b'["' + HASH + b'"]',
        ("none", b"[]", None),
        ("64", b"[" + b",".join([b'"' + HASH + b'"'] * 64) + b"]", None),
        ("65", b"[" + b",".join([b'"' + HASH + b'"'] * 65) + b"]", WRONG),
    ),
    *_each(
        "Have",
        "acts",
        b"[" + ACT + b"]",
        ("none", b"[]", None),
        ("65", b"[" + b",".join([ACT] * 65) + b"]", WRONG),
        ("no id", b'["x"]', WRONG),
    ),
    *_each(
        "Hello",
        "speaks",
        b"[1]",
        ("none", b"[]", WRONG),
        ("eight", b"[1,2,3,4,5,6,7,99]", None),
        ("nine", b"[1,2,3,4,5,6,7,8,9]", WRONG),
        ("nothing", b"[0]", WRONG),
        ("a hundred", b"[100]", WRONG),
    ),
    *_each(
        "DayPlan",
        "days",
        b"[1,2,3,4,5,6,7]",
        ("none", b"[]", None),
        ("a day 0", b"[0]", WRONG),
        ("a day 8", b"[8]", WRONG),
        ("eight", b"[1,2,3,4,5,6,7,7]", WRONG),
    ),
    *_each(
        "DayPlan",
        "hours",
        b"[[[300,420],[1020,1110]],",
        ("six weekdays", b"[", WRONG),
        ("eight weekdays", b"[[],[],", WRONG),
        ("a weekday without", b"[[],", None),
        ("a window of three", b"[[[300,420,1]],", WRONG),
        ("a window of one", b"[[[300]],", WRONG),
        ("all day", b"[[[0,1440]],", None),
        ("past midnight", b"[[[0,1441]],", WRONG),
        ("a fraction", b"[[[0,5.5]],", WRONG),
        ("13 windows", b"[[" + b",".join([b"[1,2]"] * 13) + b"],", WRONG),
    ),
    *_each("RecordBatch", "records", b'[{"clock"', ("one that is empty", b'[{},{"clock"', WRONG)),
    *_each(
        "TrustFile",
        "roots",
        b"[]",
        ("one that is empty", b'[""]', WRONG),
        ("one with a plus", b'["a+b"]', WRONG),
        ("one with padding", b'["YQ=="]', WRONG),
        ("eight", b"[" + b",".join([b'"YQ"'] * 8) + b"]", None),
        ("nine", b"[" + b",".join([b'"YQ"'] * 9) + b"]", WRONG),
    ),
)
_RANGES: Cases = (
    *_each(
        "Assignment",
        "volume",
        b"80",
        ("nothing", b"0", None),
        ("all", b"100", None),
        ("more than all", b"101", WRONG),
        ("less than nothing", b"-1", WRONG),
    ),
    *_each(
        "Assignment", "state", b'"active"', ("disabled", b'"disabled"', None), ("unknown", b'"asleep"', WRONG)
    ),
    *_each("Assignment", "ceiling", b'"completed"', ("unknown", b'"seen"', WRONG)),
    *_each("Delegation", "serial", b"1", ("nothing", b"0", WRONG)),
    *_each("Delegation", "minutes", b"60", ("a day", b"1440", None), ("more than a day", b"1441", WRONG)),
    *_each(
        "Delegation",
        "highest",
        b'"priority"',
        ("unknown", b'"highest"', WRONG),
        ("in capitals", b'"Priority"', WRONG),
    ),
    *_each(
        "DayPlan",
        "date",
        DATE,
        ("the first", b'"2000-01-01"', None),
        ("before the first", b'"1999-12-31"', WRONG),
        ("the last", b'"2199-12-31"', None),
        ("after the last", b'"2200-01-01"', WRONG),
        ("of no calendar", b'"2026-02-30"', WRONG),
        ("with a time", b'"2026-11-24T00:00:00"', WRONG),
        ("without zeros", b'"2026-1-2"', WRONG),
    ),
    *_each(
        "Body",
        "date",
        DATE,
        ("before the first", b'"1999-12-31"', WRONG),
        ("after the last", b'"2200-01-01"', WRONG),
    ),
    *_each(
        "DayPlan", "cls", b'"ordinary"', ("emergency", b'"emergency"', None), ("unknown", b'"urgent"', WRONG)
    ),
    *_each(
        "DayPlan",
        "duration_ms",
        b"300000",
        ("a millisecond", b"1", None),
        ("two hours", b"7200000", None),
        ("more than two hours", b"7200001", WRONG),
        ("nothing", b"0", WRONG),
    ),
    *_each(
        "DayPlan",
        "bytes",
        b"48000",
        ("2^31", b"2147483648", None),
        ("more", b"2147483649", WRONG),
        ("nothing", b"0", WRONG),
    ),
    *_each("DayPlan", "media", b"[{", ("one that is null", b"[null,{", WRONG)),
    *_each("Act", "kind", b'"silence"', ("blank", b'"blank"', None), ("unknown", b'"louder"', WRONG)),
    *_each(
        "Act",
        "target",
        b'{"id":"16012","kind":"unit"}',
        ("all", b'{"id":"","kind":"all"}', None),
        ("no id said", b'{"kind":"all"}', None),
        ("unknown", b'{"id":"","kind":"box"}', WRONG),
        ("a space in it", b'{"id":"16 12","kind":"unit"}', WRONG),
    ),
    *_each(
        "Hello",
        "agent",
        b'"0.1.0"',
        ("empty", b'""', None),
        ("40", b'"' + b"a" * 40 + b'"', None),
        ("41", b'"' + b"a" * 41 + b'"', WRONG),
        ("a space in it", b'"0 1"', WRONG),
    ),
    *_each("Hello", "clock", b'"rtc"', ("none", b'"none"', None), ("unknown", b'"gps"', WRONG)),
    *_each(
        "Health",
        "temperature_c",
        b"31",
        ("null", b"null", None),
        ("the coldest", b"-60", None),
        ("colder", b"-61", WRONG),
        ("hotter", b"151", WRONG),
    ),
    *_each("Health", "signal_dbm", b"null", ("the best", b"0", None), ("better", b"1", WRONG)),
    *_each(
        "Ack",
        "code",
        b'"expired"',
        ("null", b"null", None),
        ("unknown", b'"bored"', WRONG),
        ("empty", b'""', WRONG),
    ),
    *_each("RecordBatch", "sound", b"0", ("the last", b"31", None), ("one more", b"32", WRONG)),
    *_each("RecordBatch", "kind", b'"started"', ("unknown", b'"began"', WRONG)),
    *_each(
        "RecordBatch", "code", b'""', ("a word", b'"too-late"', None), ("two words", b'"too late"', WRONG)
    ),
    *_each("RecordBatch", "first", b"1", ("nothing", b"0", WRONG)),
    *_each("Connect", "counter", b"42", ("nothing", b"0", WRONG)),
    *_each(
        "Connect",
        "server",
        b'"loa.thanhhoa.test"',
        ("empty", b'""', WRONG),
        ("100", b'"' + b"a" * 100 + b'"', None),
        ("101", b'"' + b"a" * 101 + b'"', WRONG),
    ),
    *_each(
        "Door",
        "url",
        b'"https://loa.test:8443"',
        ("empty", b'""', WRONG),
        ("300", b'"' + b"a" * 300 + b'"', None),
        ("301", b'"' + b"a" * 301 + b'"', WRONG),
    ),
    *_each("Door", "token", b'"token"', ("empty", b'""', WRONG)),
)
FIELDS: Cases = (*_IDS, *_LISTS, *_RANGES)
