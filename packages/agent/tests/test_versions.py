"""A plan whose body another version says: taken where it is read here, else silence and a word."""

from agent_rig.pieces import Box
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, item
from loa_agent.faults import faults
from loa_protocol import timing
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import BodyRef, Have, Health, Hello, RecordKind, Refused
from loa_protocol.refusals import Code
from loa_protocol.testing import world

MINUTE = timing.MINUTE


def body_of(box: Box, head: bytes) -> str:
    """The one body of a plan made by this box's test."""
    accepted = box.core.trust_state.judge(head)
    return accepted.message.bodies[0].sha256


def test_of_several_bodies_it_takes_the_one_that_it_reads(fees: Sound) -> None:
    box = Box()
    box.objects.put(fees.data)
    box.connect()
    assert box.said(Hello)[0].speaks == (1,)
    mine = body_of(box, box.plan(item(FIVE_PM, fees)))
    both = world.plan(bodies=(BodyRef(1, mine), BodyRef(2, "cd" * 32)), seq=EIGHT + 1)
    box.give(box.province.seal(both))
    box.tick(20_000)
    have = box.said(Have)[-1]
    assert (have.plan_seq, have.plan_serial, have.body_sha256) == (EIGHT + 1, 1, mine)
    assert box.said(Refused) == []
    box.run(FIVE_PM + MINUTE - box.clock.now_ms(), MINUTE)
    assert len(box.records(RecordKind.COMPLETED)) == 1


def test_a_plan_that_it_cannot_read_is_silence_and_it_says_so(fees: Sound) -> None:
    box = Box()
    box.objects.put(fees.data)
    box.connect()
    box.give(box.plan(item(FIVE_PM, fees)))
    later = box.province.seal(world.plan(bodies=(BodyRef(2, "cd" * 32),), seq=EIGHT + 1))
    box.give(later)
    box.give(later)
    box.tick(20_000)
    (word,) = box.said(Refused)
    assert (word.sha256, word.code) == (sha256_hex(later), Code.UNSUPPORTED)
    box.start()
    box.connect()
    have = box.said(Have)[-1]
    assert (have.plan_seq, have.plan_sha256, have.body_sha256) == (EIGHT + 1, sha256_hex(later), "")
    assert have.missing == ()
    box.run(FIVE_PM + MINUTE - box.clock.now_ms(), MINUTE)
    assert any(fault.startswith("plan: ") for fault in box.said(Health)[-1].faults)
    assert box.records(RecordKind.STARTED, RecordKind.COMPLETED) == []
    box.give(box.plan(item(FIVE_PM + timing.HOUR, fees), seq=EIGHT + 2))
    box.run(timing.HOUR, MINUTE)
    assert len(box.records(RecordKind.COMPLETED)) == 1
    assert not any(fault.startswith("plan: ") for fault in faults(box.core))
