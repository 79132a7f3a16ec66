"""What a bridge whose turn is over may have left open at the broker: closed before the next one is heard, so
that no message goes to one that does not work, and no answer comes from it late."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable

from loa.bridge.presence import LIST, kick_subject

log = logging.getLogger("loa.bridge")


async def close(request: Callable[[str, bytes], Awaitable[bytes]], users: Iterable[str], own: int) -> None:
    """Close all connections of these users but our own, until the broker knows none.

    `own`: the broker's number of the connection that asks. Raises what `request` does, KeyError or ValueError
    for an answer that is none.
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
    """Server and number of each connection that the question finds, ours left out."""
    said = json.loads(await request(LIST, asked))["data"]
    found = [int(each["cid"]) for each in said.get("connections") or []]
    return [(str(said["server_id"]), each) for each in found if each != own]
