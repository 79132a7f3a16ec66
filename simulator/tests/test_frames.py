"""MQTT in bytes: what is written is what the standard says, what comes in pieces is put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_simulator import frames


def test_a_connect_byte_by_byte():
    made = frames.connect("c", "u", "p", 60, "w")
    assert made == bytes.fromhex(
        "1018 0004 4d515454 04 c6 003c 0001 63 0001 77 0000 0001 75 0001 70".replace(" ", "")
    )


def test_the_small_packets():
    assert frames.subscribe(10, ["a/b"]) == b"\x82\x08\x00\x0a\x00\x03a/b\x00"
    assert frames.unsubscribe(11, ["a"]) == b"\xa2\x05\x00\x0b\x00\x01a"
    assert frames.publish("a", b"xy") == b"\x30\x05\x00\x01axy"
    assert frames.PING == b"\xc0\x00"
    assert frames.GOODBYE == b"\xe0\x00"


@given(
    st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=40_000)), min_size=1, max_size=4),
    st.integers(1, 5000),
)
def test_packets_in_pieces_of_any_size(messages, size):
    stream = b"".join(frames.publish(topic, payload) for topic, payload in messages)
    reader, found = frames.Reader(), []
    for at in range(0, len(stream), size):
        found += [packet.published() for packet in reader.feed(stream[at : at + size])]
    assert found == messages


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data):
    reader = frames.Reader()
    try:
        for packet in reader.feed(data):
            if packet.type == frames.PUBLISH:
                packet.published()
    except frames.BrokenPacket:
        return


def test_a_packet_too_large_is_refused():
    with pytest.raises(frames.BrokenPacket):
        list(frames.Reader().feed(b"\x30\xff\xff\xff\x7f"))
