"""Whatever answers in the file door's place, the box goes on fetching and its disk keeps its room."""

import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from agent_rig.town import wait_for
from loa_agent.door import Door, Fetcher, FetchRequest, FetchResult
from loa_agent.objects import Folder

SOUND = os.urandom(100_000)
NAME = hashlib.sha256(SOUND).hexdigest()
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


class Peer:
    """Answers each connection with the next of its answers: bytes, or a function that is given the socket."""

    def __init__(self, *answers: bytes | Callable[[socket.socket], None]) -> None:
        self._answers = iter(answers)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        for answer in self._answers:
            peer, _ = self._listening.accept()
            with peer:
                peer.recv(65536)
                try:
                    peer.sendall(answer) if isinstance(answer, bytes) else answer(peer)
                except OSError:
                    continue

    def close(self) -> None:
        self._thread.join()
        self._listening.close()


@pytest.fixture
def objects(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "objects")


@pytest.fixture
def fetch(objects: Folder) -> Iterator[Callable[[str, int], FetchResult]]:
    """Fetch the sound from an address by a real fetcher; what became of it."""
    fetcher = Fetcher(Door(objects, keep_free=0), lambda: None)

    def fetched(url: str, size: int = len(SOUND)) -> FetchResult:
        done: list[FetchResult] = []
        fetcher.want(FetchRequest(NAME, url, "token", size))
        wait_for(lambda: done.extend(fetcher.take()) or done, "what became of it")
        return done[0]

    yield fetched
    fetcher.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        HEAD + b"Content-Length: many\r\n\r\n",
    ],
    ids=["another protocol", "no number", "broken off", "endless header", "no length"],
)
def test_after_an_answer_that_is_none_the_next_is_taken(
    fetch: Callable[..., FetchResult], objects: Folder, garbage: bytes
) -> None:
    good = HEAD + b"Content-Length: %d\r\n\r\n" % len(SOUND) + SOUND
    peer = Peer(garbage, good)
    assert fetch(peer.url).why == "network"
    assert fetch(peer.url).why == ""
    assert objects.read(NAME) == SOUND
    peer.close()


def test_an_address_that_is_none_is_no_end(fetch: Callable[..., FetchResult]) -> None:
    assert fetch("http://127.0.0.1:1/a b").why == "network"
    assert fetch("http://127.0.0.1:1/a b").why == "network"


@pytest.mark.parametrize(
    "head",
    [b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n", b"Content-Length: 9000000000\r\n\r\n"],
    ids=["without a length", "in chunks", "with a length"],
)
def test_no_more_is_taken_than_the_plan_says_it_is(
    fetch: Callable[..., FetchResult], tmp_path: Path, head: bytes
) -> None:
    def endless(peer: socket.socket) -> None:
        peer.sendall(HEAD + head)
        piece = bytes(65536)
        while True:
            peer.sendall(b"10000\r\n" + piece + b"\r\n" if b"chunked" in head else piece)

    peer = Peer(endless)
    found = fetch(peer.url)
    assert found.why == "altered"
    assert found.received <= len(SOUND) + 65536
    assert not (tmp_path / "objects" / "part" / NAME).exists()
    peer.close()
