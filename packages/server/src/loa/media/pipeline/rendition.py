"""The description of a sound that the pipeline made."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Rendition:
    """A finished Opus file. Loudness is in LUFS, or None where EBU R128 does not define it: under 0.4 s."""

    duration_ms: int
    samples: int
    loudness_before: float | None
    loudness_after: float | None
    true_peak_db: float
    waveform: list[int]
    codec: str
    channels: str
    trimmed_ms: tuple[int, int]
    sha256: str = ""
    bytes: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Rendition":
        return cls(**{**values, "trimmed_ms": tuple(values["trimmed_ms"])})
