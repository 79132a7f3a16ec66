"""What a process is told of a store: the words, and what they may not be."""

import json

import pytest

from loa.objects import told
from loa.objects.folder import Folder

GOOD = {
    "url": "s3://loa-media/thanh-hoa",
    "endpoint": "https://s3.tinh.vn:9000",
    "key": "k",
    "secret": "s3cr3t",
}


def test_a_place_is_read_and_never_says_its_secret():
    place = told.place(GOOD)
    assert (place.bucket, place.prefix, place.region) == ("loa-media", "thanh-hoa", told.REGION)
    assert "s3cr3t" not in repr(place) + str(place)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])
def test_this_machine_may_be_asked_in_the_clear(endpoint):
    assert told.place({**GOOD, "endpoint": endpoint}).endpoint == endpoint


def test_another_only_where_it_was_said():
    clear = {**GOOD, "endpoint": "http://10.0.0.7:9000"}
    with pytest.raises(told.BadStore, match="https, or say allow_http"):
        told.place(clear)
    assert told.place({**clear, "allow_http": True}).endpoint == "http://10.0.0.7:9000"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("url", "s3://"),
        ("url", "https://s3.tinh.vn/loa-media"),
        ("url", "s3://Loa_Media"),
        ("url", "s3://loa-media/../other"),
        ("endpoint", "s3.tinh.vn"),
        ("endpoint", "https://user:word@s3.tinh.vn"),
        ("endpoint", "https://s3.tinh.vn:ninety"),
        ("key", ""),
        ("secret", 7),
        ("sekret", "s"),
    ],
)
def test_what_cannot_be_is_named(word, value):
    with pytest.raises(told.BadStore, match=word):
        told.place({**GOOD, word: value})


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_file_that_is_no_such_thing_is_said_so(tmp_path, text):
    (tmp_path / "store.json").write_text(text)
    with pytest.raises(told.BadStore, match="no JSON"):
        told.read(tmp_path / "store.json")


def test_a_file_is_read_and_none_is_the_folder(tmp_path):
    (tmp_path / "store.json").write_text(json.dumps(GOOD))
    assert told.read(tmp_path / "store.json") == told.place(GOOD)
    assert isinstance(told.opened(None, tmp_path, durable=True), Folder)
