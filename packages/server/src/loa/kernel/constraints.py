"""What the database refuses, as a refusal in words: by the name of the violated constraint.

Each room says the words of its own in its `constraint_words.py`:

    WORDS = {
        "fleet_site_one_a_name": Words(Conflict, _("Ở đây đã có điểm đặt tên này."), "name"),
        "a code is used once": Words(Conflict, _("Mã này đã dùng rồi.")),     # what a trigger raises
    }
    INTERNAL = {"audit_link_position_key": "one job chains, under a lock"}    # nobody's doing: why
    THINGS = {"fleet_site": _("điểm đặt")}                                    # what others refer to

A trigger's refusal goes by its message, without the table's name that may stand before it. What is the same
for every table (a missing value, a row that is gone, one that is there already, a negative number) has its
words here. A constraint that no user can violate is declared as internal: to whoever meets it nothing was
written, and the log says that the fault is ours.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import psycopg
from django.db import DataError, IntegrityError, transaction
from django.db import Error as DatabaseError
from django.db.models import ProtectedError, RestrictedError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from psycopg import errors

from loa.kernel import rooms
from loa.kernel.errors import Conflict, Invalid, LoaError, Missing, Refused, Text

log = logging.getLogger("loa.constraints")

_TABLE_BEFORE: Final = re.compile(r"^[a-z_]+: ")
_IN_TABLE: Final = re.compile(r'table "(\w+)"')


@dataclass(frozen=True)
class Words:
    """A refusal: which kind it is, its sentence with the step now, and the form's field that it is about."""

    kind: type[LoaError]
    sentence: Text
    field: str | None = None

    def refusal(self) -> LoaError:
        return self.kind(self.sentence, self.field)


@dataclass
class Declared:
    """What all rooms said."""

    words: dict[str, Words] = field(default_factory=dict)
    internal: dict[str, str] = field(default_factory=dict)
    things: dict[str, str | Promise] = field(default_factory=dict)


@cache
def declared() -> Declared:
    """The words of every room. Raises ValueError for a name that is declared twice."""
    found = Declared()
    for label, room in rooms.files("constraint_words"):
        _add(label, found.words, getattr(room, "WORDS", {}), found.internal)
        _add(label, found.internal, getattr(room, "INTERNAL", {}), found.words)
        _add(label, found.things, getattr(room, "THINGS", {}), {})
    return found


def _add(label: str, known: dict[str, Any], more: dict[str, Any], others: dict[str, Any]) -> None:
    twice = more.keys() & (known.keys() | others.keys())
    if twice:
        raise ValueError(f"{label} declares again: {', '.join(sorted(twice))}")
    known.update(more)


@contextmanager
def in_words() -> Iterator[None]:
    """Inside, what the database refuses is raised as the room's refusal; nothing that was written inside
    stays, and the transaction around goes on. Raises LoaError."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        said = refusal(error)
        if said is None:
            raise
        raise said from error


def refusal(error: BaseException) -> LoaError | None:
    """What the database's "no" is in words; None where it is none: no connection, a statement that is
    wrong."""
    if isinstance(error, ProtectedError | RestrictedError):
        return _still_used()
    if isinstance(error, DataError):
        return Invalid(_("Có chữ hoặc số không ghi được. Sửa lại rồi gửi."))
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    if not isinstance(error, IntegrityError) and not isinstance(cause, errors.InsufficientPrivilege):
        return None
    return _by_name(cause) or _alike_everywhere(cause) or _fault(cause)


def name_of(cause: psycopg.Error) -> str:
    """The constraint that was violated, or what the trigger raised."""
    return cause.diag.constraint_name or _TABLE_BEFORE.sub("", cause.diag.message_primary or "")


def _by_name(cause: psycopg.Error) -> LoaError | None:
    found = declared().words.get(name_of(cause))
    return found.refusal() if found else None


def _alike_everywhere(cause: psycopg.Error) -> LoaError | None:
    """What needs no name: it is the same for every table."""
    if name_of(cause) in declared().internal:
        return None
    if isinstance(cause, errors.InsufficientPrivilege):
        return Refused(_("Không ghi được: dòng này thuộc nơi khác, hoặc tài khoản này chỉ được xem."))
    if isinstance(cause, errors.NotNullViolation):
        return Invalid(_("Còn thiếu một phần bắt buộc. Điền đủ rồi gửi lại."), cause.diag.column_name)
    if isinstance(cause, errors.ForeignKeyViolation | errors.RestrictViolation):
        return _gone(cause)
    if isinstance(cause, errors.UniqueViolation) and is_primary_key(cause.diag.table_name, name_of(cause)):
        return Conflict(_("Việc này vừa được ghi rồi. Tải lại trang để xem."))
    negative = negative_column(cause.diag.table_name, name_of(cause))
    return Invalid(_("Số ở đây không được nhỏ hơn 0."), negative) if negative else None


def is_primary_key(table: str | None, name: str) -> bool:
    """PostgreSQL names a table's own key so."""
    return name == f"{table}_pkey"


def negative_column(table: str | None, name: str) -> str | None:
    """The column whose number is below 0: Django's whole numbers from 0 on have a check of this name."""
    found = re.fullmatch(rf"{table}_(\w+)_check", name)
    return found[1] if found else None


def _gone(cause: psycopg.Error) -> LoaError:
    """A row that another one refers to: gone when this was written, or still used when it was to go."""
    told = cause.diag.message_detail or ""
    if "still referenced" in told or isinstance(cause, errors.RestrictViolation):
        return _still_used()
    into = _IN_TABLE.search(told)
    thing = declared().things.get(into[1], "") if into else ""
    return Missing(_("Không còn %(thing)s này. Tải lại trang rồi chọn lại.") % {"thing": thing or _("mục")})


def _still_used() -> LoaError:
    return Conflict(_("Còn được dùng ở nơi khác nên không xóa được."))


def _fault(cause: psycopg.Error) -> LoaError:
    """Ours, not the user's: nothing was written, and the log says what."""
    name = name_of(cause)
    why = declared().internal.get(name, "not declared in any constraint_words.py")
    log.error("violated though no user can (%s): %s: %s", why, name, cause)
    return Conflict(_("Không ghi được, và chưa có gì thay đổi. Thử lại; nếu vẫn vậy, báo người quản trị."))
