"""Parses one byte range of an HTTP request (RFC 9110, 14.1), as a browser or a device requests a sound."""

import re
from dataclasses import dataclass
from typing import Final

_SPEC: Final = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*")


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to but without `end`."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """The range lies entirely outside the file: status 416."""


def wanted(header: str | None, size: int) -> Span | None:
    """Returns the part that a Range header asks for; None means the whole file.

    A header with another unit, with several ranges or malformed is ignored, as the RFC allows. Raises
    Unsatisfiable when no byte of the file lies in the range.
    """
    found = _SPEC.fullmatch(header) if header else None
    if found is None:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        # The form `bytes=-N`: the last N bytes.
        count = int(last)
        if count == 0 or size == 0:
            raise Unsatisfiable
        return Span(max(0, size - count), size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(size, int(last) + 1) if last else size)
