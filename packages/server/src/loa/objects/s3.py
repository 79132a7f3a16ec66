"""A store of objects in a bucket of any S3-compatible store, laid out as in a folder: `<prefix>/<first 2
digits>/<sha256>`.

Requests name the bucket in the path. An object is put in one request, then read back and hashed before it
counts as stored: nothing that a store reports about itself (an ETag, a date, that it has copied) is proof.
The worst that a store may do is not to answer, so each request has a time limit and is tried again only a few
times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from loa.objects.port import NAME, NoObject, StoreAway, StoreRefused, WrongBytes, check, hashed

if TYPE_CHECKING:
    from obstore import GetOptions

CONNECT: Final = timedelta(seconds=5)
SILENCE: Final = timedelta(seconds=10)
"""How long an answer may make no progress."""
REQUEST: Final = timedelta(minutes=2)
"""How long a whole request may take: half an hour of sound is 7 MB, which takes a minute at 1 Mbit/s."""
TRIES: Final = 3
TRYING: Final = timedelta(seconds=15)
"""No further try starts later than this after the first one."""
_PIECE: Final = 1 << 20
_LISTED: Final = 1000


class S3:
    """One bucket, accessed with one credential."""

    at_once = 16

    def __init__(
        self, bucket: str, *, prefix: str, endpoint: str, region: str, key: str, secret: str, ca: str = ""
    ) -> None:
        self._said = f"s3://{bucket}/{prefix}".rstrip("/")
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            config={
                "endpoint": endpoint,
                "region": region,
                "access_key_id": key,
                "secret_access_key": secret,
                "virtual_hosted_style_request": False,
                "disable_bulk_delete": True,  # not all stores support it; each supports the single delete
            },
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": CONNECT,
                "read_timeout": SILENCE,
                "timeout": REQUEST,
                **({"root_certificate": ca} if ca else {}),
            },
            retry_config={
                "max_retries": TRIES - 1,
                "retry_timeout": TRYING,
                "backoff": {
                    "init_backoff": timedelta(milliseconds=200),
                    "max_backoff": timedelta(seconds=2),
                    "base": 2,
                },
            },
        )

    def __str__(self) -> str:
        return self._said

    def put(self, name: str, data: bytes) -> None:
        check(name, data)
        with self._told(name):
            obstore.put(self._store, _key(name), data, use_multipart=False)
        try:
            found = hashed(self.read(name))
        except NoObject as wrong:
            raise StoreAway(f"{self}: object {name[:12]} was put and is not there") from wrong
        if found != (name, len(data)):
            raise WrongBytes(f"{self}: object {name[:12]} was put and comes back as other bytes")

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        # HTTP cannot express an empty range.
        if end is not None and end <= start:
            return
        with self._told(name):
            answer = obstore.get(self._store, _key(name), options=_part(start, end))
            first, last = answer.range
            wanted = answer.meta["size"] if end is None else min(end, answer.meta["size"])
            came = 0
            for piece in answer.stream(min_chunk_size=_PIECE):
                came += len(piece)
                yield bytes(piece)
        # A store that ignores the range, or ends early, must not pass for a shorter object.
        if (first, last) != (start, wanted) or came != wanted - start:
            raise StoreAway(f"{self}: of object {name[:12]} came {came} bytes of {wanted - start}")

    def size(self, name: str) -> int:
        with self._told(name):
            return int(obstore.head(self._store, _key(name))["size"])

    def names(self, piece: int) -> Iterator[str]:
        with self._told(f"{piece:02x}*"):
            for page in obstore.list(self._store, f"{piece:02x}", chunk_size=_LISTED):
                for each in page:
                    name = each["path"].rsplit("/", 1)[-1]
                    if NAME.fullmatch(name) and each["path"] == _key(name):
                        yield name

    def delete(self, name: str) -> None:
        try:
            with self._told(name):
                obstore.delete(self._store, _key(name))
        except NoObject:
            return

    def forget_unfinished(self, piece: int) -> None:
        """Does nothing: an object is put in one request, of which a store keeps all or nothing."""

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Translates errors of the store and of the connection to it into those of the port."""
        try:
            yield
        except FileNotFoundError as wrong:
            if "NoSuchBucket" in str(wrong):
                raise StoreRefused(f"{self}: no such bucket") from wrong
            raise NoObject(f"{self}: no object {name[:12]}") from wrong
        except (PermissionDeniedError, UnauthenticatedError) as wrong:
            raise StoreRefused(f"{self}: object {name[:12]}: {_line(wrong)}") from wrong
        except BaseError as wrong:
            if "NoSuchBucket" in str(wrong):  # listing reports it as another kind of error
                raise StoreRefused(f"{self}: no such bucket") from wrong
            raise StoreAway(f"{self}: object {name[:12]}: {_line(wrong)}") from wrong


def _part(start: int, end: int | None) -> GetOptions:
    if end is not None:
        return {"range": (start, end)}
    return {"range": {"offset": start}} if start else {}


def _key(name: str) -> str:
    return f"{name[:2]}/{name}"


def _line(wrong: Exception) -> str:
    """Returns the first line of an error that is often a page long: the rest is the debug form of the
    client's errors."""
    return next(iter(str(wrong).strip().splitlines()), type(wrong).__name__)[:200]
