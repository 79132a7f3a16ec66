"""The format of the bridge's log: an entry is one line, whatever it contains. Of what one device does wrong,
one line a minute is written, with the number of lines left out."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any, Final, TextIO

EACH_S: Final = 60.0
LONGEST: Final = 1000
"""The longest line, in characters, that is not a traceback: a device can cause its whole message to be
logged."""
_FORM: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


def of(device: str) -> dict[str, Any]:
    """Returns the argument for `extra=` of an entry about a device, which may cause any number of such
    entries."""
    return {"of_device": device}


class LogFormatter(logging.Formatter):
    """Escapes what came from outside: it can neither start a new line nor send control codes to a
    terminal."""

    def format(self, record: logging.LogRecord) -> str:
        said = escaped(super().format(record))
        return said if record.exc_info or len(said) <= LONGEST else f"{said[:LONGEST]}..."


def escaped(text: str) -> str:
    """Returns the text with every character that is not printable as an escape with its number."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class LogHandler(logging.StreamHandler[TextIO]):
    """The only handler of the log."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self.setFormatter(LogFormatter(_FORM))
        self._clock = clock
        self._said: dict[str, tuple[float, int]] = {}
        self._looked = clock()

    def emit(self, record: logging.LogRecord) -> None:
        """Writes the entry, unless its device has had its line this minute."""
        now = self._clock()
        if now - self._looked >= EACH_S:
            self._looked = now
            self._tell_left_out(now)
        device = getattr(record, "of_device", None)
        if device is not None:
            # -1 stands for the line itself, which is written: the count of lines left out then starts at 0.
            at, left_out = self._said.get(device, (now, -1))
            self._said[device] = (at, left_out + 1)
            if left_out >= 0:
                return
        super().emit(record)

    def _tell_left_out(self, now: float) -> None:
        """Once a device's minute is over, reports how many of its lines were left out, and forgets the
        device."""
        for device, (at, left_out) in list(self._said.items()):
            if now - at < EACH_S:
                continue
            del self._said[device]
            if left_out:
                said = f"of {device}: {left_out} more lines in a minute were left out"
                super().emit(logging.LogRecord("loa.bridge", logging.WARNING, "", 0, said, None, None))


def begin(stream: TextIO = sys.stderr) -> None:
    """Makes this handler the only one for all log entries of this process."""
    logging.basicConfig(level=logging.INFO, handlers=[LogHandler(stream)], force=True)
