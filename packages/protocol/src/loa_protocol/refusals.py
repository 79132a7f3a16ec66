"""The codes of refusals. They are sent on the wire and stored in play records, so they are never renamed."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Every way in which a signed thing can be turned away."""

    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown-key"
    REVOKED = "revoked"
    ROOT_MISMATCH = "root-mismatch"
    WRONG_PURPOSE = "wrong-purpose"
    WRONG_PLACE = "wrong-place"
    WRONG_DEVICE = "wrong-device"
    WRONG_PLAN = "wrong-plan"
    REPLAYED = "replayed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    TOO_LATE = "too-late"
    BEYOND_ENVELOPE = "beyond-envelope"
    NO_TRUST = "no-trust"
    DISABLED = "disabled"
    UNSUPPORTED = "unsupported"
    QUIET = "quiet"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The refusal of something received. `detail` is for a technician to read; no decision may depend on
    it."""

    code: Code
    detail: str = ""
    key_id: str = ""


class Malformed(ValueError):
    """Raised for bytes that are not valid for their type. It has the code to report, and a detail of one safe
    line, even where a sender chose the field names that occur in it."""

    def __init__(self, detail: str, code: Code = Code.MALFORMED) -> None:
        self.code = code
        self.detail = harmless(detail)
        super().__init__(self.detail)


LONGEST_DETAIL = 200
"""The largest length of a detail in code points: the limit of the field type `Text`."""


def harmless(text: str) -> str:
    """Returns the text as one line of at most LONGEST_DETAIL code points that is safe in a log. Characters
    that are not printable, such as line ends and terminal escapes, become escape sequences (`\\n`,
    `\\x1b`)."""
    shown = (one if one.isprintable() else ascii(one)[1:-1] for one in text[:LONGEST_DETAIL])
    return "".join(shown)[:LONGEST_DETAIL]
