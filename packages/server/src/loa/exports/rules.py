"""The rules of requested files. Pure: the time is passed in."""

from datetime import timedelta
from typing import Final

QUEUE, TASK = "exports", "exports.write"
"""The queue of the worker's jobs, and the name of their task."""
KEPT: Final = timedelta(days=1)
"""After this time a file is deleted. Who took which list remains in the audit record."""
MOST_KEPT: Final = 5
"""The most files of one person; a further request deletes the oldest."""
PART_BYTES: Final = 1024 * 1024
