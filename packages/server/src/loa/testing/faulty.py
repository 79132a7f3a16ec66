"""A small S3-compatible store for tests, which produces the worst faults of a store on request.

It supports only the needed part of S3: put, get with a range, head, delete, and list by prefix. A bucket
exists as soon as it is named. Permissions depend on the access key alone (signatures are not checked):
`reads` and `writes` list the keys that may, and None means all keys.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from loa.objects import told


class Fault(StrEnum):
    """What the store does in place of the right thing."""

    REFUSES = "403, as with a credential that has expired"
    FAILS = "500"
    HANGS_UP = "closes the connection without a word"
    OTHER_BYTES = "gives as many bytes, others"
    HALF = "gives half of the bytes and says that these are all"
    CUT = "says how many bytes there are and closes after half"
    FORGETS = "says that it has kept what it throws away"
    KEEPS_OTHERS = "keeps other bytes than it was given"
    OLD_LIST = "lists what there was when the fault began"
    WRONG_TAG = "gives another ETag each time"


_READS = frozenset({Fault.OTHER_BYTES, Fault.HALF, Fault.CUT})
_CREDENTIAL = re.compile("Credential=([^/]+)/")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass
class Faulty:
    """A running store. `objects` is by "bucket/key"; `asked` has each request's method and "bucket/key"."""

    server: ThreadingHTTPServer
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    reads: frozenset[str] | None = None
    writes: frozenset[str] | None = None
    _faults: dict[Fault, int | None] = field(default_factory=dict)
    _old: list[str] = field(default_factory=list)
    _tags: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["Faulty"]:
        """Runs a store on a free port until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = True
        store = cls(server)
        _Handler.stores[server.server_address[1]] = store
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield store
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            del _Handler.stores[server.server_address[1]]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def place(self, bucket: str = "loa-objects", key: str = "writer") -> told.S3Place:
        """Returns a place in it, with one of its access keys."""
        words = {"url": f"s3://{bucket}/loa", "endpoint": self.endpoint, "key": key, "secret": "unread"}
        return told.place(words)

    def does(self, fault: Fault, times: int | None = None) -> None:
        """Turns a fault on: for all requests from now on, or for the next `times` requests that it
        concerns."""
        with self._lock:
            self._old = list(self.objects)
            self._faults[fault] = times

    def behaves(self) -> None:
        """Turns all faults off."""
        with self._lock:
            self._faults.clear()

    def takes(self, *faults: Fault) -> Fault | None:
        """Returns the first of these faults that applies to this request, and counts it."""
        with self._lock:
            for fault in faults:
                left = self._faults.get(fault, 0)
                if left is None:
                    return fault
                if left > 0:
                    self._faults[fault] = left - 1
                    return fault
        return None

    def may(self, key: str, method: str) -> bool:
        """Returns whether this access key may send this method."""
        allowed = self.reads if method in ("GET", "HEAD") else self.writes
        return allowed is None or key in allowed

    def tag(self) -> str:
        """Returns the ETag of an answer."""
        with self._lock:
            self._tags += 1 if Fault.WRONG_TAG in self._faults else 0
            return f'"{self._tags:032x}"'

    def listed(self, prefix: str) -> list[tuple[str, int]]:
        """Returns the keys with this prefix, with their sizes."""
        with self._lock:
            names = self._old if Fault.OLD_LIST in self._faults else list(self.objects)
            return [(n, len(self.objects.get(n, b""))) for n in sorted(names) if n.startswith(prefix)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stores: dict[int, Faulty] = {}

    def do_PUT(self) -> None:
        store, name = self._begun()
        data = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self._refused(store):
            return
        match store.takes(Fault.FORGETS, Fault.KEEPS_OTHERS):
            case Fault.FORGETS:
                pass
            case Fault.KEEPS_OTHERS:
                store.objects[name] = _others(data)
            case _:
                store.objects[name] = data
        self._answer(200, b"", etag=store.tag())

    def do_GET(self) -> None:
        store, name = self._begun()
        if self._refused(store):
            return
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked:
            self._answer(200, _page(store, name, asked.get("prefix", [""])[0]))
        elif name not in store.objects:
            self._answer(404, _error("NoSuchKey"))
        else:
            self._give(store, store.objects[name])

    def do_HEAD(self) -> None:
        store, name = self._begun()
        if self._refused(store):
            return
        if name not in store.objects:
            self._answer(404, b"")
        else:
            self._answer(200, store.objects[name], etag=store.tag())

    def do_DELETE(self) -> None:
        store, name = self._begun()
        if self._refused(store):
            return
        store.objects.pop(name, None)
        self._answer(204, b"")

    def log_message(self, format: str, *args: object) -> None:
        """Prints nothing on the terminal of the tests."""

    def _begun(self) -> tuple[Faulty, str]:
        store = self.stores[self.server.server_address[1]]  # type: ignore[index]
        name = unquote(urlsplit(self.path).path).strip("/")
        store.asked.append((self.command, name))
        return store, name

    def _refused(self, store: Faulty) -> bool:
        """Answers with a refusal or a fault where one applies. Returns whether it did."""
        found = _CREDENTIAL.search(self.headers.get("authorization", ""))
        if not store.may(found[1] if found else "", self.command):
            self._answer(403, _error("AccessDenied"))
            return True
        match store.takes(Fault.REFUSES, Fault.FAILS, Fault.HANGS_UP):
            case Fault.REFUSES:
                self._answer(403, _error("ExpiredToken"))
            case Fault.FAILS:
                self._answer(500, _error("InternalError"))
            case Fault.HANGS_UP:
                self.close_connection = True
            case _:
                return False
        return True

    def _give(self, store: Faulty, data: bytes) -> None:
        """Answers with the object or the requested part of it, with a fault of reading where one applies."""
        fault = store.takes(*_READS)
        if fault == Fault.OTHER_BYTES:
            data = _others(data)
        elif fault == Fault.HALF:
            data = data[: len(data) // 2]
        start, end = self._part(len(data))
        more = {"content-range": f"bytes {start}-{end - 1}/{len(data)}"} if self.headers.get("range") else {}
        body = data[start:end]
        cut = body[: len(body) // 2] if fault == Fault.CUT else body
        self._answer(206 if more else 200, cut, length=len(body), etag=store.tag(), **more)
        self.close_connection = self.close_connection or fault == Fault.CUT

    def _part(self, size: int) -> tuple[int, int]:
        found = _RANGE.fullmatch(self.headers.get("range", ""))
        if found is None:
            return 0, size
        return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size

    def _answer(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body) if length is None else length))
        self.send_header("last-modified", "Sun, 29 Nov 2026 00:00:00 GMT")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _others(data: bytes) -> bytes:
    return bytes(255 - byte for byte in data)


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>on order</Message></Error>".encode()


def _page(store: Faulty, bucket: str, prefix: str) -> bytes:
    """Returns a list in a single page."""
    each = "".join(
        f"<Contents><Key>{escape(name.removeprefix(f'{bucket}/'))}</Key><Size>{size}</Size>"
        f"<LastModified>2026-11-29T00:00:00.000Z</LastModified><ETag>{store.tag()}</ETag></Contents>"
        for name, size in store.listed(f"{bucket}/{prefix}")
    )
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{each}</ListBucketResult>".encode()
