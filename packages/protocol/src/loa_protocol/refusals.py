"""Why a head is refused. The codes go over the wire and into the play log; they are never renamed."""

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
    """A verdict against something received. `detail` is for a technician's eye, never for a decision."""

    code: Code
    detail: str = ""
    key_id: str = ""


class Malformed(ValueError):
    """Bytes that are not what their type says. Carries the code to report, and a detail that is one harmless
    line, whatever names a stranger gave to the fields of his message."""

    def __init__(self, detail: str, code: Code = Code.MALFORMED) -> None:
        self.code = code
        self.detail = harmless(detail)
        super().__init__(self.detail)


LONGEST_DETAIL = 200
"""Letters of a detail: what a `Text` of a message takes."""


def harmless(text: str) -> str:
    """This text as one bounded line of a log: what no printer shows, a line end or a terminal's code, stands
    there by its number."""
    shown = (one if one.isprintable() else ascii(one)[1:-1] for one in text[:LONGEST_DETAIL])
    return "".join(shown)[:LONGEST_DETAIL]
