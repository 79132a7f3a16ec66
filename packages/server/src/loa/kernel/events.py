"""Domain events. An app announces what happened; config/wiring.py alone decides which functions listen.

Listeners run at once, in the announcer's transaction and in the order in which they are registered there. A
listener that raises Forbidden, Invalid or Conflict stops the announcer's action: the transaction is rolled
back.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Event = TypeVar("Event")

_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Registers a listener of one class of event: `listen(BulletinApproved)(airtime.place)`. Registering it
    twice has no effect."""

    def register(listener: Callable[[Event], None]) -> Callable[[Event], None]:
        if listener not in _listeners[kind]:
            _listeners[kind].append(listener)
        return listener

    return register


def announce(event: object) -> None:
    """Calls every listener of the event's class. Raises RuntimeError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} announced outside a transaction")
    for listener in _listeners[type(event)]:
        listener(event)
