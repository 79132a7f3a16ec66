"""Wrong readings of messages: JSON, integers, text, fields, and the rules between fields."""

from typing import Annotated

from msgspec import Meta

from loa_protocol import encoding, unknown
from loa_protocol.messages import (
    Ack,
    Act,
    Assignment,
    Body,
    Delegation,
    Have,
    Item,
    Plan,
    RecordBatch,
    Stored,
    Target,
    TrustList,
    Window,
)
from loa_protocol.messages.plan import _of_our_time
from loa_protocol.testing.misreading.reading import Loose, Reading, Wrong

_READ = encoding._strictly
_DECODED = "decoded = decoder.decode(data)"
_LIFE_OF_ACT = "0 < self.expires_ms - self.at <= LONGEST_ACT_MS"
_LIFE_OF_KEY = "0 < self.valid_to - self.valid_from <= LONGEST_DELEGATION_MS"
_LIFE_OF_LIST = "0 < self.expires_at - self.made_at <= LONGEST_LIST_MS"
_LIFE_OF_PLAN = "0 < self.valid_to - self.valid_from <= LONGEST_PLAN_MS"

READINGS: tuple[Reading, ...] = (
    Wrong("takes the last of two equal names", encoding._each_once, "len(names) != len(pairs)", "False"),
    Wrong("takes U+0000 in a text", _READ, 'b"\\\\u0000" in data and _NUL.search(data)', "False"),
    Wrong("sees U+0000 behind an escaped backslash", _READ, " and _NUL.search(data)", ""),
    Wrong(
        "takes what does not say its kind", encoding._tagged, '"kind" in own and "kind" not in said', "False"
    ),
    Wrong("takes more than 524,288 bytes", _READ, "len(data) > largest", "False"),
    Wrong("refuses 524,288 bytes", _READ, "len(data) > largest", "len(data) >= largest"),
    Wrong(
        "takes 1.0 for an integer",
        _READ,
        _DECODED,
        "decoded = decoder.decode(re.sub(rb'(\\d)\\.0+\\b', rb'\\1', data))",
    ),
    Wrong(
        "takes true for an integer",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b'\"v\":true', b'\"v\":1'))",
    ),
    Wrong(
        "takes an integer in quotes",
        _READ,
        _DECODED,
        "decoded = msgspec.json.decode(data, type=decoder.type, strict=False)",
    ),
    Wrong(
        "takes a higher version",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b'\"v\":2', b'\"v\":1'))",
    ),
    Wrong(
        "passes over unknown fields",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b',\"x\":1', b''))",
    ),
    Wrong(
        "takes bytes that are not UTF-8",
        _READ,
        _DECODED,
        "data = data.decode(errors='replace').encode()\n            decoded = decoder.decode(data)",
    ),
    Wrong(
        "takes lone surrogates",
        _READ,
        _DECODED,
        "decoded = decoder.decode(re.sub(rb'\\\\ud83d(?!\\\\u)', b'?', data))",
    ),
    Wrong(
        "refuses pairs of surrogates",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b'\\\\ude00', b'\\\\u0041'))",
    ),
    Wrong(
        "takes a byte order mark",
        _READ,
        _DECODED,
        "data = data.removeprefix(b'\\xef\\xbb\\xbf')\n            decoded = decoder.decode(data)",
    ),
    Wrong(
        "counts the length of a text in bytes",
        _READ,
        _DECODED,
        _DECODED
        + "\n            if len(getattr(decoded, 'why', '').encode()) > 200:"
        + "\n                raise ValueError",
    ),
    Wrong(
        "reads only Loa's own spelling",
        _READ,
        "_tagged(_NAMES.decode(data.decode()), json.loads(own))",
        "raise ValueError",
    ),
    Wrong("takes spare bits in base64url", encoding.from_text, "to_text(data) != text", "False"),
    Wrong("takes dates of another age", _of_our_time, "not 2000 <= day.year < 2200", "False"),
    Loose("takes any word as the plan of a have", Have, "plan_id", Annotated[str, Meta(max_length=27)]),
    Loose("takes any word as the act of an ack", Ack, "act", Annotated[str, Meta(max_length=36)]),
    Loose(
        "takes a line end after a plan id",
        Plan,
        "plan_id",
        Annotated[str, Meta(pattern=r"^[a-z0-9]{1,16}\.(0|[1-9][0-9]{0,9})$")],
    ),
    Loose(
        "takes a plan id of a text that only holds one",
        Plan,
        "plan_id",
        Annotated[str, Meta(pattern=r"[a-z0-9]{1,16}\.(0|[1-9][0-9]{0,9})")],
    ),
    Loose(
        "takes hashes in capitals", Stored, "batch_sha256", Annotated[str, Meta(pattern="^[0-9a-fA-F]{64}$")]
    ),
    Loose("takes a sequence of nothing", Plan, "seq", Annotated[int, Meta(ge=0, le=2**53 - 1)]),
    Loose("takes a sequence of 2^53", Plan, "seq", Annotated[int, Meta(ge=1)]),
    Wrong(
        "takes an act longer than 400 days", Act.__post_init__, _LIFE_OF_ACT, "0 < self.expires_ms - self.at"
    ),
    Wrong("refuses an act of 400 days", Act.__post_init__, "<= LONGEST_ACT_MS", "< LONGEST_ACT_MS"),
    Wrong(
        "takes an act that ended before it was decided",
        Act.__post_init__,
        _LIFE_OF_ACT,
        "self.expires_ms - self.at <= LONGEST_ACT_MS",
    ),
    Wrong(
        "takes an item that is longer than its sounds",
        Item.__post_init__,
        "self.carries.length_ms != self.length_ms",
        "self.carries.length_ms > self.length_ms",
    ),
    Wrong(
        "takes an item that is shorter than its sounds",
        Item.__post_init__,
        "self.carries.length_ms != self.length_ms",
        "self.carries.length_ms < self.length_ms",
    ),
    Wrong(
        "takes an act on all that names somebody",
        Target.__post_init__,
        "(self.kind is TargetKind.ALL) == bool(self.id)",
        "not self.id and self.kind is not TargetKind.ALL",
    ),
    Wrong(
        "takes an act on nobody",
        Target.__post_init__,
        "(self.kind is TargetKind.ALL) == bool(self.id)",
        "self.id and self.kind is TargetKind.ALL",
    ),
    Wrong("takes two bodies of one version", Plan.__post_init__, "a.v >= b.v", "a.v > b.v"),
    Wrong("takes bodies out of order", Plan.__post_init__, "a.v >= b.v", "a.v == b.v"),
    Wrong(
        "takes a place twice", Assignment.__post_init__, "len(set(self.places)) < len(self.places)", "False"
    ),
    Wrong("takes the first body", Plan.body, "return mine[-1]", "return mine[0]"),
    Wrong("takes a body that it does not speak", Plan.body, "if ref.v in speaks", ""),
    Wrong("refuses an item of an unknown kind", _READ, "if otherwise is None:", "if True:"),
    Wrong(
        "takes any known kind for an unknown one",
        unknown.read_item,
        "if tag in _FIRST:",
        "if False:",
    ),
    Wrong("passes over no word of a later kind", encoding.decode_down, "kind in _DOWN_KINDS", "kind"),
    Wrong(
        "passes over every word that it cannot read", encoding.decode_down, ".kind in _DOWN_KINDS", " is None"
    ),
    Wrong(
        "takes a plan longer than ten days",
        Plan.__post_init__,
        _LIFE_OF_PLAN,
        "0 < self.valid_to - self.valid_from",
    ),
    Wrong(
        "takes a plan that ends before it begins",
        Plan.__post_init__,
        _LIFE_OF_PLAN,
        "self.valid_to - self.valid_from <= LONGEST_PLAN_MS",
    ),
    Wrong("takes fetch_by before fetch_from", Plan.__post_init__, "self.fetch_by < self.fetch_from", "False"),
    Wrong(
        "takes a delegation longer than 400 days",
        Delegation.__post_init__,
        _LIFE_OF_KEY,
        "0 < self.valid_to - self.valid_from",
    ),
    Wrong(
        "takes a delegation that ends before it begins",
        Delegation.__post_init__,
        _LIFE_OF_KEY,
        "self.valid_to - self.valid_from <= LONGEST_DELEGATION_MS",
    ),
    Wrong(
        "takes delegations for root and device",
        Delegation.__post_init__,
        "self.purpose not in DELEGABLE",
        "False",
    ),
    Wrong(
        "takes a list longer than 31 days",
        TrustList.__post_init__,
        _LIFE_OF_LIST,
        "0 < self.expires_at - self.made_at",
    ),
    Wrong(
        "takes a list that ends before it was made",
        TrustList.__post_init__,
        _LIFE_OF_LIST,
        "self.expires_at - self.made_at <= LONGEST_LIST_MS",
    ),
    Wrong(
        "takes windows that end before they begin", Window.__post_init__, "self.start >= self.end", "False"
    ),
    Wrong(
        "takes windows of nothing", Window.__post_init__, "self.start >= self.end", "self.start > self.end"
    ),
    Wrong("takes days out of order", Body.__post_init__, "a.date >= b.date", "a.date == b.date"),
    Wrong("takes a day twice", Body.__post_init__, "a.date >= b.date", "a.date > b.date"),
    Wrong(
        "follows no more than 16 lists and objects in one another in all",
        _READ,
        _DECODED,
        _DECODED
        + "\n            deep = most = 0"
        + "\n            for each in data:"
        + "\n                deep += (each in b'[{') - (each in b']}')"
        + "\n                most = max(most, deep)"
        + "\n            if most > 16:"
        + "\n                raise ValueError",
    ),
    Wrong(
        "passes over a word whose kind is no word",
        encoding.decode_down,
        "_strictly(data, _WORD, LARGEST)",
        "_strictly(data, msgspec.json.Decoder(msgspec.defstruct('Any', [('kind', str)])), LARGEST)",
    ),
    Wrong("takes records above all numbers", RecordBatch.__post_init__, "self.last >= 2**53", "False"),
    Wrong(
        "takes no record of the highest number",
        RecordBatch.__post_init__,
        "self.last >= 2**53",
        "self.last >= 2**53 - 1",
    ),
)
