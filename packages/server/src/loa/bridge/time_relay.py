"""Relays signed time: passes a device's request to the signer's socket and the answer back. The bridge holds
no signing key."""

import asyncio
import logging
from pathlib import Path
from typing import Final

log = logging.getLogger("loa.bridge")

# In bytes, and in seconds.
LARGEST_ANSWER: Final = 4096
PATIENCE_S: Final = 5.0


class TimeRelay:
    """One connection to the signer, used for one request at a time; opened again after the signer was
    away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = asyncio.Lock()
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, question: bytes) -> bytes | None:
        """Returns the sealed answer, or None while the signer is away: the device asks again."""
        async with self._turn:
            try:
                return await asyncio.wait_for(self._exchange(question), PATIENCE_S) or None
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as wrong:
                log.warning("no time from the signer: %s", wrong)
                # A late answer on this connection would be taken for the answer to the next request, so it is
                # closed.
                self.close()
                return None

    async def _exchange(self, question: bytes) -> bytes:
        if self._line is None:
            self._line = await asyncio.open_unix_connection(str(self._path))
        reader, writer = self._line
        writer.write(len(question).to_bytes(4, "big") + question)
        await writer.drain()
        size = int.from_bytes(await reader.readexactly(4), "big")
        if size > LARGEST_ANSWER:
            raise OSError(f"an answer of {size} bytes")
        return await reader.readexactly(size)

    def close(self) -> None:
        """Closes the connection."""
        if self._line is not None:
            self._line[1].close()
            self._line = None
