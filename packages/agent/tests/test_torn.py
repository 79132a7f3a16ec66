"""What a power cut leaves of a download is no sign of tampering: it is fetched anew at once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_rig.town import TOKEN, Server
from loa_agent.door import Door, FetchRequest
from loa_agent.objects import Folder

DATA = os.urandom(300_000)
TORN = {
    "nothing": b"",
    "half of it": DATA[:150_000],
    "half, its last page zeros": DATA[:146_000] + bytes(4096),
    "as long as it should be, all zeros": bytes(len(DATA)),
    "longer than it should be": DATA + b"x" * 10,
}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize("part", TORN)
def test_whatever_lies_there_the_object_is_held_after_one_fetch(
    part: str, server: Server, tmp_path: Path
) -> None:
    objects, name = Folder(tmp_path), server.put(DATA)
    objects.part(name).write_bytes(TORN[part])
    assert Door(objects, 0).bring(FetchRequest(name, server.url, TOKEN, len(DATA))).why == ""
    assert objects.read(name) == DATA
    asked = {"half of it": 1, "nothing": 1}.get(part, 2)
    assert len(server.asked) == asked


@pytest.mark.parametrize("part", [None, DATA[:150_000]], ids=["nothing there", "half there"])
def test_what_came_whole_and_wrong_twice_is_altered(
    part: bytes | None, server: Server, tmp_path: Path
) -> None:
    objects, name = Folder(tmp_path), server.put(DATA)
    server.objects[name] = DATA[:-1] + bytes((DATA[-1] ^ 1,))
    if part is not None:
        objects.part(name).write_bytes(part)
    assert Door(objects, 0).bring(FetchRequest(name, server.url, TOKEN, len(DATA))).why == "altered"
    assert [asked for _, asked in server.asked][-2:] == ["", ""]
    assert not objects.part(name).exists()
