"""The root's one day: made at the signer's first start, it delegates, is printed, and is gone from the
machine.

Its private half is only ever in this process's memory and in a 0600 file meant for two printed sheets. Once a
year `python -m loa.signer renew` takes it back from the sheet, for as long as it needs to sign again.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from loa_protocol import issuing
from loa_protocol.heads import unseal
from loa_protocol.ids import key_id, sha256_hex
from loa_protocol.messages import Cls, Envelope, Window
from loa_protocol.messages import Delegation as Delegated
from loa_protocol.refusals import Refusal
from loa_protocol.signing import SoftKey
from loa_protocol.timing import DAY, from_ms, to_ms

from loa.kernel import clock
from loa.keys.models import Delegation, Root
from loa.places.models import Unit
from loa.signer.keystore import PURPOSES, KeyStore, write_private

log = logging.getLogger("loa.signer")

LIFE: Final = timedelta(days=396)
"""13 months: renewed once a year, with a month to spare."""

REAL_ENVELOPE: Final = Envelope(hours=(Window(4 * 60 + 30, 22 * 60),), minutes=240, volume=100)
"""Outermost, whatever a commune's rules say: 04:30 to 22:00 (TCVN and the noise rules put night at
22:00-06:00;
communes that wake their fields by radio start before five)."""

DEMO_ENVELOPE: Final = Envelope(hours=(Window(0, 24 * 60),), minutes=240, volume=100)
"""A demo runs at any hour of a developer's day; its root never enrols a real box."""


def first(store: KeyStore, province: Unit, folder: Path, *, demo: bool) -> Root:
    """Make root, next root and the delegations; write the sheets, then the rows. Only where there is no
    root."""
    root, following = SoftKey.generate(), SoftKey.generate()
    at = to_ms(clock.now())
    statement = issuing.root_statement(root, following.public_key, seq=1, demo=demo, made_at=at)
    heads = _delegate(root, store, province, at, demo)
    sheets = folder / f"root-sheets-{root.key_id[:12]}.txt"
    write_private(sheets, _sheets(root, following, province, demo))
    with transaction.atomic():
        row = Root.objects.create(
            sequence=1,
            key_id=root.key_id,
            public_key=root.public_key,
            statement=statement,
            sha256=sha256_hex(statement),
            demo=demo,
            made_at=from_ms(at),
        )
        _keep(row, root, heads)
    log.warning("root %s made; print %s on two sheets, then erase it", root.key_id, sheets)
    return row


def renew(store: KeyStore, province: Unit, seed: bytes) -> int:
    """New online keys and delegations under the root in force, whose private half comes from its sheet.

    Gives how many delegations were signed. Raises ValueError when the sheet is of another root.
    """
    root = SoftKey(seed)
    row = Root.objects.order_by("-sequence").first()
    if row is None or row.key_id != root.key_id:
        raise ValueError("this sheet is not of the root in force")
    heads = _delegate(root, store, province, to_ms(clock.now()), row.demo)
    with transaction.atomic():
        _keep(row, root, heads)
    return len(heads)


def _delegate(root: SoftKey, store: KeyStore, province: Unit, at: int, demo: bool) -> tuple[bytes, ...]:
    return tuple(
        issuing.delegation(
            root,
            Delegated(
                v=1,
                serial=at,
                purpose=purpose,
                public_key=store.make().public_key.hex(),
                places=(province.code,),
                highest=Cls.PRIORITY,
                valid_from=at - DAY,
                valid_to=at + LIFE // timedelta(milliseconds=1),
                envelope=DEMO_ENVELOPE if demo else REAL_ENVELOPE,
                note="demo" if demo else "",
            ),
        )
        for purpose in PURPOSES
    )


def _keep(row: Root, root: SoftKey, heads: Sequence[bytes]) -> None:
    for head in heads:
        opened = unseal(head, root.public_key, Delegated)
        if isinstance(opened, Refusal):
            raise ValueError(f"a delegation that root did not sign: {opened.code}")
        said = opened[1]
        Delegation.objects.create(
            sha256=opened[0].sha256,
            root=row,
            key_id=key_id(bytes.fromhex(said.public_key)),
            purpose=said.purpose.value,
            head=head,
            valid_from=from_ms(said.valid_from),
            valid_to=from_ms(said.valid_to),
        )


def _sheets(root: SoftKey, following: SoftKey, province: Unit, demo: bool) -> str:
    kind = "BẢN DÙNG THỬ, KHÔNG DÙNG CHO LOA THẬT" if demo else "KHÓA GỐC THẬT"
    page = "LOA · {which}\n{kind}\n{place}\n\nMã khóa: {key}\nKhóa riêng: {seed}\n\n{advice}\n"
    this = page.format(
        which="TỜ 1: KHÓA GỐC ĐANG DÙNG",
        kind=kind,
        place=province.name,
        key=root.key_id,
        seed=root.seed.hex(),
        advice="In tờ này, cất vào phong bì niêm phong trong két. Mỗi năm dùng một lần để gia hạn:\n"
        "  python -m loa.signer renew   (rồi gõ khóa riêng)\nIn xong thì xóa tệp này khỏi máy.",
    )
    nxt = page.format(
        which="TỜ 2: KHÓA GỐC KẾ TIẾP",
        kind=kind,
        place=province.name,
        key=following.key_id,
        seed=following.seed.hex(),
        advice="In tờ này, cất ở một nơi khác với tờ 1. Chỉ dùng khi tờ 1 mất hoặc lộ.",
    )
    return f"{this}\f\n{nxt}"
