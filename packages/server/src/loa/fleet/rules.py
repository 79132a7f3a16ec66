"""Rules about devices. Pure: rows and the time are passed in."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _
from loa_protocol import BODY_VERSIONS
from loa_protocol.messages import Rung

from loa.kernel.spelling import spelled

CODE_LIVES: Final = timedelta(days=7)
NAME_LENGTH: Final = 60
RELEASED: Final = frozenset(BODY_VERSIONS)
"""The versions of bodies that Loa has released. A box's claim to read other versions is ignored."""
HIGHEST_RUNG: Final = {"speaker": Rung.COMPLETED}
"""The highest step of evidence that a device of a kind may claim: a speaker has no microphone."""


def new_secret() -> str:
    """Returns a one-time secret of 128 random bits, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def secret_hash(secret: str) -> bytes:
    """Returns the hash of a secret that is stored. The secret has 128 random bits, so a plain hash is
    enough."""
    return hashlib.sha256(b"loa claim code v1\0" + secret.encode()).digest()


@dataclass(frozen=True)
class Code:
    """The part of a claim code's row that the decision needs. `device_key`: the key that the device has
    now."""

    secret_sha256: bytes
    expires_at: datetime
    used_by: bytes | None
    device_key: bytes | None


def opens(code: Code, secret: str, key: bytes, now: datetime) -> bool:
    """Returns True if this secret, from a box with this key, is valid for the code.

    The box that used the code may ask again while its key is still the device's. Wrong secrets do
    not invalidate a code: 128 bits cannot be guessed, and otherwise anyone who knows a device's id
    could keep its box out.
    """
    # Compares in constant time.
    fits = hmac.compare_digest(code.secret_sha256, secret_hash(secret))
    return fits and now < code.expires_at and (code.used_by is None or code.used_by == key == code.device_key)


class Named(Protocol):
    """What has a name."""

    name: str


NamedOne = TypeVar("NamedOne", bound=Named)


def called(sites: Iterable[NamedOne], name: str) -> NamedOne | None:
    """Returns the site of this name, or else the first whose name is the same words in another spelling."""
    found = [each for each in sites if spelled(each.name) == spelled(name)]
    return next((each for each in found if each.name == name), found[0] if found else None)


def too_like(there: str, name: str) -> str:
    """Why a cluster's name is not taken where one of that name, or one that people take for it, stands."""
    if there == name:
        return _("Đã có cụm loa tên %(name)s ở đây.") % {"name": name}
    said = _(
        "Đã có cụm loa tên “%(there)s” ở đây, dễ nhầm với “%(name)s”: chỉ khác chữ hoa, chỗ đặt dấu hay loại"
        " thôn. Ghi đúng tên đã có, hoặc đặt tên khác."
    )
    return said % {"there": there, "name": name}


def may_claim(kind: str, rung: Rung) -> bool:
    """Returns True if a device of this kind may be assigned this step as its highest. False for an unknown
    kind."""
    highest = HIGHEST_RUNG.get(kind)
    return highest is not None and _RUNGS.index(rung) <= _RUNGS.index(highest)


_RUNGS: Final = tuple(Rung)
"""From the plan to a microphone, in the order of the protocol."""

SILENT_AFTER: Final = timedelta(minutes=11)
"""A device reports every five minutes. After two missed reports and one minute it counts as silent,
whatever the broker says."""
SILENT_MINUTES: Final = SILENT_AFTER // timedelta(minutes=1)
"""The same in minutes, for sentences."""


REFUSED_COUNTS: Final = timedelta(days=1)
"""How long a refused signature affects a device's state."""


class Condition(StrEnum):
    """The condition of a cluster now, as far as it has reported."""

    SOUNDING = "sounding"
    READY = "ready"
    SILENCED = "silenced"
    FAULT = "fault"
    SILENT = "silent"
    NEVER = "never"
    NEW = "new"
    DISABLED = "disabled"


IDLE: Final = (Condition.NEW, Condition.DISABLED)
"""Not in use: no box has claimed it, or its box is trusted no more. Neither can sound."""

UNHEARD: Final = (Condition.SILENT, Condition.NEVER)
"""The conditions of a cluster that is in use and from which nothing is heard."""

CONDITIONS: Final = {
    Condition.SOUNDING: _("đang phát"),
    Condition.READY: _("sẵn sàng"),
    Condition.SILENCED: _("đang tắt tiếng"),
    Condition.FAULT: _("có lỗi"),
    Condition.SILENT: _("mất liên lạc"),
    Condition.NEVER: _("chưa từng liên lạc"),
    Condition.NEW: _("chưa nhận máy"),
    Condition.DISABLED: _("đã khóa"),
}


@dataclass(frozen=True)
class ClusterCount:
    """How many clusters there are, as every page counts them: those in use, which a box has claimed and which
    can sound; beside them, in no sum, those that have no box yet and those that are locked for good."""

    in_use: int = 0
    boxless: int = 0
    locked: int = 0

    def __add__(self, other: "ClusterCount") -> "ClusterCount":
        return ClusterCount(
            self.in_use + other.in_use, self.boxless + other.boxless, self.locked + other.locked
        )


def counted(conditions: Iterable[tuple[Condition, int]]) -> ClusterCount:
    """So many clusters of each condition, counted."""
    found = dict.fromkeys(("in_use", "boxless", "locked"), 0)
    names = {Condition.NEW: "boxless", Condition.DISABLED: "locked"}
    for condition, clusters in conditions:
        found[names.get(condition, "in_use")] += clusters
    return ClusterCount(**found)


class LastWord(Protocol):
    """The part of a device's last report that its condition depends on. Times are UTC."""

    @property
    def seen_at(self) -> datetime | None: ...
    @property
    def told_at(self) -> datetime | None: ...
    @property
    def connected(self) -> bool: ...
    @property
    def silenced(self) -> bool: ...
    @property
    def disk_full(self) -> bool: ...
    @property
    def faults(self) -> object: ...
    @property
    def clock(self) -> str: ...
    @property
    def sounding(self) -> str: ...


def condition(state: str, health: LastWord | None, now: datetime) -> Condition:
    """Returns the condition of a device by its row, its last report and the age of that. `now` is UTC."""
    if state == "disabled":
        return Condition.DISABLED
    if state == "new":
        return Condition.NEW
    if health is None or health.seen_at is None:
        return Condition.NEVER
    # The broker may still count a connection whose device has lost power.
    if not health.connected or now - max(health.seen_at, health.told_at or health.seen_at) > SILENT_AFTER:
        return Condition.SILENT
    if health.silenced:
        return Condition.SILENCED
    if health.disk_full or health.faults or health.clock == "none":
        return Condition.FAULT
    return Condition.SOUNDING if health.sounding else Condition.READY
