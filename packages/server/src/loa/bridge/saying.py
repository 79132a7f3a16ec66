"""What the bridge writes into its log: an entry is one line, whatever stands in it, and of what one device
gets wrong there is one line a minute with how many were left out."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any, Final, TextIO

EACH_S: Final = 60.0
LONGEST: Final = 1000
"""Of a line that is no traceback: a device can put a whole message into it."""
_FORM: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


def of(device: str) -> dict[str, Any]:
    """For `extra=`: the entry is about what this device did, and may come as often as it likes."""
    return {"of_device": device}


class OneLine(logging.Formatter):
    """What came from outside can neither begin a line of its own nor speak to a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        said = escaped(super().format(record))
        return said if record.exc_info or len(said) <= LONGEST else f"{said[:LONGEST]}..."


def escaped(text: str) -> str:
    """The text with every character that is not printed as itself by its number."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class Lines(logging.StreamHandler[TextIO]):
    """The log's one way out."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self.setFormatter(OneLine(_FORM))
        self._clock = clock
        self._said: dict[str, tuple[float, int]] = {}
        self._looked = clock()

    def emit(self, record: logging.LogRecord) -> None:
        """Write it, unless its device has had its line this minute."""
        now = self._clock()
        if now - self._looked >= EACH_S:
            self._looked = now
            self._tell_left_out(now)
        device = getattr(record, "of_device", None)
        if device is not None:
            at, left_out = self._said.get(device, (now, -1))
            self._said[device] = (at, left_out + 1)
            if left_out >= 0:
                return
        super().emit(record)

    def _tell_left_out(self, now: float) -> None:
        """Say how many of each device were left out since its line, once a minute is over; and forget it."""
        for device, (at, left_out) in list(self._said.items()):
            if now - at < EACH_S:
                continue
            del self._said[device]
            if left_out:
                said = f"of {device}: {left_out} more lines in a minute were left out"
                super().emit(logging.LogRecord("loa.bridge", logging.WARNING, "", 0, said, None, None))


def begin(stream: TextIO = sys.stderr) -> None:
    """From now on all that this process logs is written so."""
    logging.basicConfig(level=logging.INFO, handlers=[Lines(stream)], force=True)
