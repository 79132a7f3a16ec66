"""The door before a store elsewhere: what it gives is right, what it holds it gives without the store, and of
all else it says "not now"."""

import hashlib
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from loa.files.tests.doors import PATIENCE_S, ask, running
from loa.testing.buckets import words
from loa.testing.faulty import Fault

THING = random.Random(7).randbytes(300_000)
OTHER = random.Random(8).randbytes(1_000)


def named(data):
    return hashlib.sha256(data).hexdigest()


def key(data):
    return f"loa-objects/loa/{named(data)[:2]}/{named(data)}"


def address(data):
    return f"/o/{named(data)}"


def before(faulty, home):
    """A door before this store; started again it finds its cache."""
    told = words(faulty.endpoint, "loa-objects/loa", "reader")
    (home / "store.json").write_text(json.dumps(told))
    return running(home, OBJECTS_STORE=home / "store.json", OBJECTS_CACHE=home / "cache")


def kept(home):
    return {path.name: path for path in (home / "cache").glob("??/[0-9a-f]*")}


def until_it_is(status, port, path):
    """A store that did not answer is left alone for seconds."""
    deadline = time.monotonic() + PATIENCE_S
    while (answer := ask(port, path))[0] != status:
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)
    return answer


@pytest.fixture
def store(faulty):
    faulty.objects[key(THING)] = THING
    faulty.writes = frozenset()
    return faulty


def test_it_is_fetched_once_and_given_whole_and_in_parts(store, tmp_path):
    with before(store, tmp_path) as port:
        assert ask(port, address(THING))[2] == THING
        status, headers, body = ask(port, address(THING), range="bytes=1000-1999")
        assert (status, body) == (206, THING[1000:2000])
        assert headers["content-range"] == f"bytes 1000-1999/{len(THING)}"
        assert ask(port, address(THING), method="HEAD")[1]["content-length"] == str(len(THING))
        assert ask(port, address(THING), if_none_match=f'"{named(THING)}"')[0] == 304
    assert store.asked == [("GET", key(THING))]


def test_many_who_ask_at_once_wait_for_one_fetch(store, tmp_path):
    with before(store, tmp_path) as port, ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: ask(port, address(THING))[2], range(20)))
    assert answers == [THING] * 20
    assert store.asked == [("GET", key(THING))]


def test_what_the_store_does_not_have_is_not_there(store, tmp_path):
    with before(store, tmp_path) as port:
        assert ask(port, address(OTHER))[0] == 404
    assert kept(tmp_path) == {}


@pytest.mark.parametrize(
    "fault", [Fault.REFUSES, Fault.FAILS, Fault.HANGS_UP, Fault.OTHER_BYTES, Fault.HALF, Fault.CUT]
)
def test_what_cannot_be_had_right_is_neither_given_nor_kept(store, tmp_path, fault):
    store.does(fault)
    with before(store, tmp_path) as port:
        status, headers, body = ask(port, address(THING))
        assert (status, body) == (503, b"not now\n")
        assert int(headers["retry-after"]) > 0
        assert kept(tmp_path) == {}
        store.behaves()
        assert until_it_is(200, port, address(THING))[2] == THING


def test_while_the_store_is_away_it_gives_what_it_holds(store, tmp_path):
    store.objects[key(OTHER)] = OTHER
    with before(store, tmp_path) as port:
        assert ask(port, address(THING))[0] == 200
        store.does(Fault.FAILS)
        assert ask(port, address(OTHER))[0] == 503
        assert ask(port, address(THING))[2] == THING
    with before(store, tmp_path) as port:
        assert ask(port, address(THING), range="bytes=5-9")[2] == THING[5:10]
        assert ask(port, address(OTHER))[0] == 503
        store.behaves()
        assert until_it_is(200, port, address(OTHER))[2] == OTHER


def test_what_was_torn_on_its_own_disk_is_never_given(store, tmp_path):
    with before(store, tmp_path) as port:
        ask(port, address(THING))
    path = kept(tmp_path)[named(THING)]
    path.write_bytes(bytes(len(THING)))
    store.does(Fault.FAILS)
    with before(store, tmp_path) as port:
        assert ask(port, address(THING))[0] == 503
        store.behaves()
        assert until_it_is(200, port, address(THING))[2] == THING


def test_what_somebody_took_from_its_disk_is_fetched_again(store, tmp_path):
    with before(store, tmp_path) as port:
        ask(port, address(THING))
        kept(tmp_path)[named(THING)].unlink()
        assert ask(port, address(THING))[2] == THING
