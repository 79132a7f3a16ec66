"""Finds what of a timeline has passed, and what of it was never heard. Pure: no clock, no disk."""

from __future__ import annotations

from collections.abc import Container

from loa_protocol.messages import Item
from loa_protocol.rule import Reason, Stretch, Timeline


def over(line: Timeline, told_ms: int, now_ms: int) -> dict[str, Item]:
    """Returns the items whose last sound ended after told_ms, up to now_ms, by id."""
    last = {stretch.item.id: stretch for stretch in line.stretches}
    return {name: one.item for name, one in last.items() if told_ms < one.end_ms <= now_ms}


def dropped(line: Timeline, told_ms: int, now_ms: int) -> list[tuple[Item, Reason]]:
    """Returns the items that the rule dropped and that would have begun in (told_ms, now_ms], and why."""
    return [(drop.item, drop.breach.code) for drop in line.dropped if told_ms < drop.item.start_ms <= now_ms]


def mute(line: Timeline, items: Container[str], heard: Container[tuple[str, int]]) -> list[Stretch]:
    """Returns the sounds of these items that were never heard, each by its first stretch."""
    found: dict[tuple[str, int], Stretch] = {}
    for stretch in line.stretches:
        part = (stretch.item.id, stretch.sound)
        if stretch.item.id in items and stretch.media is not None and part not in heard:
            found.setdefault(part, stretch)
    return list(found.values())
