"""The names of the icons of static/loa/icons.svg that Wagtail's own frame draws too."""

from __future__ import annotations

from typing import Final

# Each has a file in templates/loa/icons/, cut from icons.svg; a test checks that the two are the same.
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
