"""Conversion between the values of golden files and the types of the library."""

from collections.abc import Iterator
from typing import Any

import msgspec

from loa_protocol.refusals import Refusal

Document = dict[str, Any]
Failing = Iterator[str]
"""The names of the cases that are answered differently."""


def as_(data: Any, kind: Any) -> Any:
    """Returns a value of a golden file as this type; null stays None."""
    return data if data is None else msgspec.convert(data, kind)


def plain(message: Any) -> Any:
    """Returns a message as it is written in a golden file."""
    return msgspec.json.decode(msgspec.json.encode(message))


def refused(outcome: object) -> str | None:
    """Returns the code of a refusal, or None."""
    return outcome.code.value if isinstance(outcome, Refusal) else None
