"""Fetches one object from the file door over HTTP(S), continues where it stopped, and checks the hash.

`Fetcher` does so on its own thread and hands back each result, so that the core never waits.
"""

from __future__ import annotations

import hashlib
import http.client
import queue
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from loa_agent.address import is_safe
from loa_agent.objects import Folder

_PIECE = 64 * 1024  # bytes read at once
_TIMEOUT_S = 20.0


class FetchRequest(msgspec.Struct, frozen=True):
    """One object to fetch: from which door, and with which token. An answer larger than ``largest`` bytes is
    not the object that was named."""

    sha256: str
    door: str
    token: str
    largest: int


class FetchResult(msgspec.Struct, frozen=True):
    """The result of a fetch. ``why``: "" when the object is held now, else "network", "denied", "gone",
    "altered" or "disk"."""

    sha256: str
    why: str
    received: int


class Fetch(Protocol):
    """The port through which the core gets objects."""

    def want(self, wanted: FetchRequest) -> None:
        """Asks for one object. At most one is fetched at a time."""

    def take(self) -> list[FetchResult]:
        """Returns the results since the last call."""

    @property
    def busy(self) -> bool:
        """True while a fetch is under way."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects, because urllib would send the token to the other address too."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Returns None: no redirect is followed."""
        return


class Door:
    """Fetches single objects into a `Folder`, and leaves ``keep_free`` bytes of the disk free.

    ``context`` returns the TLS context. It is called once, on the fetcher's thread.
    """

    def __init__(
        self,
        objects: Folder,
        keep_free: int,
        context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._objects = objects
        self._keep_free = keep_free
        self._context = context
        self._made: urllib.request.OpenerDirector | None = None

    def _opener(self) -> urllib.request.OpenerDirector:
        """Returns the opener. It is made at the first fetch, on the fetcher's thread, because reading all the
        certificates takes a while."""
        if self._made is None:
            https = urllib.request.HTTPSHandler(context=self._context())
            self._made = urllib.request.build_opener(_NoRedirect(), urllib.request.ProxyHandler({}), https)
        return self._made

    def bring(self, wanted: FetchRequest) -> FetchResult:
        """Fetches what is still missing of one object. Never raises."""
        if not is_safe(wanted.door):
            return FetchResult(wanted.sha256, "denied", 0)
        received = 0

        def count(size: int) -> None:
            nonlocal received
            received += size

        try:
            why = self._bring(wanted, count)
        except urllib.error.HTTPError as error:
            why = {401: "denied", 403: "denied", 404: "gone", 410: "gone"}.get(error.code, "network")
            error.close()
        except _Full:
            why = "disk"
        except (OSError, ValueError, http.client.HTTPException):
            why = "network"  # also if the other side does not speak HTTP, or the address is not valid
        return FetchResult(wanted.sha256, why, received)

    def _bring(self, wanted: FetchRequest, count: Callable[[int], None]) -> str:
        """Fetches the rest of the object. Returns the reason for `FetchResult`.

        It returns `altered` only if the object came whole and was wrong, twice. A wrong object that was put
        together with a part from disk proves nothing: a power cut may have damaged that part.
        """
        part, wrong = self._objects.part(wanted.sha256), 0
        while wrong < 2:
            have = part.stat().st_size if part.exists() else 0
            try:
                why = self._once(wanted, have, count)
            except urllib.error.HTTPError as error:
                if error.code != 416 or not have:
                    raise
                # The range begins at the object's end or behind it: the part is whole or too long.
                error.close()
                part.unlink(missing_ok=True)
                continue
            if why == "too-large" and not have:
                return "altered"
            if why not in ("altered", "too-large"):
                return why
            wrong += not have
        return "altered"

    def _once(self, wanted: FetchRequest, have: int, count: Callable[[int], None]) -> str:
        """Sends one request for what is still missing after ``have`` bytes."""
        part = self._objects.part(wanted.sha256)
        request = urllib.request.Request(f"{wanted.door}/o/{wanted.sha256}")  # noqa: S310 - is_safe
        request.add_header("Authorization", f"Bearer {wanted.token}")
        if have:
            request.add_header("Range", f"bytes={have}-")
        with self._opener().open(request, timeout=_TIMEOUT_S) as answer:
            have = 0 if answer.status == 200 else have  # 200: the whole object comes, not the range
            length = int(answer.headers.get("Content-Length") or 0)
            if have + length <= wanted.largest:
                self._pour(answer, part, have, wanted.largest, count)
                if part.stat().st_size <= wanted.largest:
                    return self._finish(wanted.sha256, have + length)
        part.unlink(missing_ok=True)
        return "too-large"

    def _pour(
        self, answer: object, part: Path, have: int, largest: int, count: Callable[[int], None]
    ) -> None:
        """Writes the answer to the part file until it ends, exceeds ``largest``, or the disk is full."""
        read = getattr(answer, "read")  # noqa: B009 - urllib's answers have no common type
        try:
            file = part.open("ab" if have else "wb")
        except OSError as error:
            raise _Full from error
        with file:
            while have <= largest and (piece := read(_PIECE)):
                if self._objects.free_bytes() - len(piece) < self._keep_free:
                    raise _Full
                try:
                    file.write(piece)
                    file.flush()
                except OSError as error:
                    raise _Full from error
                have += len(piece)
                count(len(piece))

    def _finish(self, sha256: str, length: int) -> str:
        part = self._objects.part(sha256)
        digest = hashlib.sha256()
        with part.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        if digest.hexdigest() == sha256:
            try:
                self._objects.adopt(sha256)
            except OSError as error:
                raise _Full from error
            return ""
        if part.stat().st_size >= length:
            part.unlink()
            return "altered"
        return "network"  # the answer ended too early; the part stays for the next try


class _Full(Exception):
    """The disk has no room for the object."""


class Fetcher:
    """A thread that fetches one object at a time. It calls ``wake`` (on that thread) after each."""

    def __init__(self, door: Door, wake: Callable[[], None]) -> None:
        self._door = door
        self._wake = wake
        self._asked: queue.SimpleQueue[FetchRequest | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[FetchResult] = queue.SimpleQueue()
        self._under_way = 0
        self._thread = threading.Thread(target=self._run, name="fetcher", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """See `Fetch`."""
        return self._under_way > 0

    def want(self, wanted: FetchRequest) -> None:
        """See `Fetch`."""
        self._under_way += 1
        self._asked.put(wanted)

    def take(self) -> list[FetchResult]:
        """See `Fetch`."""
        done: list[FetchResult] = []
        while not self._done.empty():
            done.append(self._done.get())
            self._under_way -= 1
        return done

    def close(self) -> None:
        """Ends the thread after the present fetch; does not wait for it."""
        self._asked.put(None)

    def _run(self) -> None:
        while (wanted := self._asked.get()) is not None:
            self._done.put(self._door.bring(wanted))
            self._wake()
