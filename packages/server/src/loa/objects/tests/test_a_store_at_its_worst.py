"""Our own store does what a store may do at worst; the port says so, and nothing wrong counts as there."""

import hashlib

import pytest

from loa.objects import told
from loa.objects.port import NoObject, StoreAway, StoreRefused, WrongBytes, whole
from loa.testing.faulty import Fault

DATA = bytes(range(256)) * 1000
NAME = hashlib.sha256(DATA).hexdigest()
KEY = f"loa-objects/loa/{NAME[:2]}/{NAME}"


@pytest.fixture
def place(faulty, tmp_path):
    return told.opened(faulty.place(), tmp_path, durable=True)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.REFUSES, StoreRefused),
        (Fault.FAILS, StoreAway),
        (Fault.HANGS_UP, StoreAway),
        (Fault.CUT, StoreAway),
        (Fault.OTHER_BYTES, WrongBytes),
        (Fault.HALF, WrongBytes),
    ],
)
def test_what_is_read_is_right_or_an_error(faulty, place, fault, said):
    place.put(NAME, DATA)
    faulty.does(fault)
    with pytest.raises(said):
        whole(place, NAME, len(DATA))
    faulty.behaves()
    assert whole(place, NAME, len(DATA)) == DATA


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.REFUSES, StoreRefused),
        (Fault.FAILS, StoreAway),
        (Fault.HANGS_UP, StoreAway),
        (Fault.FORGETS, StoreAway),
        (Fault.KEEPS_OTHERS, WrongBytes),
        (Fault.OTHER_BYTES, WrongBytes),
        (Fault.HALF, WrongBytes),
        (Fault.CUT, StoreAway),
    ],
)
def test_what_was_put_was_seen_to_be_there_or_it_is_an_error(faulty, place, fault, said):
    faulty.does(fault)
    with pytest.raises(said):
        place.put(NAME, DATA)
    faulty.behaves()
    place.put(NAME, DATA)
    assert faulty.objects == {KEY: DATA}


@pytest.mark.parametrize("fault", [Fault.FAILS, Fault.HANGS_UP])
def test_what_fails_once_is_tried_again(faulty, place, fault):
    place.put(NAME, DATA)
    faulty.does(fault, times=1)
    assert whole(place, NAME, len(DATA)) == DATA


def test_a_tag_proves_nothing_and_harms_nothing(faulty, place):
    faulty.does(Fault.WRONG_TAG)
    place.put(NAME, DATA)
    assert whole(place, NAME, len(DATA)) == DATA
    assert list(place.names(int(NAME[:2], 16))) == [NAME]


def test_a_half_of_a_part_is_an_error(faulty, place):
    place.put(NAME, DATA)
    faulty.does(Fault.CUT)
    with pytest.raises(StoreAway):
        b"".join(place.read(NAME, 1000, 200_000))


def test_an_old_list_is_only_old(faulty, place):
    faulty.does(Fault.OLD_LIST)
    place.put(NAME, DATA)
    assert list(place.names(int(NAME[:2], 16))) == []
    faulty.behaves()
    faulty.does(Fault.OLD_LIST)
    place.delete(NAME)
    assert list(place.names(int(NAME[:2], 16))) == [NAME]
    with pytest.raises(NoObject):
        place.size(NAME)


def test_who_may_only_read_writes_nothing(faulty, place, tmp_path):
    place.put(NAME, DATA)
    faulty.writes = frozenset({"writer"})
    reader = told.opened(faulty.place(key="reader"), tmp_path, durable=True)
    assert whole(reader, NAME, len(DATA)) == DATA
    with pytest.raises(StoreRefused):
        reader.delete(NAME)
    other = b"smuggled in"
    with pytest.raises(StoreRefused):
        reader.put(hashlib.sha256(other).hexdigest(), other)
    assert faulty.objects == {KEY: DATA}


def test_a_store_that_is_not_there_is_away(tmp_path):
    words = {"url": "s3://loa-objects", "endpoint": "http://127.0.0.1:9", "key": "k", "secret": "s"}
    with pytest.raises(StoreAway):
        told.opened(told.place(words), tmp_path, durable=True).size(NAME)


def test_a_bucket_that_is_not_there_is_said_so(moto, tmp_path):
    words = {"url": "s3://no-such-bucket", "endpoint": moto.endpoint, "key": "k", "secret": "s"}
    place = told.opened(told.place(words), tmp_path, durable=True)
    for ask in (lambda: whole(place, NAME, 9), lambda: place.put(NAME, DATA), lambda: list(place.names(0))):
        with pytest.raises(StoreRefused, match="no such bucket"):
            ask()
