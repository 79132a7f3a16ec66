"""Makes the texts of a record safe to send.

Details of errors quote what came in, whoever sent it. A text that no reader accepts must neither block the
record that contains it nor stop the box.
"""

from __future__ import annotations

import msgspec
from loa_protocol.encoding import decode, encode
from loa_protocol.messages.records import Record
from loa_protocol.refusals import Malformed

MOST = 200
"""The greatest length of a text, in characters."""

_NOTE = "the rest of this record could not be said"


def said(text: str) -> str:
    """Returns the text with every unprintable character escaped, cut to 200 characters."""
    return "".join(one if one.isprintable() else _escaped(one) for one in text)[:MOST]


def _escaped(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")


def sayable(record: Record) -> Record:
    """Returns the record in a form that readers accept.

    A readable record is returned as it is. Else its note is escaped. If that does not help, the new record
    has only the kind, the times and the clock quality, with a fixed note.
    """
    if readable(record):
        return record
    noted = msgspec.structs.replace(record, note=said(record.note))
    if readable(noted):
        return noted
    return Record(record.kind, max(record.wall_ms, 0), max(record.mono_ms, 0), record.clock, note=_NOTE)


def readable(record: Record) -> bool:
    """Returns True if a reader accepts the encoded record."""
    try:
        decode(encode(record), Record)
    except (Malformed, ValueError):
        return False
    return True
