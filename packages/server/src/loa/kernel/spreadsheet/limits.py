"""What one file of a table may be. A province's longest list, 15,000 clusters, is a tenth of each."""

from typing import Final

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_ROWS: Final = 25_000
"""Rows of the sheet, those above the heading and empty ones among them."""
MAX_COLUMNS: Final = 100
MAX_CELL: Final = 2_000
"""Characters of one cell; what is longer is cut before it is read as anything."""
MAX_TEXT: Final = 24 * 1024 * 1024
"""Characters of all cells together."""

# What the child that opens a workbook may use. A workbook is a ZIP: 8 MB of it may hold gigabytes.
MAX_UNPACKED: Final = 256 * 1024 * 1024
MAX_MEMBERS: Final = 2_000
CPU_SECONDS: Final = 30
WALL_SECONDS: Final = 90
MEMORY_BYTES: Final = 1536 * 1024 * 1024
MAX_ANSWER: Final = 96 * 1024 * 1024
