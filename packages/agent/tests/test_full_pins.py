"""More keys are revoked than a box remembers: it stays claimed, and root's new list key is heard."""

import hashlib

import msgspec
import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT
from loa_agent.store import StoreFull
from loa_protocol import issuing
from loa_protocol.messages import Purpose, Revocation
from loa_protocol.messages.records import RecordKind
from loa_protocol.pins import MOST_REVOKED
from loa_protocol.refusals import Code
from loa_protocol.testing import world


def filled(box: Box) -> None:
    """Seventeen valid lists of the usual list key, 256 junk ids each, whose last there is no room for."""
    for number in range(17):
        junk = tuple(hashlib.sha256(b"%d-%d" % (number, each)).hexdigest()[:32] for each in range(256))
        box.give(box.province.file(seq=EIGHT + number + 1, made_at=EIGHT, revoked=junk))


def test_a_box_that_was_told_of_too_many_revoked_keys_still_knows_whom_to_believe() -> None:
    box = Box()
    box.connect()
    filled(box)
    assert len(box.core.trust_state.pins.revoked) == MOST_REVOKED
    assert [one.code for one in box.records(RecordKind.REFUSED)] == [Code.TOO_LARGE]
    box.start()
    assert box.core.trust_state.trust is not None
    assert box.core.trust_state.refused is None


def test_a_newer_list_key_is_heard_however_full_it_is() -> None:
    box = Box()
    box.connect()
    filled(box)
    fresh, province = world.key("fresh bundle"), box.province
    stolen, plan = (province.keys[each].key_id for each in (Purpose.BUNDLE, Purpose.PLAN))
    heads = [
        *province.delegations.values(),
        issuing.delegation(province.root, world.delegated(Purpose.BUNDLE, fresh, serial=2)),
    ]
    revocation = issuing.root_revocation(province.root, Revocation(stolen, EIGHT, "mất khóa"))
    listed = issuing.trust_list(
        fresh, heads, seq=EIGHT, made_at=EIGHT, revocations=(Revocation(plan, EIGHT),)
    )
    box.give(issuing.trust_file([], heads, [revocation], listed))
    assert set(box.core.trust_state.pins.revoked) == {stolen, plan}
    box.start()
    assert box.core.trust_state.trust is not None
    assert box.core.trust_state.trust.serial == 2


def test_pins_that_could_not_be_read_back_are_never_written() -> None:
    box = Box()
    held = box.core.trust_state.pins
    with pytest.raises(StoreFull):
        box.core.trust_state.store_pins(msgspec.structs.replace(held, floor=2**60))
    assert box.core.trust_state.pins == held
    box.start()
    assert box.core.trust_state.pins == held
