"""The shapes we have: all of them in static/loa/icons.svg, and those that Wagtail's own frame draws as
well."""

from __future__ import annotations

from typing import Final

# Each has a file in templates/loa/icons/, cut from icons.svg; a test keeps the two alike.
FRAME_ICONS: Final = (
    "approve",
    "calendar",
    "clock",
    "cluster",
    "hamlet",
    "heard",
    "lock",
    "map",
    "mic",
    "people",
    "phone",
    "play",
    "power",
    "record",
    "report",
    "return",
    "search",
    "signal",
    "warning",
    "withdraw",
    "write",
)
