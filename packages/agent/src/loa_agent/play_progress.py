"""The playback state of a sound that has begun, and its row on disk."""

from __future__ import annotations

import contextlib
import sqlite3

import msgspec

from loa_agent.store import Store, StoreFull


class PlayProgress(msgspec.Struct):
    """The playback of one sound. ``upto``: how many ms of the sound were out. ``wall_ms``: when that was
    (UTC). ``lost``: ms of the sound that were skipped before ``upto``."""

    item: str
    part: int
    media: str
    plan: str
    base_ms: int
    length_ms: int
    upto: int
    lost: int
    wall_ms: int
    sounding: bool = True

    @property
    def key(self) -> tuple[str, int]:
        """The item's id, and the place of the sound in the item."""
        return self.item, self.part


def loaded(store: Store) -> dict[tuple[str, int], PlayProgress]:
    """Returns every playback on disk. A row that cannot be read is set aside and deleted."""
    found, gone = {}, []
    for item, part, raw in store.db.execute(
        "select item, part, state from playing where box = ?", (store.box,)
    ).fetchall():
        try:
            state = msgspec.json.decode(raw, type=PlayProgress)
        except (msgspec.DecodeError, TypeError):
            store.set_aside("playing", raw)
            gone.append((item, part))
        else:
            found[state.key] = state
    if gone:
        with contextlib.suppress(StoreFull), store.transaction() as db:
            forget(db, store.box, gone)
    return found


def keep(db: sqlite3.Connection, box: int, state: PlayProgress) -> None:
    """Stores one, in a transaction of the caller."""
    row = (box, *state.key, msgspec.json.encode(state))
    db.execute("insert or replace into playing values (?, ?, ?, ?)", row)


def forget(db: sqlite3.Connection, box: int, keys: list[tuple[str, int]]) -> None:
    """Deletes these, in a transaction of the caller."""
    rows = [(box, *key) for key in keys]
    db.executemany("delete from playing where box = ? and item = ? and part = ?", rows)
