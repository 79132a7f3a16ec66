"""A box that is shut out: it is let in to hear so, is silent at once, and its evidence is not lost."""

from agent_rig.pieces import Box
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, item
from loa_protocol import timing, topics
from loa_protocol.messages import Ack, AssignmentState, Have, RecordKind
from loa_protocol.testing import world

MINUTE = timing.MINUTE
OWN = topics.down(world.DEVICE)


def published(box: Box) -> set[str]:
    return {topic.rpartition("/")[2] for topic, _ in box.wire.said}


def locked_away(box: Box) -> None:
    """It connects, and the broker grants its own topic alone."""
    box.connect(granted=lambda topic: topic == OWN)


def test_it_speaks_though_only_its_own_topic_is_granted_and_asks_for_the_others_again() -> None:
    box = Box()
    locked_away(box)
    box.tick()
    assert [have.number for have in box.said(Have)] == [1]
    before = len(box.wire.topics)
    box.run(10 * MINUTE, 1000)
    again = box.wire.topics[before:]
    assert OWN not in again
    assert set(again) == set(box.wire.topics) - {OWN}
    assert len(again) <= 4 * 10


def test_it_finds_its_disabled_assignment_and_is_silent_at_once_also_for_the_plan_that_it_holds(
    fees: Sound,
) -> None:
    box = Box()
    box.objects.put(fees.data)
    box.give(box.plan(item(FIVE_PM, fees), item(FIVE_PM + timing.HOUR, fees, name="toi")))
    box.run(FIVE_PM - EIGHT, MINUTE)
    box.tick(1000)
    assert box.core.play_journal.sounding
    locked_away(box)
    box.give(box.province.seal(world.assignment(seq=2, state=AssignmentState.DISABLED)))
    box.tick(1)
    box.tick(1)
    assert not box.core.play_journal.sounding
    assert not box.ports.player.cues
    assert set(box.wire.topics) == {OWN}
    box.wire.said.clear()
    box.order()
    box.run(20 * MINUTE, 1000)
    assert published(box) == {"have", "hello", "ack", "records"}
    assert len(box.said(Ack)) == 1
    box.start()
    locked_away(box)
    box.run(2 * timing.HOUR, MINUTE)
    assert published(box) == {"hello", "have", "records"}
    assert [one.code for one in box.records(RecordKind.CUT)] != []
    assert len(box.records(RecordKind.STARTED)) == 1


def test_one_that_is_let_in_again_hears_all_again() -> None:
    box = Box(state=AssignmentState.DISABLED)
    locked_away(box)
    assert set(box.wire.topics) == {OWN}
    box.give(box.province.seal(world.assignment(seq=2)))
    assert set(box.wire.topics) == set(topics.subscriptions(world.DEVICE, world.PLACES, world.PLAN_ID))
