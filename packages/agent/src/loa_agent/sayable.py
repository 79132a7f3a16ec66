"""What a message may carry. Details of errors quote what came in, whoever sent it: a text that no reader
takes must stop neither the record that it stands in nor the box."""

from __future__ import annotations

import msgspec
from loa_protocol.encoding import decode, encode
from loa_protocol.messages.records import Record
from loa_protocol.refusals import Malformed

MOST = 200
_NOTE = "the rest of this record could not be said"


def said(text: str) -> str:
    """A text with whatever cannot be printed escaped, of at most 200 characters."""
    return "".join(one if one.isprintable() else _escaped(one) for one in text)[:MOST]


def _escaped(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")


def sayable(record: Record) -> Record:
    """This record; if no reader would take it, with its note escaped; if that does not help, only what
    happened and when."""
    if readable(record):
        return record
    noted = msgspec.structs.replace(record, note=said(record.note))
    if readable(noted):
        return noted
    return Record(record.kind, max(record.wall_ms, 0), max(record.mono_ms, 0), record.clock, note=_NOTE)


def readable(record: Record) -> bool:
    """Would a reader take it?"""
    try:
        decode(encode(record), Record)
    except (Malformed, ValueError):
        return False
    return True
