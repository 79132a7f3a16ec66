"""Rows that hold from one date until another, so that the state at an earlier time can be queried.

A dated row holds from `valid_from` (included) to `valid_to` (excluded; null: until further notice), by local
day or by moment. No row is deleted: an earlier row gets an earlier end, at the earliest its own beginning. It
then held at no time, but can still be read. Where only one row may hold at a time, the table has a
`no_overlap` constraint.

The functions that read as of a time serve every table with the two columns. `put` and `end` serve the tables
that people change: they respect `no_overlap` and leave no gap that was not asked for.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import F, Func, Q, QuerySet
from django.db.models.base import ModelState
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.errors import Invalid
from loa.kernel.locks import LockSubject, alone_with

When = date | datetime
"""A local day for rows that are dated by the day, an aware datetime for those dated by the moment."""

SOURCE_LENGTH: Final = 200


class DateSpan(Func):
    """daterange(from, to): half open; `to` null means without an end."""

    function = "DATERANGE"
    output_field = DateRangeField()


class MomentSpan(Func):
    """tstzrange(from, to): half open; `to` null means without an end."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DatedRow(models.Model):
    """A row that holds on the local days from `valid_from` up to but without `valid_to`."""

    valid_from = models.DateField(gettext_lazy("từ ngày"))
    valid_to = models.DateField(gettext_lazy("đến ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Returns whether the row holds on the local day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def is_over(self, day: date) -> bool:
        """Returns whether the row holds neither on the local day nor later. A row with an end may still
        hold."""
        return self.valid_to is not None and self.valid_to <= day

    @property
    def last_day(self) -> date | None:
        """The last local day on which the row holds, as people say an end; before `valid_from` for a row that
        held at no time, None for one without an end."""
        return None if self.valid_to is None else self.valid_to - timedelta(days=1)


class DatedToTheMoment(models.Model):
    """A row that holds from the moment `valid_from` (by default the database's time) up to but without
    `valid_to`."""

    valid_from = models.DateTimeField(gettext_lazy("từ lúc"), db_default=Now())
    valid_to = models.DateTimeField(gettext_lazy("đến lúc"), null=True, blank=True)

    class Meta:
        abstract = True


class SourcedRow(models.Model):
    """A row that is based on a document: a decree, a decision, a regulation, by number and date."""

    source = models.CharField(gettext_lazy("căn cứ"), max_length=SOURCE_LENGTH)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=DatedRow | DatedToTheMoment)


def holding(when: When) -> Q:
    """Returns the condition for rows that hold at `when`."""
    return Q(valid_from__lte=when) & ending_after(when)


def ending_after(when: When) -> Q:
    """Returns the condition for rows that hold at `when` or begin later."""
    return Q(valid_to=None) | Q(valid_to__gt=when)


def overlapping(first: When, end: When | None) -> Q:
    """Returns the condition for rows that hold at some time from `first` up to but without `end` (None:
    without an end)."""
    # A row that ends where it begins holds at no time, also not within a span around it.
    found = ending_after(first) & (Q(valid_to=None) | Q(valid_to__gt=F("valid_from")))
    return found if end is None else found & Q(valid_from__lt=end)


def as_of(rows: QuerySet[Row], when: When) -> QuerySet[Row]:
    """Returns those of `rows` that hold at `when`."""
    return rows.filter(holding(when))


def in_order(name: str, *, empty: bool = False) -> models.CheckConstraint:
    """Returns the constraint that a row ends after it begins. With `empty` it may also end where it begins,
    which tables changed by `put` and `end` need."""
    ends = Q(valid_to__gte=F("valid_from")) if empty else Q(valid_to__gt=F("valid_from"))
    return models.CheckConstraint(condition=Q(valid_to=None) | ends, name=name)


def no_overlap(
    name: str, *subject: str | tuple[Any, str], span: type[Func] = DateSpan, where: Q | None = None
) -> ExclusionConstraint:
    """Returns the constraint that at any time only one row holds for a subject. A subject is given by fields
    that are equal, or by pairs (expression, operator). `where` limits the constraint to some rows.

    PostgreSQL checks it with a GiST index over plain columns, which needs the extension btree_gist. The
    launcher creates the extension in each database before the migrations run.
    """
    about = [(each, RangeOperators.EQUAL) if isinstance(each, str) else each for each in subject]
    return ExclusionConstraint(
        name=name,
        expressions=[*about, (span("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
        condition=where,
    )


@dataclass(frozen=True)
class DatedChange(Generic[Row]):
    """The result of `put`: the new row, the rows that end earlier than before, and those that go on after the
    new one."""

    row: Row
    ended: tuple[Row, ...]
    resumed: tuple[Row, ...]


@transaction.atomic
def put(row: Row) -> DatedChange[Row]:
    """Stores the new row for its whole span, in place of the rows that held there for its subject.

    A row that held there ends where the new one begins; if it began later, it ends where it began. The part
    of it after the end of the new row goes on as a row of its own with the same values. So nothing overlaps,
    no gap arises, and no row begins earlier or ends later than before. Without `valid_to` the new row holds
    without an end and replaces all later rows. Of two calls at the same time the later one sees what the
    first did. Raises Invalid (on `valid_to`).
    """
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise Invalid(_("Ngày thôi phải sau ngày bắt đầu."), "valid_to")
    resumed = []
    ended = _standing(row)
    for each in ended:
        before, each.valid_to = each.valid_to, max(each.valid_from, row.valid_from)
        each.save(update_fields=["valid_to"])
        if row.valid_to is not None and (before is None or before > row.valid_to):
            resumed.append(_again(each, row.valid_to, before))
    # After the ends above: `no_overlap` is checked at each statement.
    row.save(force_insert=True)
    for each in resumed:
        each.save(force_insert=True)
    return DatedChange(row, tuple(ended), tuple(resumed))


def end(row: Row, when: When) -> bool:
    """Ends the row at `when`, or where it begins if that is later, with nothing in its place. Returns False
    where it had already ended by then."""
    at = max(when, row.valid_from)
    ended = type(row)._default_manager.filter(ending_after(at), pk=row.pk).update(valid_to=at)
    if ended:
        row.valid_to = at
    return bool(ended)


def _standing(row: Row) -> list[Row]:
    """Returns the rows that hold for the row's subject within its span, the earliest first. No other
    transaction changes the subject's rows until this one ends."""
    table = type(row)
    about = {name: getattr(row, name) for name in subject_of(table)}
    # The row locks below do not stop another transaction that inserts a first row for the subject.
    alone_with(LockSubject.DATED, [f"{table._meta.db_table} {sorted(about.items())}"])
    rows = cast(QuerySet[Row], table._default_manager.filter(**about))
    found = rows.filter(overlapping(row.valid_from, row.valid_to)).select_for_update(of=("self",))
    return list(found.order_by("valid_from"))


def subject_of(table: type[models.Model]) -> tuple[str, ...]:
    """Returns the columns that identify a subject in a table: those of its only `no_overlap`. Raises
    TypeError if there is not exactly one, or if it says more than that fields are equal."""
    kept = [each for each in table._meta.constraints if isinstance(each, ExclusionConstraint)]
    if len(kept) != 1 or kept[0].condition is not None:
        raise TypeError(f"{table.__name__} says not of what one row holds at a time")
    names = [name for name, operator in kept[0].expressions[:-1] if operator == RangeOperators.EQUAL]
    if len(names) + 1 < len(kept[0].expressions) or not all(isinstance(name, str) for name in names):
        raise TypeError(f"{table.__name__} has a subject that is more than equal fields")
    return tuple(field.attname for field in table._meta.concrete_fields if field.name in names)


def _again(row: Row, first: When, until: When | None) -> Row:
    """Returns an unsaved row with the same values for another span."""
    new = copy(row)
    new._state = ModelState()
    new.pk, new.valid_from, new.valid_to = None, first, until
    return new
