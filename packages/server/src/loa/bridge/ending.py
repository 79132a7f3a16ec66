"""Ends tasks for good."""

import asyncio
from collections.abc import Collection
from typing import Any


async def end(tasks: Collection[asyncio.Task[Any]], again_s: float = 0.1) -> None:
    """Cancel them until they have ended.

    Once is not enough: psycopg answers a cancelled question on a lost connection with the loss, and a loop
    that outlives the database goes on after it; `wait_for` of Python 3.11 may give its answer instead.
    `again_s`: seconds that a task has to end in.
    """
    while running := [each for each in tasks if not each.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=again_s)
