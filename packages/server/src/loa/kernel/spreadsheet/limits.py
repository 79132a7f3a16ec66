"""The limits of one file. A province's longest list, 15,000 clusters, is a tenth of each of the sizes."""

from typing import Final

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_ROWS: Final = 25_000
"""The most rows of a sheet, including empty rows and those above the heading."""
MAX_COLUMNS: Final = 100
MAX_CELL: Final = 2_000
"""The most characters of one cell; a longer text is cut before it is read."""
MAX_TEXT: Final = 24 * 1024 * 1024
"""The most characters of all cells together."""

# Limits of the child process that opens a workbook. A workbook is a ZIP, so 8 MB may unpack to gigabytes.
MAX_UNPACKED: Final = 256 * 1024 * 1024
MAX_MEMBERS: Final = 2_000
CPU_SECONDS: Final = 30
WALL_SECONDS: Final = 90
MEMORY_BYTES: Final = 1536 * 1024 * 1024
MAX_ANSWER: Final = 96 * 1024 * 1024
