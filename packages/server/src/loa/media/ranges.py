"""One HTTP byte range (RFC 9110, section 14). Pure."""

import re

_ONE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})$")


class Unsatisfiable(Exception):
    """Nothing of the file lies in the range: 416."""


def asked(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for, or None when the whole is to be sent (no range, several, or
    nonsense)."""
    found = _ONE.match(header.strip().replace(" ", ""))
    if not found or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if first == "":
        length = int(last)
        if length == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - length), size - 1
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end
