"""Documents in parts: what the signer puts together is what a device decodes, or it is not signed."""

import pytest
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, DayRef, Purpose
from loa_protocol.messages.common import NEVER

from loa.dispatch.models import DayPlan as DayRow
from loa.dispatch.models import Plan, PlanBody, PlannedItem
from loa.dispatch.rules import joined
from loa.kernel import bulk_insert
from loa.keys.models import ToSign
from loa.signer.proofs.plan import Evidence, prove
from loa.signer.refusing import Code
from loa.signer.tests.desk import refused
from loa.testing import bulletins


def test_what_was_proven_is_what_a_device_decodes(signer, approved, places):
    plan = Plan.objects.get()
    evidence = Evidence()
    with signer.as_role("signer", read=(places.province.id, places.own.id)):
        evidence.read([(plan.plan_id, plan.body_id)])
        proven = prove(plan.plan_id, plan.body_id, signer.key_ring.delegation(Purpose.PLAN), evidence)
    refs = decode(proven.documents[plan.body_id], Body).days
    plans = [day.plan for day in proven.days]
    assert [decode(proven.documents[ref.sha256], DayPlan) for ref in refs] == plans
    assert sum(len(plan.items) for plan in plans) == 1


def test_an_item_whose_bytes_were_changed_signs_nothing(signer, approved):
    item = PlannedItem.objects.get()
    louder = bytes(item.bytes).replace(b'"volume":80', b'"volume":99')
    assert louder != bytes(item.bytes)
    PlannedItem.objects.update(bytes=louder)
    assert refused(signer) == Code.ALTERED


def test_an_item_that_is_gone_signs_nothing(signer, approved):
    PlannedItem.objects.all().delete()
    assert refused(signer) == Code.MISSING


def planned(unit, frame, items):
    """A day plan of a frame and texts of items, as a taken web could write it, asked to be signed."""
    there = {"unit": unit.pk, "date": DayRow.objects.exclude(items=[]).first().date}
    template = {name: value for name, value in PlannedItem.objects.values().get().items() if name != "id"}
    ids = [
        PlannedItem.objects.create(**template | {"sha256": sha256_hex(b"%d" % n), "bytes": data}).pk
        for n, data in enumerate(items)
    ]
    day = sha256_hex(joined(frame, items))
    columns = {"sha256": [day], "frame": [frame], "items": [bulk_insert.array(ids)]}
    bulk_insert.insert(DayRow, columns | {name: [value] for name, value in there.items()})
    body = encode(Body(1, (DayRef(there["date"], day),)))
    PlanBody.objects.create(sha256=sha256_hex(body), unit=unit, bytes=body)
    ToSign.objects.create(kind="plan", unit=unit, subject="14797.0", wanted=sha256_hex(body))


def parts():
    """Frame and bytes of the one day plan that has an item."""
    row = DayRow.objects.exclude(items=[]).get()
    return bytes(row.frame), bytes(PlannedItem.objects.get().bytes)


def test_a_frame_that_names_its_items_twice_signs_nothing(signer, approved, places):
    frame, item = parts()
    planned(places.own, frame.replace(b'"rules"', b'"items":[],"rules"'), [item])
    assert refused(signer) == Code.ALTERED


def test_a_frame_in_another_form_signs_nothing(signer, approved, places):
    frame, item = parts()
    planned(places.own, frame.replace(b'"rules":', b'"rules": '), [item])
    assert refused(signer) == Code.ALTERED


def test_a_frame_with_an_item_of_its_own_signs_nothing(signer, approved, places):
    frame, item = parts()
    planned(places.own, joined(frame, [item]) + b' "items":[]', [])
    assert refused(signer) == Code.ALTERED


def test_two_items_in_one_row_sign_nothing(signer, approved, places):
    frame, item = parts()
    planned(places.own, frame, [item + b"," + item.replace(b'"id":"', b'"id":"x', 1)])
    assert refused(signer) == Code.ALTERED


def test_more_items_than_a_device_takes_sign_nothing(signer, approved, places):
    frame, item = parts()
    many = [item.replace(b'},"id":"', b'},"id":"%d-' % number) for number in range(201)]
    planned(places.own, frame, many)
    assert refused(signer) == Code.OVERFULL


def test_an_item_that_carries_what_this_version_does_not_know_signs_nothing(signer, approved, places):
    frame, item = parts()
    unknown = item.replace(b'"kind":"sound"', b'"kind":"%s"' % NEVER.encode())
    assert unknown != item
    planned(places.own, frame, [unknown])
    assert refused(signer) == Code.NOT_APPROVED


@pytest.mark.parametrize(
    ("said", "instead", "code"),
    [
        (b'"source":"bulletin"', b'"source":"issue"', Code.OTHER_SOURCE),
        (b'"right":{"id":"', b'"right":{"id":"x', Code.NOT_APPROVED),
    ],
)
def test_a_sound_by_another_right_than_a_bulletins_signs_nothing(
    signer, approved, places, said, instead, code
):
    frame, item = parts()
    other = item.replace(said, instead)
    assert other != item
    planned(places.own, frame, [other])
    assert refused(signer) == code


def test_communes_without_rules_share_the_empty_body(signer, enrol, places):
    """Same input, same bytes: a body without days is every commune's on whose days nothing may sound."""
    enrol(places.own)
    enrol(places.other, name="Cụm 02")
    signer.work()
    assert {plan.body_id for plan in Plan.objects.all()} == {sha256_hex(encode(Body(1, ())))}
    states = ToSign.objects.filter(kind="plan").values_list("state", "why")
    assert list(states) == [("signed", ""), ("signed", "")]


def test_each_commune_of_a_round_is_held_against_its_own_rules(signer, approved, enrol, places):
    """One commune has rules of its own, the other the province's: read together, told apart."""
    bulletins.rule(places.province, windows=[[300, 420]], volume=60)
    enrol(places.other, name="Cụm 02")
    assert {row.unit_id for row in ToSign.objects.filter(state="waiting", kind="plan")} == {
        places.own.pk,
        places.other.pk,
    }
    signer.work()
    assert not ToSign.objects.filter(kind="plan").exclude(state__in=("signed", "overtaken")).exists()
