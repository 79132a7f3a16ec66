"""The position in the chain of play records."""

from __future__ import annotations

import contextlib

import msgspec
from loa_protocol.messages.common import Count, Sha256
from loa_protocol.messages.records import FIRST_BATCH

from loa_agent.store import Store


class Chain(msgspec.Struct):
    """The last number given, the last one sealed, the last one stored, the hash of the last batch sealed."""

    last: Count = 0
    sealed: Count = 0
    stored: Count = 0
    prev: Sha256 = FIRST_BATCH


def reckoned(store: Store) -> Chain:
    """Returns the position as the records on disk show it.

    A new box is at the start. A box whose store has lost its position continues after the last record that it
    still has.
    """
    one, box = store.db.execute, store.box
    (waiting,) = one("select max(number) from waiting where box = ?", (box,)).fetchone()
    (stored,) = one("select max(last) from batch where box = ? and stored_ms is not null", (box,)).fetchone()
    sealed = one(
        "select max(first, last), sha256 from batch where box = ? order by first desc", (box,)
    ).fetchone()
    upto, prev = sealed or (0, FIRST_BATCH)
    chain = Chain(max(waiting or 0, upto), upto, stored or 0)
    with contextlib.suppress(msgspec.ValidationError):
        chain.prev = msgspec.convert(prev, Sha256)
    return chain
