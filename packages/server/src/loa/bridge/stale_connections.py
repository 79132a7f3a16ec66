"""Closes the connections that a bridge whose turn is over may have left open at the broker.

They are closed before the next bridge takes messages: so no message goes to a bridge that does not work, and
none of its answers comes late.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable

from loa.bridge.presence import LIST, kick_subject

log = logging.getLogger("loa.bridge")


async def close(request: Callable[[str, bytes], Awaitable[bytes]], users: Iterable[str], own: int) -> None:
    """Closes all connections of these users except our own, until the broker reports none.

    `own`: the broker's number of the connection that asks. Raises what `request` raises, and KeyError or
    ValueError for a malformed answer.
    """
    for user in users:
        asked = json.dumps({"auth": True, "user": user}).encode()
        while others := await _others(request, asked, own):
            for server, connection in others:
                await request(kick_subject(server), json.dumps({"cid": connection}).encode())
            log.info("closed %d connections of %s at the broker", len(others), user)


async def _others(
    request: Callable[[str, bytes], Awaitable[bytes]], asked: bytes, own: int
) -> list[tuple[str, int]]:
    """Returns server and number of each connection that the broker lists, without our own."""
    said = json.loads(await request(LIST, asked))["data"]
    found = [int(each["cid"]) for each in said.get("connections") or []]
    return [(str(said["server_id"]), each) for each in found if each != own]
