"""What the port promises, of each place: a folder, moto's S3, and our own store behaving well."""

import hashlib

import pytest

from loa.objects import told
from loa.objects.folder import Folder
from loa.objects.port import PIECES, NoObject, WrongBytes, hashed, whole

DATA = bytes(range(256)) * 1000


def named(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(params=["a folder that is synced", "a folder that is a copy", "moto", "ours"])
def place(request, tmp_path):
    """An empty place of each kind."""
    if request.param.startswith("a folder"):
        return Folder(tmp_path / "objects", durable="synced" in request.param)
    server = request.getfixturevalue("moto" if request.param == "moto" else "faulty")
    found = server.bucket() if request.param == "moto" else server.place()
    return told.opened(found, tmp_path, durable=True)


def all_names(place):
    return {name for piece in range(PIECES) for name in place.names(piece)}


def test_what_was_put_is_there_whole(place):
    place.put(named(DATA), DATA)
    assert whole(place, named(DATA), len(DATA)) == DATA
    assert place.size(named(DATA)) == len(DATA)
    assert all_names(place) == {named(DATA)}


def test_nothing_is_an_object_too(place):
    place.put(named(b""), b"")
    assert b"".join(place.read(named(b""))) == b""
    assert place.size(named(b"")) == 0


def test_putting_it_again_changes_nothing(place):
    place.put(named(DATA), DATA)
    place.put(named(DATA), DATA)
    assert whole(place, named(DATA), len(DATA)) == DATA
    assert all_names(place) == {named(DATA)}


def test_what_is_torn_is_put_right(place):
    if isinstance(place, Folder):
        place.put(named(DATA), DATA)
        place.path(named(DATA)).write_bytes(DATA[:100])
        place.put(named(DATA), DATA)
    else:
        place.put(named(DATA), DATA)
    assert whole(place, named(DATA), len(DATA)) == DATA


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (5, 9), (255_000, None), (0, None), (255_990, 999_999), (7, 7)]
)
def test_a_part_comes_and_no_more(place, start, end):
    place.put(named(DATA), DATA)
    assert b"".join(place.read(named(DATA), start, end)) == DATA[start:end]


def test_other_bytes_are_not_kept_under_a_name(place):
    with pytest.raises(WrongBytes):
        place.put(named(DATA), DATA[:-1])
    assert all_names(place) == set()


def test_what_is_not_there_is_said_so(place):
    for ask in (lambda: hashed(place.read(named(DATA))), lambda: place.size(named(DATA))):
        with pytest.raises(NoObject):
            ask()
    assert all_names(place) == set()
    place.delete(named(DATA))


def test_what_was_deleted_is_gone(place):
    other = b"other"
    place.put(named(DATA), DATA)
    place.put(named(other), other)
    place.delete(named(DATA))
    assert all_names(place) == {named(other)}
    with pytest.raises(NoObject):
        place.size(named(DATA))


def test_more_bytes_than_were_expected_are_not_read_to_their_end(place):
    place.put(named(DATA), DATA)
    with pytest.raises(WrongBytes):
        whole(place, named(DATA), len(DATA) - 1)


def test_names_are_listed_by_their_first_byte(place):
    every = [b"%d" % number for number in range(30)]
    for data in every:
        place.put(named(data), data)
    for piece in {int(named(data)[:2], 16) for data in every}:
        assert set(place.names(piece)) == {n for n in map(named, every) if n.startswith(f"{piece:02x}")}
