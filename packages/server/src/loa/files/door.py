"""Answers `GET /o/<sha256>`: sends one object, or one range of it, to a device that has a token.

Nothing is listed, and the only name that a request can give is 64 hexadecimal digits. An object never
changes, so a client that has it never asks again. What is not available now is answered 503 with the time to
come again, never 404: a box must not conclude that the object does not exist.
"""

import logging
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from loa.files import token
from loa.files.cache import Source
from loa.kernel import ranges
from loa.objects.port import NoObject, StoreError

log = logging.getLogger("loa.files")

_PATH: Final = re.compile(r"/o/([0-9a-f]{64})")
_BEARER: Final = re.compile(r"[Bb]earer +([0-9a-f.\-]{1,200})")
_MOST_HEADERS: Final = 8 * 1024
# In seconds: the `retry-after` of a 503.
AGAIN_S: Final = 10

Headers = list[tuple[str, str]]


class Door:
    """An RSGI application that serves the objects of one source."""

    def __init__(self, objects: Source, secret: bytes, now_s: Callable[[], float] = time.time) -> None:
        self._objects = objects
        self._secret = secret
        self._now_s = now_s

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            proto.close(403)
            return
        status, size = await self._answer(scope, proto)
        log.info("%s %s %s %d %d", scope.client, scope.method, scope.path[:80], status, size)

    async def _answer(self, scope: Any, proto: Any) -> tuple[int, int]:
        # Answered without a token: a health check has none.
        if scope.path == "/healthz":
            return _refuse(proto, 200, "ok")
        if scope.method not in ("GET", "HEAD"):
            return _refuse(proto, 405, "only GET and HEAD", [("allow", "GET, HEAD")])
        authorization = scope.headers.get("authorization") or ""
        if len(authorization) > _MOST_HEADERS or not self._known(authorization):
            return _refuse(proto, 401, "no token of ours", [("www-authenticate", 'Bearer realm="loa"')])
        named = _PATH.fullmatch(scope.path)
        if named is None or scope.query_string:
            return _refuse(proto, 404, "no such object")
        return await self._serve(named[1], scope, proto)

    def _known(self, authorization: str) -> bool:
        found = _BEARER.fullmatch(authorization)
        return found is not None and token.device_of(self._secret, found[1], int(self._now_s())) is not None

    async def _serve(self, name: str, scope: Any, proto: Any) -> tuple[int, int]:
        """Answers a request with a valid token; returns status and bytes sent."""
        try:
            path = await self._objects.path(name)
            size = path.stat().st_size
        except NoObject:
            return _refuse(proto, 404, "no such object")
        except (StoreError, FileNotFoundError):  # the file may have been removed from the cache just now
            return _refuse(proto, 503, "not now", [("retry-after", str(AGAIN_S))])
        etag = f'"{name}"'
        headers: Headers = [
            ("etag", etag),
            ("cache-control", "private, max-age=31536000, immutable"),
            ("accept-ranges", "bytes"),
            ("content-type", "application/octet-stream"),
            ("x-content-type-options", "nosniff"),
        ]
        if _holds(scope.headers.get("if-none-match"), etag):
            proto.response_empty(304, headers)
            return 304, 0
        # RFC 9110, 13.1.5 and 14.2: a range counts only for GET, and only if `if-range` names this object.
        whole = scope.method == "HEAD" or not _fits(scope.headers.get("if-range"), etag)
        asked = None if whole else scope.headers.get("range")
        try:
            span = ranges.wanted(asked, size)
        except ranges.Unsatisfiable:
            return _refuse(proto, 416, "outside the object", [("content-range", f"bytes */{size}")])
        return _send(proto, scope.method, path, size, span, headers)


def _send(
    proto: Any, method: str, path: Path, size: int, span: ranges.Span | None, headers: Headers
) -> tuple[int, int]:
    part = span or ranges.Span(0, size)
    length = part.end - part.start
    headers.append(("content-length", str(length)))
    if span is not None:
        headers.append(("content-range", f"bytes {part.start}-{part.end - 1}/{size}"))
    status = 206 if span is not None else 200
    if method == "HEAD" or length == 0:
        proto.response_empty(status, headers)
    elif span is None:
        proto.response_file(status, headers, str(path))
    else:
        proto.response_file_range(status, headers, str(path), part.start, part.end)
    return status, length


def _refuse(proto: Any, status: int, why: str, headers: Headers | None = None) -> tuple[int, int]:
    plain = ("content-type", "text/plain; charset=utf-8")
    proto.response_str(status, [plain, ("cache-control", "no-store"), *(headers or [])], why + "\n")
    return status, 0


def _holds(header: str | None, etag: str) -> bool:
    return header is not None and (header.strip() == "*" or etag in header)


def _fits(header: str | None, etag: str) -> bool:
    return header is None or header.strip() == etag
