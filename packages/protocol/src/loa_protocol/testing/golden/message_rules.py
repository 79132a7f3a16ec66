"""Cases of the rules between the fields of one message, which the range of a single field cannot express.

Each case: (type, name, bytes to replace, their replacement, refused, whether the JSON Schema refuses it too).
"""

from datetime import date, timedelta

from loa_protocol.testing.golden.message_json import WRONG, Cases

ACT_ENDS = b'"expires_ms":1795482000000'
PLAN_ENDS = b'"valid_to":1796058000000'
KEY_ENDS = b'"valid_to":1829091600000'
LIST_ENDS = b'"expires_at":1797987600000'
BODIES = b'"bodies":[{"sha256":"' + b"ab" * 32 + b'","v":1}]'
LATER_BODY = b'{"sha256":"' + b"cd" * 32 + b'","v":2}'
PURPOSE = b'"purpose":"plan"'
SILENCE = b'"does":{"kind":"silence"}'
TONE = b'"length_ms":3000'
SLOT = b'{"id":"a","what":"slot"}'
HIGHEST = b'"first":9007199254740991,'
FIRST_DAY = b'{"date":"2026-11-24","sha256":"' + b"ab" * 32 + b'"}'


def _days(count: int) -> bytes:
    """Returns the bytes of this many consecutive days of a body."""
    dates = (date(2026, 11, 24) + timedelta(days=number) for number in range(count))
    return b",".join(FIRST_DAY.replace(b"2026-11-24", str(day).encode()) for day in dates)


RULES: Cases = (
    ("Act", "it ends when it was decided", ACT_ENDS, b'"expires_ms":1795395600000', WRONG, False),
    ("Act", "it ends before it was decided", ACT_ENDS, b'"expires_ms":1795395599999', WRONG, False),
    ("Act", "it lasts a millisecond", ACT_ENDS, b'"expires_ms":1795395600001', None, False),
    ("Act", "it lasts 400 days", ACT_ENDS, b'"expires_ms":1829955600000', None, False),
    ("Act", "it lasts a millisecond more", ACT_ENDS, b'"expires_ms":1829955600001', WRONG, False),
    ("cancel", "a cancel", b'"v":1', b'"v":1', None, False),
    ("cancel", "a cancel of nothing", b'"named":[' + SLOT + b"]", b'"named":[]', WRONG, True),
    ("cancel", "a cancel that does not say of what", b',"named":[' + SLOT + b"]", b"", WRONG, True),
    ("cancel", "a cancel with a length", b'"named"', b'"length_ms":1,"named"', WRONG, True),
    ("cancel", "a cancel of four", SLOT, b",".join([SLOT] * 4), None, False),
    ("cancel", "a cancel of five", SLOT, b",".join([SLOT] * 5), WRONG, True),
    ("Act", "a silence that cancels", SILENCE, SILENCE[:-1] + b',"named":[' + SLOT + b"]}", WRONG, True),
    ("Act", "a silence with a length", SILENCE, SILENCE[:-1] + b',"length_ms":1}', WRONG, True),
    ("Act", "it does nothing", SILENCE + b",", b"", WRONG, True),
    ("Act", "it does a word", SILENCE, b'"does":"silence"', WRONG, True),
    ("tone", "a tone", b'"v":1', b'"v":1', None, False),
    ("tone", "a tone of ten seconds", TONE, b'"length_ms":10000', None, False),
    ("tone", "a tone of a millisecond more", TONE, b'"length_ms":10001', WRONG, True),
    ("tone", "a tone of nothing", TONE, b'"length_ms":0', WRONG, True),
    ("tone", "a tone that does not say how long", b"," + TONE, b"", WRONG, True),
    ("Assignment", "a place twice", b'["38","16012"]', b'["38","38"]', WRONG, True),
    ("RecordBatch", "a record of the highest number", b'"first":1,', HIGHEST, None, False),
    (
        "DayPlan",
        "an item a millisecond longer than its sounds",
        b'"length_ms":300000',
        b'"length_ms":300001',
        WRONG,
        False,
    ),
    (
        "DayPlan",
        "an item a millisecond shorter than its sounds",
        b'"length_ms":300000',
        b'"length_ms":299999',
        WRONG,
        False,
    ),
    ("Plan", "no body", BODIES, b'"bodies":[]', WRONG, True),
    ("Plan", "bodies of two versions", BODIES, BODIES[:-1] + b"," + LATER_BODY + b"]", None, False),
    (
        "Plan",
        "two bodies of one version",
        BODIES,
        BODIES[:-1] + b"," + LATER_BODY.replace(b"2}", b"1}") + b"]",
        WRONG,
        False,
    ),
    ("Plan", "bodies out of order", BODIES, b'"bodies":[' + LATER_BODY + b"," + BODIES[10:], WRONG, False),
    ("Plan", "it holds for ten days", PLAN_ENDS, b'"valid_to":1796230800000', None, False),
    ("Plan", "it holds for a millisecond more", PLAN_ENDS, b'"valid_to":1796230800001', WRONG, False),
    ("Plan", "it holds for a millisecond", PLAN_ENDS, b'"valid_to":1795366800001', None, False),
    ("Plan", "it holds for nothing", PLAN_ENDS, b'"valid_to":1795366800000', WRONG, False),
    ("Plan", "it ends before it begins", PLAN_ENDS, b'"valid_to":1795366799999', WRONG, False),
    ("Plan", "fetch_by at fetch_from", b'"fetch_by":1795399200000', b'"fetch_by":1795395600000', None, False),
    (
        "Plan",
        "fetch_by before fetch_from",
        b'"fetch_by":1795399200000',
        b'"fetch_by":1795395599999',
        WRONG,
        False,
    ),
    ("Delegation", "it lasts 400 days", KEY_ENDS, b'"valid_to":1829869200000', None, False),
    ("Delegation", "it lasts a millisecond more", KEY_ENDS, b'"valid_to":1829869200001', WRONG, False),
    ("Delegation", "it lasts for a millisecond", KEY_ENDS, b'"valid_to":1795309200001', None, False),
    ("Delegation", "it lasts for nothing", KEY_ENDS, b'"valid_to":1795309200000', WRONG, False),
    ("Delegation", "of the purpose root", PURPOSE, b'"purpose":"root"', WRONG, True),
    ("Delegation", "of the purpose device", PURPOSE, b'"purpose":"device"', WRONG, True),
    ("Delegation", "of a purpose in reserve", PURPOSE, b'"purpose":"drill"', None, False),
    ("Delegation", "of an unknown purpose", PURPOSE, b'"purpose":"horn"', WRONG, True),
    ("Delegation", "a window that ends before it begins", b"[300,1320]", b"[1320,300]", WRONG, False),
    ("Delegation", "a window of nothing", b"[300,1320]", b"[300,300]", WRONG, False),
    ("TrustList", "it lives for 31 days", LIST_ENDS, b'"expires_at":1798074000000', None, False),
    ("TrustList", "it lives a millisecond more", LIST_ENDS, b'"expires_at":1798074000001', WRONG, False),
    ("TrustList", "it lives for a millisecond", LIST_ENDS, b'"expires_at":1795395600001', None, False),
    ("TrustList", "it ends when it was made", LIST_ENDS, b'"expires_at":1795395600000', WRONG, False),
    ("TrustList", "it ends before it was made", LIST_ENDS, b'"expires_at":1795395599999', WRONG, False),
    ("DayPlan", "a window that ends before it begins", b"[300,420]", b"[420,300]", WRONG, False),
    ("DayPlan", "a window of nothing", b"[300,420]", b"[300,300]", WRONG, False),
    ("DayPlan", "a window of a minute", b"[300,420]", b"[300,301]", None, False),
    ("DayPlan", "quiet past midnight", b'"quiet":[]', b'"quiet":[[1380,300]]', WRONG, False),
    ("Body", "two days in order", FIRST_DAY, FIRST_DAY + b"," + FIRST_DAY.replace(b"24", b"26"), None, False),
    ("Body", "eight days", FIRST_DAY, _days(8), None, False),
    ("Body", "nine days", FIRST_DAY, _days(9), WRONG, True),
    ("Body", "a day twice", FIRST_DAY, FIRST_DAY + b"," + FIRST_DAY, WRONG, False),
    (
        "Body",
        "days out of order",
        FIRST_DAY,
        FIRST_DAY + b"," + FIRST_DAY.replace(b"24", b"23"),
        WRONG,
        False,
    ),
)
