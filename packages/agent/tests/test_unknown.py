"""What a later version says: items and words of a kind that is not known here."""

from agent_rig.pieces import Box, carrying
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, item
from loa_protocol import timing
from loa_protocol.messages import ActKind, RecordKind, Refused
from loa_protocol.messages.common import NEVER

MINUTE = timing.MINUTE


def run_through_five(box: Box) -> None:
    box.run(FIVE_PM - EIGHT - MINUTE, MINUTE)
    box.run(5 * MINUTE)


def test_an_unknown_item_keeps_its_place_is_silent_there_and_told_once(fees: Sound) -> None:
    box = Box()
    box.objects.put(fees.data)
    box.connect()
    screen = carrying(NEVER, item(FIVE_PM, fees, name="an-ninh"))
    box.give(box.plan(screen, item(FIVE_PM, fees, late=MINUTE)))
    run_through_five(box)
    box.start()
    run_through_five(box)
    told = sorted(box.records(RecordKind.STARTED, RecordKind.MISSED), key=lambda one: one.kind)
    assert [(one.kind, one.item.split("@")[0], one.code, one.lost_ms) for one in told] == [
        (RecordKind.MISSED, "an-ninh", "unsupported", fees.duration_ms),
        (RecordKind.STARTED, "chieu", "", 0),
    ]
    assert told[0].media_sha256 == ""
    assert told[1].wall_ms == FIVE_PM + fees.duration_ms
    assert box.said(Refused) == []


def test_what_keeps_it_silent_is_said_before_that_it_is_unknown(fees: Sound) -> None:
    box = Box()
    box.order(ActKind.SILENCE)
    box.give(box.plan(carrying(NEVER, item(FIVE_PM, fees))))
    run_through_five(box)
    assert [one.code for one in box.records(RecordKind.MISSED)] == ["silenced"]


def test_an_unknown_word_of_the_server_is_passed_over_without_one() -> None:
    box = Box()
    box.connect()
    box.tick()
    before = list(box.wire.said)
    box.give(b'{"kind":"weather","v":1,"rain":true}')
    assert box.wire.said == before
    assert box.records(RecordKind.REFUSED) == []
