"""Makes the root key at the signer's first start, and new online keys under it later.

The private half of the root is only ever in this process's memory and in a file of mode 0600 that is meant
for two printed sheets; after printing, a person erases the file. Once a year, and on a restored machine,
`./loa keys renew` reads it from the sheet into a process that signs and ends.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from loa_protocol import issuing
from loa_protocol.heads import unseal
from loa_protocol.ids import key_id, sha256_hex
from loa_protocol.messages import Delegation as DelegationMessage
from loa_protocol.messages import Envelope, Priority, Window
from loa_protocol.refusals import Refusal
from loa_protocol.signing import SoftKey
from loa_protocol.timing import DAY, from_ms, to_ms

from loa.audit import actions as audit
from loa.fleet import queries as fleet
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import Delegation, Root, SignedKind, ToSign
from loa.places.models import Unit
from loa.signer import sheet, statement
from loa.signer.keystore import PURPOSES, KeyStore, write_private
from loa.signer.refusing import Code

log = logging.getLogger("loa.signer")

LIFE: Final = timedelta(days=396)
"""How long a delegation lasts: 13 months. It is renewed once a year, with a month to spare."""

REAL_ENVELOPE: Final = Envelope(hours=(Window(4 * 60 + 30, 22 * 60),), minutes=240, volume=100)
"""The outermost limits, whatever a commune's rules say: 04:30 to 22:00, 240 minutes, full volume. TCVN and
the noise rules put night at 22:00-06:00; communes that wake their fields by radio start before five."""

DEMO_ENVELOPE: Final = Envelope(hours=(Window(0, 24 * 60),), minutes=240, volume=100)
"""The limits of a demo, which runs at any hour of a developer's day. Its root never enrols a real box."""


def first(store: KeyStore, province: Unit, folder: Path, *, demo: bool) -> Root:
    """Makes the root, the next root and the delegations; writes the sheets, then the rows. Only where there
    is no root."""
    root, following = SoftKey.generate(), SoftKey.generate()
    at = to_ms(clock.now())
    stated = issuing.root_statement(
        root, following.public_key, seq=1, top=province.code, demo=demo, made_at=at
    )
    heads = _delegate(root, store, province, at, at, demo)
    sheets = folder / f"root-sheets-{root.key_id[:12]}.txt"
    # The sheets before the rows: a root whose sheet was lost could never be renewed.
    write_private(sheets, _sheets(root, following, province, demo))
    with transaction.atomic():
        row = Root.objects.create(
            sequence=1,
            key_id=root.key_id,
            public_key=root.public_key,
            statement=stated,
            sha256=sha256_hex(stated),
            demo=demo,
            made_at=from_ms(at),
        )
        _keep(row, root, heads)
    log.warning("root %s made; print %s on two sheets, then erase it", root.key_id, sheets)
    return row


class WrongSheet(ValueError):
    """The error that a sheet is not that of the root in force.

    `code` says what it is instead: `no-root` (there is no root yet), `next` (it is sheet 2), `other`.
    """

    def __init__(self, code: str, root: str, sheet: str) -> None:
        super().__init__(f"this sheet is of root {sheet}, in force is {root or 'none'}")
        self.code, self.root, self.sheet = code, root, sheet


@dataclass(frozen=True)
class RenewalResult:
    """The result of a renewal: how many delegations were signed, and how many refused requests wait again.

    Those requests had been refused because no key was there. top: code of the unit that the root's statement
    names from now on and did not name before, else "". codes: how many claim codes that had not ended became
    void by that.
    """

    delegations: int
    asked_again: int
    top: str = ""
    codes: int = 0


def renew(store: KeyStore, province: Unit, seed: bytes) -> RenewalResult:
    """Makes new online keys and delegations under the root in force, whose private half comes from its sheet.

    Where the root's statement names no top, the root states it again with one. Needs write scope over all
    units whose requests shall wait again. Raises WrongSheet, and ValueError where the root did not sign the
    stored statement.
    """
    root, row = opened(seed)
    at = to_ms(clock.now())
    said = statement.read(row)
    anew = None if said.top else statement.again(root, row, said, province.code, at)
    # A serial is a time in UTC ms, but above all before it even where the clock was set back.
    heads = _delegate(root, store, province, max(at, _newest_serial(row) + 1), at, row.demo)
    with transaction.atomic():
        if anew is not None:
            anew.save(force_insert=True)
        _keep(anew or row, root, heads)
        audit.record("keys.renewed", anew or row, province.id, delegations=len(heads))
        asked_again = _ask_again()
        if anew is None:
            return RenewalResult(len(heads), asked_again)
        audit.record("keys.root_said_again", anew, province.id, top=province.code, seq=anew.sequence)
        return RenewalResult(len(heads), asked_again, province.code, fleet.open_codes(clock.now()))


def opened(seed: bytes) -> tuple[SoftKey, Root]:
    """Returns the root in force, opened with the private half from its sheet. Raises WrongSheet."""
    root = SoftKey(seed)
    row = keys.root()
    if row is None or row.key_id != root.key_id:
        raise WrongSheet(_which(row, root), row.key_id if row else "", root.key_id)
    return root, row


def _which(row: Root | None, typed: SoftKey) -> str:
    """Returns the code of WrongSheet for this sheet."""
    if row is None:
        return "no-root"
    return "next" if statement.read(row).next_sha256 == sha256_hex(typed.public_key) else "other"


def _ask_again() -> int:
    """Makes plans and assignments that were refused for want of a key wait again; returns how many.

    A plan that did not change is never requested a second time by itself. Acts are left out: a stop has
    waited for its key, and the moment of an act that lets something sound is over.
    """
    refused = ToSign.objects.filter(state=ToSign.State.REFUSED, code=Code.NO_KEY)
    again = refused.filter(kind__in=[SignedKind.PLAN, SignedKind.ASSIGN])
    return again.update(state=ToSign.State.WAITING, code="", why="", decided_at=None)


def _newest_serial(row: Root) -> int:
    """Returns the highest serial of any delegation so far. What a renewed key signs supersedes all from
    before it."""
    heads = Delegation.objects.filter(root__key_id=row.key_id).values_list("head", flat=True)
    said = (unseal(bytes(head), bytes(row.public_key), DelegationMessage) for head in heads)
    return max((one[1].serial for one in said if not isinstance(one, Refusal)), default=0)


def _delegate(
    root: SoftKey, store: KeyStore, province: Unit, serial: int, at: int, demo: bool
) -> tuple[bytes, ...]:
    """Makes one key for each purpose and delegates it, valid from a day before `at` (UTC ms), all of one
    serial."""
    return tuple(
        issuing.delegation(
            root,
            DelegationMessage(
                v=1,
                serial=serial,
                purpose=purpose,
                public_key=store.make().public_key.hex(),
                places=(province.code,),
                highest=Priority.PRIORITY,
                valid_from=at - DAY,
                valid_to=at + LIFE // timedelta(milliseconds=1),
                envelope=DEMO_ENVELOPE if demo else REAL_ENVELOPE,
                note="demo" if demo else "",
            ),
        )
        for purpose in PURPOSES
    )


def _keep(row: Root, root: SoftKey, heads: Sequence[bytes]) -> None:
    """Stores the rows of delegations. Raises ValueError for one that the root did not sign."""
    for head in heads:
        read = unseal(head, root.public_key, DelegationMessage)
        if isinstance(read, Refusal):
            raise ValueError(f"a delegation that root did not sign: {read.code}")
        said = read[1]
        Delegation.objects.create(
            sha256=read[0].sha256,
            root=row,
            key_id=key_id(bytes.fromhex(said.public_key)),
            purpose=said.purpose.value,
            head=head,
            valid_from=from_ms(said.valid_from),
            valid_to=from_ms(said.valid_to),
        )


def _sheets(root: SoftKey, following: SoftKey, province: Unit, demo: bool) -> str:
    """Returns the text of the two sheets, in Vietnamese."""
    kind = "BẢN DÙNG THỬ, KHÔNG DÙNG CHO LOA THẬT" if demo else "KHÓA GỐC THẬT"
    page = (
        "LOA · {which}\n{kind}\n{place}\n\nMã khóa: {key}\n"
        "Khóa riêng, bốn dòng (hai chữ số cuối mỗi dòng để máy kiểm tra):\n\n{rows}\n\n{advice}\n"
    )
    this = page.format(
        which="TỜ 1: KHÓA GỐC ĐANG DÙNG",
        kind=kind,
        place=province.name,
        key=root.key_id,
        rows="\n".join(sheet.rows(root.seed)),
        advice="In tờ này, cất vào phong bì niêm phong trong két. Mỗi năm dùng một lần để gia hạn khóa ký, "
        "và\ndùng khi phục hồi trên máy mới:\n  ./loa keys renew   (rồi gõ bốn dòng trên)\n"
        "In xong thì xóa tệp này khỏi máy.",
    )
    nxt = page.format(
        which="TỜ 2: KHÓA GỐC KẾ TIẾP",
        kind=kind,
        place=province.name,
        key=following.key_id,
        rows="\n".join(sheet.rows(following.seed)),
        advice="In tờ này, cất ở một nơi khác với tờ 1. Chỉ dùng khi tờ 1 mất hoặc lộ.",
    )
    return f"{this}{sheet.NEXT_SHEET}\n{nxt}"
