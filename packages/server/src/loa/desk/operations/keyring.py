"""The online keys in words: what each signs, until when, its state, and what its revocation would cause."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from loa_protocol.messages import Purpose

from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import Revocation
from loa.keys.purposes import SIGNS, short
from loa.people.naming import names as names_of

SOON: Final = timedelta(days=31)
"""How long before its end a key is said to end soon."""

LOST: Final[dict[str, Promise]] = {
    Purpose.PLAN: _(
        "Lịch đã ký bằng khóa này không phát nữa: mọi cụm im từ khi nhận danh sách mới, cho tới khi có khóa "
        "mới và lịch được ký lại."
    ),
    Purpose.ACT: _(
        "Không tắt tiếng, mở lại, dừng, kêu thử được cho tới khi có khóa mới. Nơi đã tắt vẫn im. Lệnh mở lại "
        "hết tác dụng: nơi đã tắt rồi mở thì im trở lại, phải bấm mở lần nữa."
    ),
    Purpose.ASSIGN: _(
        "Cụm loa thôi tin nơi mình được giao: mọi cụm im từ khi nhận danh sách mới, cho tới khi có khóa mới "
        "và được giao lại."
    ),
    Purpose.TIME: _(
        "Cụm loa không hỏi được giờ: cụm nào mất điện mà không có pin đồng hồ thì im, cho tới khi có khóa "
        "mới."
    ),
    Purpose.BUNDLE: _(
        "Không có danh sách mới nào nữa: cụm nào khởi động lại thì im, cho tới khi có khóa mới."
    ),
}
"""What follows if the key in use for this purpose is revoked."""


class KeyStanding(StrEnum):
    """The state of a key, the gravest first."""

    REVOKED = "revoked"
    AGREED = "agreed"
    ASKED = "asked"
    USED = "used"
    OLDER = "older"


STATES: Final = {
    KeyStanding.REVOKED: _(
        "Đã thu hồi. Cụm đang nối nhận danh sách mới trong 10 phút, từ đó không tin khóa này nữa"
    ),
    KeyStanding.AGREED: _("Hai người đã đồng ý thu hồi, chờ máy ký đưa vào danh sách"),
    KeyStanding.ASKED: _("Chờ quản trị viên thứ hai đồng ý thu hồi"),
    KeyStanding.USED: _("Đang dùng"),
    KeyStanding.OLDER: _("Khóa cũ, máy ký đã có khóa mới hơn"),
}


@dataclass(frozen=True)
class Key:
    """One key in force. `ends_soon` means that it is in use and expires within 31 days."""

    id: str
    purpose: str
    signs: Promise | str
    since: datetime
    until: datetime
    stands: KeyStanding
    state: Promise
    asked: Revocation | None
    asked_by: str
    ends_soon: bool

    @property
    def short(self) -> str:
        """Returns the short id that pages show."""
        return short(self.id)

    @property
    def lost(self) -> Promise | str:
        """Returns what follows if this key is revoked. Empty for an older key."""
        return LOST.get(self.purpose, "") if self.stands is not KeyStanding.OLDER else ""


def keyring(now: datetime) -> list[Key]:
    """Returns the keys in force at a moment, by purpose, the newest first."""
    revoked, newest = keys.revoked_keys(), set[str]()
    rows = list(keys.delegations(now))
    decided = keys.revocations_of({row.key_id for row in rows})
    names = names_of(row.by_id for row in decided.values())
    found = []
    for row in rows:
        asked = decided.get(row.key_id)
        # The rows come newest first. The first one of a purpose that is not revoked is the one in use.
        older = row.purpose in newest
        newest |= {row.purpose} if row.key_id not in revoked else set()
        stands = _stands(row.key_id in revoked, asked, older)
        by = names.get(asked.by_id, "") if asked else ""
        signs = SIGNS.get(row.purpose, row.purpose)
        soon = stands is KeyStanding.USED and row.valid_to - now < SOON
        found.append(
            Key(
                row.key_id,
                row.purpose,
                signs,
                row.valid_from,
                row.valid_to,
                stands,
                STATES[stands],
                asked,
                by,
                soon,
            )
        )
    order = list(SIGNS)
    return sorted(found, key=lambda each: order.index(each.purpose) if each.purpose in order else len(order))


def _stands(revoked: bool, asked: Revocation | None, older: bool) -> KeyStanding:
    if revoked:
        return KeyStanding.REVOKED
    if asked is not None:
        return KeyStanding.AGREED if asked.agreements.all() else KeyStanding.ASKED
    return KeyStanding.OLDER if older else KeyStanding.USED


def one(key_id: str) -> Key | None:
    """Returns the key of this id, if it is in force."""
    return next((each for each in keyring(clock.now()) if each.id == key_id), None)
