"""The server's unsigned words: a trust file named by its hash, acts to give, what was turned back."""

from agent_rig.pieces import Box
from loa_agent.door import FetchRequest
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Give, Have, Refused, Target, TargetKind, TrustNamed
from loa_protocol.refusals import Code
from loa_protocol.testing import world
from test_conversation import a_door


def named(data: bytes) -> TrustNamed:
    return TrustNamed(1, sha256_hex(data), len(data))


def bring(box: Box, data: bytes) -> None:
    """The fetch under way brings these bytes."""
    box.objects.put(data)
    box.fetch.finish()
    box.tick(1000)


def test_a_trust_file_too_large_for_a_packet_is_fetched_by_its_hash_before_anything_else() -> None:
    box = Box()
    box.connect()
    newer = encode(box.province.file(seq=2))
    box.give(box.plan(fetch_from=0, fetch_by=0), named(newer))
    assert box.fetch.wanted == []  # no door yet
    box.objects.data.clear()
    box.give(a_door(box))
    (wanted,) = box.fetch.wanted
    assert wanted == FetchRequest(sha256_hex(newer), "http://127.0.0.1:1", "token", len(newer))
    bring(box, newer)
    assert box.core.trust_state.pins.trust_seq == 2
    assert not box.objects.has(sha256_hex(newer))  # kept where trust is kept
    box.tick(20_000)
    assert box.said(Have)[-1].trust_seq == 2
    box.start()
    assert box.core.trust_state.pins.trust_seq == 2
    assert box.core.trust_state.trust is not None


def test_a_trust_file_that_is_not_believed_is_refused_and_the_old_one_holds() -> None:
    box = Box(world.Province())
    box.connect()
    older = encode(box.province.file(seq=1, made_at=world.NOW - 40 * 86_400_000))
    box.give(a_door(box), named(older))
    bring(box, older)
    (word,) = box.said(Refused)
    assert (word.sha256, word.code) == (sha256_hex(older), Code.EXPIRED)
    assert box.core.trust_state.trust is not None
    box.tick(1000)
    assert len(box.fetch.wanted) == 1


def test_what_the_hash_names_but_is_no_trust_file_is_refused() -> None:
    box = Box()
    box.connect()
    data = b'{"kind":"trust"}'
    box.give(a_door(box), named(data))
    bring(box, data)
    assert [word.code for word in box.said(Refused)] == [Code.MALFORMED]


def test_the_trust_file_that_it_holds_is_not_fetched() -> None:
    box = Box()
    box.connect()
    box.give(a_door(box), named(encode(box.province.file())))
    assert box.fetch.wanted == []


def test_acts_that_the_server_does_not_know_any_more_are_given_as_they_came() -> None:
    box = Box()
    silence = box.order()
    other = box.order(target=Target(TargetKind.UNIT, "38"), id="0199bbbb-0000-7000-8000-000000000002")
    box.start()
    box.connect()
    box.give(Give(1, (sha256_hex(other), "ab" * 32, sha256_hex(silence))))
    given = [data for topic, data in box.wire.said if topic == topics.up(world.DEVICE, topics.Up.GIVEN)]
    assert given == [other, silence]
