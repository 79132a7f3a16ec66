"""Translates errors of database constraints into messages for the user, by the name of the constraint.

Each app declares the messages of its own constraints in its `constraint_words.py`:

    WORDS = {
        "fleet_site_one_a_name": RefusalWords(Conflict, _("Ở đây đã có điểm đặt tên này."), "name"),
        "a code is used once": RefusalWords(Conflict, _("Mã này đã dùng rồi.")),     # what a trigger raises
    }
    INTERNAL = {"audit_link_position_key": "one job chains, under a lock"}    # no user can: why
    THINGS = {"fleet_site": _("điểm đặt")}                                    # what others refer to

The error of a trigger is found by its message, without the table name that may stand before it. Errors that
are alike for every table (a missing value, a row that was deleted, a duplicate primary key, a negative
number) have their messages here. A constraint that no user can violate is declared as internal: the user is
told that nothing was written, and the log says that the fault is in the program.
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

from loa.kernel import autodiscovery
from loa.kernel.errors import Conflict, Forbidden, Invalid, LoaError, NotFound, Text

log = logging.getLogger("loa.constraints")

_TABLE_BEFORE: Final = re.compile(r"^[a-z_]+: ")
_IN_TABLE: Final = re.compile(r'table "(\w+)"')


@dataclass(frozen=True)
class RefusalWords:
    """The message for one constraint: the kind of error, its sentence with what to do next, and the form
    field that it is about."""

    kind: type[LoaError]
    sentence: Text
    field: str | None = None

    def refusal(self) -> LoaError:
        return self.kind(self.sentence, self.field)


@dataclass
class DeclaredConstraints:
    """The declarations of all apps together."""

    words: dict[str, RefusalWords] = field(default_factory=dict)
    internal: dict[str, str] = field(default_factory=dict)
    things: dict[str, str | Promise] = field(default_factory=dict)


@cache
def declared() -> DeclaredConstraints:
    """Returns the declarations of every app. Raises ValueError for a name that is declared twice."""
    found = DeclaredConstraints()
    for label, room in autodiscovery.files("constraint_words"):
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
    """Runs the block in a savepoint and raises a database error in it as a LoaError with its message. Nothing
    written in the block stays then, and the surrounding transaction can go on."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        said = refusal(error)
        if said is None:
            raise
        raise said from error


def refusal(error: BaseException) -> LoaError | None:
    """Returns a database error as a message for the user. Returns None for an error that is not about data:
    no connection, or a faulty statement."""
    if isinstance(error, ProtectedError | RestrictedError):
        return _still_used()
    # A NUL in a text, or a number beyond its column.
    if isinstance(error, DataError):
        return Invalid(_("Có chữ hoặc số không ghi được. Sửa lại rồi gửi."))
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    # Row security and missing grants raise InsufficientPrivilege, which Django reports as a ProgrammingError.
    if not isinstance(error, IntegrityError) and not isinstance(cause, errors.InsufficientPrivilege):
        return None
    return _by_name(cause) or _alike_everywhere(cause) or _fault(cause)


def name_of(cause: psycopg.Error) -> str:
    """Returns the name of the violated constraint, or the message that the trigger raised."""
    return cause.diag.constraint_name or _TABLE_BEFORE.sub("", cause.diag.message_primary or "")


def _by_name(cause: psycopg.Error) -> LoaError | None:
    found = declared().words.get(name_of(cause))
    return found.refusal() if found else None


def _alike_everywhere(cause: psycopg.Error) -> LoaError | None:
    """Returns the message for an error that is the same for every table, so that it needs no declaration."""
    if name_of(cause) in declared().internal:
        return None
    if isinstance(cause, errors.InsufficientPrivilege):
        return Forbidden(_("Không ghi được: dòng này thuộc nơi khác, hoặc tài khoản này chỉ được xem."))
    if isinstance(cause, errors.NotNullViolation):
        return Invalid(_("Còn thiếu một phần bắt buộc. Điền đủ rồi gửi lại."), cause.diag.column_name)
    if isinstance(cause, errors.ForeignKeyViolation | errors.RestrictViolation):
        return _gone(cause)
    if isinstance(cause, errors.UniqueViolation) and is_primary_key(cause.diag.table_name, name_of(cause)):
        return Conflict(_("Việc này vừa được ghi rồi. Tải lại trang để xem."))
    negative = negative_column(cause.diag.table_name, name_of(cause))
    return Invalid(_("Số ở đây không được nhỏ hơn 0."), negative) if negative else None


def is_primary_key(table: str | None, name: str) -> bool:
    """Returns whether this is the name that PostgreSQL gives to the primary key of a table."""
    return name == f"{table}_pkey"


def negative_column(table: str | None, name: str) -> str | None:
    """Returns the column whose number is below 0. Django's positive integer fields have a check of this
    name."""
    found = re.fullmatch(rf"{table}_(\w+)_check", name)
    return found[1] if found else None


def _gone(cause: psycopg.Error) -> LoaError:
    """Returns the message for a broken reference: the other row was deleted before this one was written, or
    it is still used and cannot be deleted."""
    told = cause.diag.message_detail or ""
    # The text of the error is English, because the cluster's locale is C.UTF-8.
    if "still referenced" in told or isinstance(cause, errors.RestrictViolation):
        return _still_used()
    into = _IN_TABLE.search(told)
    thing = declared().things.get(into[1], "") if into else ""
    return NotFound(_("Không còn %(thing)s này. Tải lại trang rồi chọn lại.") % {"thing": thing or _("mục")})


def _still_used() -> LoaError:
    return Conflict(_("Còn được dùng ở nơi khác nên không xóa được."))


def _fault(cause: psycopg.Error) -> LoaError:
    """Logs a violation that no user can cause, and returns the message that nothing was written."""
    name = name_of(cause)
    why = declared().internal.get(name, "not declared in any constraint_words.py")
    log.error("violated though no user can (%s): %s: %s", why, name, cause)
    return Conflict(_("Không ghi được, và chưa có gì thay đổi. Thử lại; nếu vẫn vậy, báo người quản trị."))
