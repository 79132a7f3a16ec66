"""The root's one day."""

from datetime import timedelta

import pytest
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.messages import Purpose
from loa_protocol.timing import to_ms

from loa.kernel import clock
from loa.keys.models import Delegation, Root, SignedHead, ToSign, TrustBundle
from loa.places.models import Unit
from loa.signer import ceremony, sheet
from loa.signer.key_ring import KeyRing, NoKey
from loa.signer.keystore import Files
from loa.signer.tests.desk import head


def sheets(signer):
    (found,) = (signer.folder / "keys").glob("root-sheets-*.txt")
    return found


def private_of(text, which):
    return sheet.read(text.split(sheet.NEXT_SHEET)[which]).hex()


def test_the_sheets_hold_both_roots_and_only_their_owner_reads_them(signer):
    found = sheets(signer)
    assert found.stat().st_mode & 0o777 == 0o600
    text = found.read_text()
    this, following = private_of(text, 0), private_of(text, 1)
    assert this != following
    kept = " ".join(path.read_text() for path in (signer.folder / "keys").glob("*.key"))
    assert this not in kept
    assert following not in kept


def test_a_device_believes_the_bundle_and_knows_one_key_a_purpose(signer):
    trust, pins = signer.trust_and_pins()
    assert pins.demo
    assert sorted(each.purpose for each in trust.keys.values()) == sorted(
        [Purpose.BUNDLE, Purpose.PLAN, Purpose.ACT, Purpose.TIME, Purpose.ASSIGN]
    )
    assert all(each.places == ("38",) for each in trust.keys.values())


def test_no_private_half_is_in_the_database(signer, cluster):
    seeds = [path.read_text().strip() for path in (signer.folder / "keys").glob("*.key")]
    text = sheets(signer).read_text()
    seeds += [private_of(text, 0), private_of(text, 1)]
    rows = [bytes(row.head) for row in Delegation.objects.all()] + [
        bytes(row.statement) for row in Root.objects.all()
    ]
    rows += [bytes(row.file) for row in TrustBundle.objects.all()]
    for seed in seeds:
        assert not any(bytes.fromhex(seed) in row or seed.encode() in row for row in rows)


def test_the_bundle_is_made_again_each_day_and_not_before(signer):
    signer.work()
    assert TrustBundle.objects.count() == 1
    with clock.fixed(clock.now() + timedelta(hours=25)):
        signer.work()
    first, second = TrustBundle.objects.order_by("sequence")
    assert second.expires_at - first.expires_at > timedelta(hours=24)


def test_a_year_later_the_sheet_renews_the_keys_and_devices_follow(signer, as_role, places):
    seed = bytes.fromhex(private_of(sheets(signer).read_text(), 0))
    later = clock.now() + timedelta(days=390)
    with clock.fixed(later), as_role("signer", read=(places.province.id,), write=(places.province.id,)):
        ceremony.renew(signer.store, places.province, seed)
    with clock.fixed(later + timedelta(days=10)):
        signer.work()
        trust, _pins = signer.trust_and_pins()
    assert len(trust.keys) == 5


def test_another_sheet_is_refused_and_named(signer, as_role, places):
    text = sheets(signer).read_text()
    before = Delegation.objects.count()
    for seed, code in ((private_of(text, 1), "next"), ("00" * 32, "other")):
        with (
            pytest.raises(ceremony.WrongSheet) as wrong,
            as_role("signer", read=(places.province.id,), write=(places.province.id,)),
        ):
            ceremony.renew(signer.store, places.province, bytes.fromhex(seed))
        assert wrong.value.code == code
    assert Delegation.objects.count() == before


def test_keys_were_lost_the_sheet_makes_new_ones_and_what_was_refused_meanwhile_is_signed(
    signer, as_role, places, enrol
):
    """A restored machine: rows, but no key. What a device holds is still believed, and so is what is new."""
    held = signer.trust_and_pins()[0].keys.keys()
    folder = signer.folder / "keys"
    seed = bytes.fromhex(private_of(sheets(signer).read_text(), 0))
    for path in folder.glob("*.key"):
        path.unlink()
    signer.store = Files(folder)
    signer.key_ring = KeyRing(signer.store)
    box = enrol(places.own)
    signer.work()
    assert set(ToSign.objects.filter(state="refused").values_list("code", flat=True)) == {"no-key"}
    assert not SignedHead.objects.filter(kind="assign").exists()

    every = tuple(Unit.objects.values_list("id", flat=True))
    with as_role("signer", read=every, write=every):
        made = ceremony.renew(signer.store, places.province, seed)
    signer.work()
    assert made.delegations == 5
    assert made.asked_again == 2
    assert not ToSign.objects.exclude(state="signed").exists()
    trust, pins = signer.trust_and_pins()
    assert set(held) < set(trust.keys)
    me = Recipient(str(box.id), box.key.public_key.hex())
    verdict = judge(head("assign", str(box.id)), trust, pins, me, to_ms(clock.now()))
    assert isinstance(verdict, AcceptedHead)


def test_without_a_key_nothing_is_signed_and_it_is_said(signer):
    for path in (signer.folder / "keys").glob("*.key"):
        path.unlink()
    key_ring = KeyRing(Files(signer.folder / "keys"))
    key_ring.read(clock.now())
    with pytest.raises(NoKey):
        key_ring.key(Purpose.PLAN)


def test_web_cannot_write_signed_bytes(as_role, operator, places):
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError, match="permission denied"), as_role("web", operator):
        TrustBundle.objects.create(
            sequence=1,
            serial=1,
            file=b"x",
            covers="",
            made_at="2026-01-01T00:00Z",
            expires_at="2026-02-01T00:00Z",
        )
