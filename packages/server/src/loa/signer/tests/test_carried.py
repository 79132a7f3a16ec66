"""What an item carries is proven by its kind's own proof and by its rights, or not at all."""

from datetime import date

import msgspec
import pytest
from loa_protocol.messages import Item, Priority, Right, Sound, UnsupportedContent, later, sound_item
from loa_protocol.messages.carried import CarriedContent
from loa_protocol.messages.common import NEVER

from loa.airtime import rights
from loa.newsroom.form import BULLETIN
from loa.signer.proofs import carried
from loa.signer.proofs.right import ProvenRight
from loa.signer.refusing import Code, NotProven
from loa.signer.tests.desk import refused
from loa.signer.tests.test_documents import parts, planned

DAY, AT, LONG = date(2026, 11, 30), 1_796_000_000_000, 60_000
FRAME = {"id": "s@2026-11-30", "slot": "s", "priority": Priority.ORDINARY, "start_ms": AT}
FRAME |= {"latest_start_ms": AT + LONG, "expires_ms": AT + 9 * LONG}
SOUND = Sound("ab" * 32, LONG, 1, Right(BULLETIN, "one"))


class Stream(CarriedContent, frozen=True, tag_field="kind", tag="stream"):
    """A kind that came later; `by`: its rights, if it has any."""

    by: tuple[Right, ...] = ()

    @property
    def rights(self):
        return self.by


def item(*by):
    return Item(**FRAME, length_ms=LONG, carries=Stream(by))


def grants(right):
    return ProvenRight(1, SOUND.sha256, LONG, "ordinary", (), (), DAY, DAY)


def taken(*_granted_unit_day_item):
    """A proof that finds everything covered."""


def refusal(one):
    with pytest.raises(NotProven) as why:
        carried.granted(one, 1, DAY, grants)
    assert one.id in why.value.detail
    return why.value.code


@pytest.fixture
def proves(monkeypatch):
    """A proof for streams that asks for these rights."""

    def by(*asked):
        needs = tuple(carried.NeededRight(right, taken) for right in asked)
        monkeypatch.setitem(carried.KINDS, Stream, lambda _carries: needs)

    return by


def test_sounds_are_each_covered_by_their_own_right():
    both = sound_item(70, (SOUND, SOUND), **FRAME)
    assert carried.granted(both, 1, DAY, grants) == (grants(None),) * 2
    other = msgspec.structs.replace(SOUND, sha256="cd" * 32)
    assert refusal(sound_item(70, (SOUND, other), **FRAME)) == Code.OTHER_SOUND


def test_what_is_not_known_is_proven_by_nothing():
    assert refusal(msgspec.structs.replace(item(), carries=UnsupportedContent(NEVER))) == Code.NOT_APPROVED


def test_a_known_kind_without_a_proof_is_not_proven_whatever_it_names():
    assert refusal(item(Right("relay", "one"))) == Code.NOT_APPROVED


def test_a_kind_that_names_no_right_is_not_proven(proves):
    proves()
    assert refusal(item()) == Code.NOT_APPROVED


def test_a_proof_asks_for_all_the_rights_that_are_named_and_for_no_other(proves):
    one, two = Right("relay", "one"), Right("relay", "two")
    proves(rights.of(one))
    assert len(carried.granted(item(one), 1, DAY, grants)) == 1
    assert refusal(item(one, two)) == Code.NOT_APPROVED
    assert refusal(item(two)) == Code.NOT_APPROVED
    assert refusal(item()) == Code.NOT_APPROVED


@pytest.mark.parametrize("named", [(), (Right("relay", "one"),)])
def test_in_a_plan_it_signs_nothing_though_this_build_reads_it(signer, approved, places, monkeypatch, named):
    monkeypatch.setattr(later, "CARRIED", (Stream,))
    frame, data = parts()
    sound = msgspec.json.decode(data, type=Item)
    stream = msgspec.json.encode(msgspec.structs.replace(sound, carries=Stream(named)), order="sorted")
    planned(places.own, frame, [stream])
    assert refused(signer) == Code.NOT_APPROVED
