"""The limits that the sandbox sets for one file. The defaults suit a commune's bulletin;
`loa.media.wording.limits` says which can be set."""

from dataclasses import asdict, dataclass

RATE = 48_000
"""Samples a second of everything after decoding: the rate that Opus works at and that all loudspeaker cards
support."""


@dataclass(frozen=True)
class Limits:
    """The limits for one file. Seconds are of audio unless the name says CPU or wall."""

    max_seconds: int = 30 * 60
    max_bytes: int = 512 * 1024 * 1024
    memory_bytes: int = 1536 * 1024 * 1024
    max_channels: int = 16
    min_rate: int = 4_000
    max_rate: int = 384_000

    @property
    def cpu_seconds(self) -> int:
        """Seconds of processor time. A core processes about 35 seconds of audio a second; a slow one a tenth
        of that."""
        return 60 + self.max_seconds // 3

    @property
    def wall_seconds(self) -> int:
        return 3 * self.cpu_seconds

    @property
    def spool_bytes(self) -> int:
        """Two channels of 32-bit float, and ten seconds more for the block that exceeds the limit."""
        return (self.max_seconds + 10) * RATE * 8

    def as_dict(self) -> dict[str, int]:
        return asdict(self)
