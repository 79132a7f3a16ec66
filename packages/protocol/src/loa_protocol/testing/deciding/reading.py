"""Between golden files and the library's own types."""

from collections.abc import Iterator
from typing import Any

import msgspec

from loa_protocol.refusals import Refusal

Document = dict[str, Any]
Failing = Iterator[str]
"""Names of the cases that are answered otherwise."""


def as_(data: Any, kind: Any) -> Any:
    """A value of a golden file as this type; null stays None."""
    return data if data is None else msgspec.convert(data, kind)


def plain(message: Any) -> Any:
    """As it stands in a golden file."""
    return msgspec.json.decode(msgspec.json.encode(message))


def refused(outcome: object) -> str | None:
    """The code of a refusal."""
    return outcome.code.value if isinstance(outcome, Refusal) else None
