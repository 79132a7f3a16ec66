"""Ends tasks reliably."""

import asyncio
from collections.abc import Collection
from typing import Any


async def end(tasks: Collection[asyncio.Task[Any]], again_s: float = 0.1) -> None:
    """Cancels the tasks, again and again, until all have ended.

    One cancel is not enough: psycopg answers a cancelled query on a lost connection with the loss instead of
    the cancellation, and a loop that survives losses of the database goes on after it; `wait_for` of Python
    3.11 may return its result instead. `again_s`: seconds that a task has to end before it is cancelled
    again.
    """
    while running := [each for each in tasks if not each.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=again_s)
