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
from loa_protocol.testing.misreading.reading import LooseField, Misreading, Reading

_READ = encoding._strictly
_DECODED = "decoded = decoder.decode(data)"
_LIFE_OF_ACT = "0 < self.expires_ms - self.at <= LONGEST_ACT_MS"
_LIFE_OF_KEY = "0 < self.valid_to - self.valid_from <= LONGEST_DELEGATION_MS"
_LIFE_OF_LIST = "0 < self.expires_at - self.made_at <= LONGEST_LIST_MS"
_LIFE_OF_PLAN = "0 < self.valid_to - self.valid_from <= LONGEST_PLAN_MS"

READINGS: tuple[Reading, ...] = (
    Misreading("takes the last of two equal names", encoding._each_once, "len(names) != len(pairs)", "False"),
    Misreading("takes U+0000 in a text", _READ, 'b"\\\\u0000" in data and _NUL.search(data)', "False"),
    Misreading("sees U+0000 behind an escaped backslash", _READ, " and _NUL.search(data)", ""),
    Misreading(
        "takes what does not say its kind", encoding._tagged, '"kind" in own and "kind" not in said', "False"
    ),
    Misreading("takes more than 524,288 bytes", _READ, "len(data) > largest", "False"),
    Misreading("refuses 524,288 bytes", _READ, "len(data) > largest", "len(data) >= largest"),
    Misreading(
        "takes 1.0 for an integer",
        _READ,
        _DECODED,
        "decoded = decoder.decode(re.sub(rb'(\\d)\\.0+\\b', rb'\\1', data))",
    ),
    Misreading(
        "takes true for an integer",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b'\"v\":true', b'\"v\":1'))",
    ),
    Misreading(
        "takes an integer in quotes",
        _READ,
        _DECODED,
        "decoded = msgspec.json.decode(data, type=decoder.type, strict=False)",
    ),
    Misreading(
        "takes a higher version",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b'\"v\":2', b'\"v\":1'))",
    ),
    Misreading(
        "passes over unknown fields",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b',\"x\":1', b''))",
    ),
    Misreading(
        "takes bytes that are not UTF-8",
        _READ,
        _DECODED,
        "data = data.decode(errors='replace').encode()\n            decoded = decoder.decode(data)",
    ),
    Misreading(
        "takes lone surrogates",
        _READ,
        _DECODED,
        "decoded = decoder.decode(re.sub(rb'\\\\ud83d(?!\\\\u)', b'?', data))",
    ),
    Misreading(
        "refuses pairs of surrogates",
        _READ,
        _DECODED,
        "decoded = decoder.decode(data.replace(b'\\\\ude00', b'\\\\u0041'))",
    ),
    Misreading(
        "takes a byte order mark",
        _READ,
        _DECODED,
        "data = data.removeprefix(b'\\xef\\xbb\\xbf')\n            decoded = decoder.decode(data)",
    ),
    Misreading(
        "counts the length of a text in bytes",
        _READ,
        _DECODED,
        _DECODED
        + "\n            if len(getattr(decoded, 'why', '').encode()) > 200:"
        + "\n                raise ValueError",
    ),
    Misreading(
        "reads only Loa's own spelling",
        _READ,
        "_tagged(_NAMES.decode(data.decode()), json.loads(own))",
        "raise ValueError",
    ),
    Misreading("takes spare bits in base64url", encoding.from_text, "to_text(data) != text", "False"),
    Misreading("takes dates of another age", _of_our_time, "not 2000 <= day.year < 2200", "False"),
    LooseField("takes any word as the plan of a have", Have, "plan_id", Annotated[str, Meta(max_length=27)]),
    LooseField("takes any word as the act of an ack", Ack, "act", Annotated[str, Meta(max_length=36)]),
    LooseField(
        "takes a line end after a plan id",
        Plan,
        "plan_id",
        Annotated[str, Meta(pattern=r"^[a-z0-9]{1,16}\.(0|[1-9][0-9]{0,9})$")],
    ),
    LooseField(
        "takes a plan id of a text that only holds one",
        Plan,
        "plan_id",
        Annotated[str, Meta(pattern=r"[a-z0-9]{1,16}\.(0|[1-9][0-9]{0,9})")],
    ),
    LooseField(
        "takes hashes in capitals", Stored, "batch_sha256", Annotated[str, Meta(pattern="^[0-9a-fA-F]{64}$")]
    ),
    LooseField("takes a sequence of nothing", Plan, "seq", Annotated[int, Meta(ge=0, le=2**53 - 1)]),
    LooseField("takes a sequence of 2^53", Plan, "seq", Annotated[int, Meta(ge=1)]),
    Misreading(
        "takes an act longer than 400 days", Act.__post_init__, _LIFE_OF_ACT, "0 < self.expires_ms - self.at"
    ),
    Misreading("refuses an act of 400 days", Act.__post_init__, "<= LONGEST_ACT_MS", "< LONGEST_ACT_MS"),
    Misreading(
        "takes an act that ended before it was decided",
        Act.__post_init__,
        _LIFE_OF_ACT,
        "self.expires_ms - self.at <= LONGEST_ACT_MS",
    ),
    Misreading(
        "takes an item that is longer than its sounds",
        Item.__post_init__,
        "self.carries.length_ms != self.length_ms",
        "self.carries.length_ms > self.length_ms",
    ),
    Misreading(
        "takes an item that is shorter than its sounds",
        Item.__post_init__,
        "self.carries.length_ms != self.length_ms",
        "self.carries.length_ms < self.length_ms",
    ),
    Misreading(
        "takes an act on all that names somebody",
        Target.__post_init__,
        "(self.kind is TargetKind.ALL) == bool(self.id)",
        "not self.id and self.kind is not TargetKind.ALL",
    ),
    Misreading(
        "takes an act on nobody",
        Target.__post_init__,
        "(self.kind is TargetKind.ALL) == bool(self.id)",
        "self.id and self.kind is TargetKind.ALL",
    ),
    Misreading("takes two bodies of one version", Plan.__post_init__, "a.v >= b.v", "a.v > b.v"),
    Misreading("takes bodies out of order", Plan.__post_init__, "a.v >= b.v", "a.v == b.v"),
    Misreading(
        "takes a place twice", Assignment.__post_init__, "len(set(self.places)) < len(self.places)", "False"
    ),
    Misreading("takes the first body", Plan.body, "return mine[-1]", "return mine[0]"),
    Misreading("takes a body that it does not speak", Plan.body, "if ref.v in speaks", ""),
    Misreading("refuses an item of an unknown kind", _READ, "if otherwise is None:", "if True:"),
    Misreading(
        "takes any known kind for an unknown one",
        unknown.read_item,
        "if tag in _FIRST:",
        "if False:",
    ),
    Misreading("passes over no word of a later kind", encoding.decode_down, "kind in _DOWN_KINDS", "kind"),
    Misreading(
        "passes over every word that it cannot read", encoding.decode_down, ".kind in _DOWN_KINDS", " is None"
    ),
    Misreading(
        "takes a plan longer than ten days",
        Plan.__post_init__,
        _LIFE_OF_PLAN,
        "0 < self.valid_to - self.valid_from",
    ),
    Misreading(
        "takes a plan that ends before it begins",
        Plan.__post_init__,
        _LIFE_OF_PLAN,
        "self.valid_to - self.valid_from <= LONGEST_PLAN_MS",
    ),
    Misreading(
        "takes fetch_by before fetch_from", Plan.__post_init__, "self.fetch_by < self.fetch_from", "False"
    ),
    Misreading(
        "takes a delegation longer than 400 days",
        Delegation.__post_init__,
        _LIFE_OF_KEY,
        "0 < self.valid_to - self.valid_from",
    ),
    Misreading(
        "takes a delegation that ends before it begins",
        Delegation.__post_init__,
        _LIFE_OF_KEY,
        "self.valid_to - self.valid_from <= LONGEST_DELEGATION_MS",
    ),
    Misreading(
        "takes delegations for root and device",
        Delegation.__post_init__,
        "self.purpose not in DELEGABLE",
        "False",
    ),
    Misreading(
        "takes a list longer than 31 days",
        TrustList.__post_init__,
        _LIFE_OF_LIST,
        "0 < self.expires_at - self.made_at",
    ),
    Misreading(
        "takes a list that ends before it was made",
        TrustList.__post_init__,
        _LIFE_OF_LIST,
        "self.expires_at - self.made_at <= LONGEST_LIST_MS",
    ),
    Misreading(
        "takes windows that end before they begin", Window.__post_init__, "self.start >= self.end", "False"
    ),
    Misreading(
        "takes windows of nothing", Window.__post_init__, "self.start >= self.end", "self.start > self.end"
    ),
    Misreading("takes days out of order", Body.__post_init__, "a.date >= b.date", "a.date == b.date"),
    Misreading("takes a day twice", Body.__post_init__, "a.date >= b.date", "a.date > b.date"),
    Misreading(
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
    Misreading(
        "passes over a word whose kind is no word",
        encoding.decode_down,
        "_strictly(data, _WORD, LARGEST)",
        "_strictly(data, msgspec.json.Decoder(msgspec.defstruct('Any', [('kind', str)])), LARGEST)",
    ),
    Misreading("takes records above all numbers", RecordBatch.__post_init__, "self.last >= 2**53", "False"),
    Misreading(
        "takes no record of the highest number",
        RecordBatch.__post_init__,
        "self.last >= 2**53",
        "self.last >= 2**53 - 1",
    ),
)
