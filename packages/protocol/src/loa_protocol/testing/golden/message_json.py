"""Cases of what section 1 of PROTOCOL.md says about JSON, integers and text.

Each case: (type, name, bytes to replace, their replacement, refused, whether the JSON Schema refuses it too).
"""

WRONG = "malformed"
Cases = tuple[tuple[str, str, bytes, bytes, str | None, bool], ...]
SEQ = b'"seq":1795395600000'
WHY = "Loa hú".encode()
DEEP = b'{"a":' + b"[" * 15 + b"]" * 15 + b"}"
"""Nested 16 levels deep, the outer object counted."""

STORED = b'"kind":"stored","upto":7'

_INTEGERS: Cases = (
    ("Plan", "an integer with a fraction of nothing", SEQ, SEQ + b".0", WRONG, False),
    ("Plan", "an integer with an exponent", SEQ, b'"seq":1e12', WRONG, False),
    ("Plan", "an integer that is true", SEQ, b'"seq":true', WRONG, True),
    ("Assignment", "a percentage that is false", b'"volume":80', b'"volume":false', WRONG, True),
    ("Assignment", "a percentage of 80.0", b'"volume":80', b'"volume":80.0', WRONG, False),
    ("Assignment", "a percentage of 80.5", b'"volume":80', b'"volume":80.5', WRONG, True),
    ("Plan", "an integer in quotes", SEQ, b'"seq":"1795395600000"', WRONG, True),
    ("Plan", "an integer with a zero before it", SEQ, b'"seq":01795395600000', WRONG, True),
    ("Plan", "an integer with a plus before it", SEQ, b'"seq":+1795395600000', WRONG, True),
    ("Plan", "an integer that is null", SEQ, b'"seq":null', WRONG, True),
    ("Plan", "not a number", SEQ, b'"seq":NaN', WRONG, True),
    ("Plan", "the highest sequence", SEQ, b'"seq":9007199254740991', None, False),
    ("Plan", "a sequence of 2^53", SEQ, b'"seq":9007199254740992', WRONG, True),
    ("Plan", "a sequence of 2^64 + 1", SEQ, b'"seq":18446744073709551617', WRONG, True),
    ("Plan", "a sequence of nothing", SEQ, b'"seq":0', WRONG, True),
    ("Plan", "a sequence below nothing", SEQ, b'"seq":-1', WRONG, True),
    ("Plan", "a sequence of -0", SEQ, b'"seq":-0', WRONG, True),
    ("Assignment", "a percentage of -0", b'"volume":80', b'"volume":-0', None, False),
    ("Assignment", "a percentage of -0.0", b'"volume":80', b'"volume":-0.0', WRONG, False),
    ("Assignment", "a percentage of -00", b'"volume":80', b'"volume":-00', WRONG, True),
    ("Plan", "-0 in what may be ignored", b'"info":{}', b'"info":{"n":[-0,-0.0,-0e9]}', None, False),
    ("Root", "yes as a number", b'"demo":true', b'"demo":1', WRONG, True),
    ("Root", "yes in quotes", b'"demo":true', b'"demo":"true"', WRONG, True),
)
_NAMES: Cases = (
    ("Act", "a name twice, with two values", b'"kind":"sil', b'"kind":"restore","kind":"sil', WRONG, False),
    ("Act", "a name twice, far apart", b'"why"', b'"does":{"kind":"restore"},"why"', WRONG, False),
    ("Act", "a name twice, once by escape", b'"why"', b'"\\u0064oes":{"kind":"restore"},"why"', WRONG, False),
    ("Act", "a name twice within the target", b'"kind":"unit"', b'"id":"38","kind":"unit"', WRONG, False),
    ("Act", "a name twice, in an object that is a list's", b'"by":{', b'"by":{"unit":"38",', WRONG, False),
    ("DayPlan", "a name twice within a sound", b'"bytes":', b'"bytes":1,"bytes":', WRONG, False),
    ("Act", "a name by escape, once", b'"why"', b'"\\u0077hy"', None, False),
    ("Act", "a name in capitals", b'"why"', b'"Why"', WRONG, True),
    ("Stored", "another order of names", STORED, b'"upto":7,"kind":"stored"', None, False),
    (
        "Stored",
        "spaces, tabs and line ends between",
        STORED,
        b' \t"kind"\r\n: "stored",\n"upto":7 ',
        None,
        False,
    ),
    ("Act", "a field with a default left out", b'"info":{},', b"", None, False),
    ("Act", "a field without a default left out", b'"seq":1795395600000,', b"", WRONG, True),
    ("Stored", "another kind", b'"stored"', b'"door"', WRONG, True),
    ("Stored", "no kind", b'"kind":"stored",', b"", WRONG, True),
    ("Act", "no kind of what it does", b'"does":{"kind":"silence"}', b'"does":{}', WRONG, True),
    (
        "DayPlan",
        "no kind of what an item carries",
        b'"carries":{"kind":"sound",',
        b'"carries":{',
        WRONG,
        True,
    ),
    ("DayPlan", "a name twice in what may be ignored", b'"title":', b'"title":"x","title":', WRONG, False),
    ("Act", "what may be ignored, 16 deep", b'"info":{}', b'"info":' + DEEP, None, False),
    (
        "DayPlan",
        "what may be ignored of a sound, 16 deep",
        b'"info":{"title":"B\xe1\xba\xa3n tin a"}',
        b'"info":' + DEEP,
        None,
        False,
    ),
    ("DayPlan", "U+0000 in what may be ignored", b'"title":"', b'"title":"\\u0000', WRONG, False),
)
_FORM: Cases = (
    ("Stored", "a comma at the end", b'"v":1}', b'"v":1,}', WRONG, True),
    ("Stored", "a second message behind it", b'"v":1}', b'"v":1}{}', WRONG, True),
    ("Stored", "a line end behind it", b'"v":1}', b'"v":1}\n', None, False),
    ("Stored", "cut short", b'"v":1}', b'"v":1', WRONG, True),
    ("Stored", "a byte order mark", b"{", b"\xef\xbb\xbf{", WRONG, True),
    ("Stored", "a comment", b"{", b"{/* */", WRONG, True),
    ("Stored", "single quotes", b'"kind"', b"'kind'", WRONG, True),
)
_TEXT: Cases = (
    ("Act", "U+0000 by escape", WHY, b"a\\u0000b", WRONG, True),
    ("Act", "U+0000 as a byte", WHY, b"a\x00b", WRONG, True),
    ("Act", "U+0000 behind a backslash", WHY, b"\\\\\\u0000", WRONG, True),
    ("Act", "a backslash before the letters u0000", WHY, b"\\\\u0000", None, False),
    ("Door", "U+0000 in an address", b"loa.test", b"loa.test\\u0000", WRONG, True),
    ("Refused", "U+0000 in a detail", b'"plan"', b'"\\u0000"', WRONG, True),
    ("Health", "U+0000 in a fault", b'"disk"', b'"\\u0000"', WRONG, True),
    ("RecordBatch", "U+0000 in a note", b'"note":""', b'"note":"\\u0000"', WRONG, True),
    ("Act", "a high surrogate alone", WHY, b"\\ud83d", WRONG, False),
    ("Act", "a high surrogate before a letter", WHY, b"\\ud83dx", WRONG, False),
    ("Act", "a high surrogate twice", WHY, b"\\ud83d\\ud83d", WRONG, False),
    ("Act", "a low surrogate alone", WHY, b"\\ude00", WRONG, False),
    ("Act", "a surrogate in UTF-8", WHY, b"\xed\xa0\xbd", WRONG, True),
    ("Act", "a pair of surrogates by escape", WHY, b"\\ud83d\\ude00", None, False),
    ("Act", "bytes that are not UTF-8", WHY, b"\xff", WRONG, True),
    ("Act", "a letter longer than it need be in UTF-8", WHY, b"\xc1\xa1", WRONG, True),
    ("Act", "a tab as a byte", WHY, b"\t", WRONG, True),
    ("Act", "a tab and a line end by escape", WHY, b"\\t\\n", None, False),
    ("Act", "an unknown escape", WHY, b"\\x41", WRONG, True),
    ("Act", "200 letters of four bytes", WHY, "📢".encode() * 200, None, False),
    ("Act", "201 letters of four bytes", WHY, "📢".encode() * 201, WRONG, True),
    ("Act", "200 letters with their marks", WHY, "ệ".encode() * 200, None, False),
    ("Act", "201 letters", WHY, b"a" * 201, WRONG, True),
)
JSON: Cases = (*_INTEGERS, *_NAMES, *_FORM, *_TEXT)
