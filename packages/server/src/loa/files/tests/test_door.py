"""The door as a device meets it: the real process, real sockets."""

import hashlib
import random
import time
import uuid

import pytest

from loa.files import token
from loa.files.tests import doors
from loa.files.tests.doors import SECRET, running

THING = random.Random(5).randbytes(300_000)
NAME = hashlib.sha256(THING).hexdigest()


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """A running file door; gives its port and folder."""
    home = tmp_path_factory.mktemp("door")
    objects = home / "objects"
    (objects / NAME[:2]).mkdir(parents=True)
    (objects / NAME[:2] / NAME).write_bytes(THING)
    (home / "private").write_bytes(b"not yours")
    with running(home, OBJECTS_DIR=objects) as port:
        yield port, objects


def ask(port, path=f"/o/{NAME}", **asked):
    return doors.ask(port, path, **asked)


def test_an_object_comes_whole_with_a_tag_that_never_changes(door):
    status, headers, body = ask(door[0])
    assert (status, body) == (200, THING)
    assert headers["etag"] == f'"{NAME}"'
    assert "immutable" in headers["cache-control"]


def test_a_cut_download_goes_on_where_it_stopped(door):
    status, headers, body = ask(door[0], range="bytes=1000-")
    assert (status, body) == (206, THING[1000:])
    assert headers["content-range"] == f"bytes 1000-{len(THING) - 1}/{len(THING)}"
    assert ask(door[0], range="bytes=5-9")[2] == THING[5:10]
    assert ask(door[0], range="bytes=-3")[2] == THING[-3:]


def test_a_part_of_another_object_is_never_sent(door):
    status, _, body = ask(door[0], range="bytes=5-9", if_range='"other"')
    assert (status, body) == (200, THING)


def test_what_lies_beyond_the_end_is_416(door):
    status, headers, _ = ask(door[0], range=f"bytes={len(THING)}-")
    assert (status, headers["content-range"]) == (416, f"bytes */{len(THING)}")


def test_head_says_the_size_and_sends_nothing(door):
    status, headers, body = ask(door[0], method="HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(THING)), b"")


def test_who_has_it_is_not_sent_it_again(door):
    status, _, body = ask(door[0], if_none_match=f'"{NAME}"')
    assert (status, body) == (304, b"")


@pytest.mark.parametrize("bearer", ["", "x", "a.b.c", token.issue(b"t" * 32, uuid.uuid4(), int(time.time()))])
def test_without_a_token_of_ours_nothing_is_told(door, bearer):
    status, _, body = ask(door[0], bearer=bearer)
    assert status == 401
    assert ask(door[0], path="/o/" + "0" * 64, bearer=bearer)[0] == 401
    assert THING not in body


def test_a_token_that_ran_out_is_refused(door):
    old = token.issue(bytes.fromhex(SECRET), uuid.uuid4(), int(time.time()) - 100, lifetime_s=50)
    assert ask(door[0], bearer=old)[0] == 401


@pytest.mark.parametrize(
    "path",
    ["/", "/o/", f"/o/{NAME[:2]}", f"/o/{NAME}/", f"/o/{NAME.upper()}", "/o/../private", "/o/%2e%2e/private"],
)
def test_nothing_but_an_objects_full_name_is_answered(door, path):
    assert ask(door[0], path=path)[0] == 404


def test_a_link_laid_into_the_folder_is_not_followed(door):
    port, objects = door
    name = "ab" * 32
    (objects / "ab").mkdir()
    (objects / "ab" / name).symlink_to(objects.parent / "private")
    assert ask(port, path=f"/o/{name}")[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_gives(door, method):
    assert ask(door[0], method=method)[0] == 405
