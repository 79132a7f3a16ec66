"""Rows that hold from a date until another: what was true then can still be asked.

A dated row holds from `valid_from` (included) to `valid_to` (excluded; null: until something ends it), by
local day or by the moment. Nothing of it is deleted: what stood ends earlier, at the earliest where it began,
and then held at no time but can still be read. What may hold only once at a time says so to the database
(`no_overlap`).

Reading, as of a time, is here for every table that has the two columns. `put` and `end` are for those that
people change: they keep `no_overlap` and leave no gap that nobody asked for.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
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
from loa.kernel.locks import About, alone_with

When = date | datetime
"""A local day for rows that are dated by the day, an aware datetime for those dated to the moment."""

SOURCE_LENGTH: Final = 200


class DateSpan(Func):
    """daterange(from, to): half open, `to` null means still so."""

    function = "DATERANGE"
    output_field = DateRangeField()


class MomentSpan(Func):
    """tstzrange(from, to): half open, `to` null means still so."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Dated(models.Model):
    """A row that holds on the local days from `valid_from` until, and without, `valid_to`."""

    valid_from = models.DateField(gettext_lazy("từ ngày"))
    valid_to = models.DateField(gettext_lazy("đến ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Is the local day one of its days?"""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class DatedToTheMoment(models.Model):
    """A row that holds from the moment `valid_from` (the database's, unless said) until, and without,
    `valid_to`."""

    valid_from = models.DateTimeField(gettext_lazy("từ lúc"), db_default=Now())
    valid_to = models.DateTimeField(gettext_lazy("đến lúc"), null=True, blank=True)

    class Meta:
        abstract = True


class Sourced(models.Model):
    """A row that stands on a paper: a decree, a decision, a regulation, by number and date."""

    source = models.CharField(gettext_lazy("căn cứ"), max_length=SOURCE_LENGTH)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Dated | DatedToTheMoment)


def holding(when: When) -> Q:
    """Rows that hold then."""
    return Q(valid_from__lte=when) & ending_after(when)


def ending_after(when: When) -> Q:
    """Rows that hold then, or begin later."""
    return Q(valid_to=None) | Q(valid_to__gt=when)


def overlapping(first: When, end: When | None) -> Q:
    """Rows that hold at some time from `first` until, and without, `end` (None: for good)."""
    # A row that ended where it began holds at no time, also not within a span around it.
    found = ending_after(first) & (Q(valid_to=None) | Q(valid_to__gt=F("valid_from")))
    return found if end is None else found & Q(valid_from__lt=end)


def as_of(rows: QuerySet[Row], when: When) -> QuerySet[Row]:
    """Those of `rows` that hold then."""
    return rows.filter(holding(when))


def in_order(name: str, *, empty: bool = False) -> models.CheckConstraint:
    """A row ends after it begins; with `empty` it may also end where it began, as whatever `put` and `end`
    change must."""
    ends = Q(valid_to__gte=F("valid_from")) if empty else Q(valid_to__gt=F("valid_from"))
    return models.CheckConstraint(condition=Q(valid_to=None) | ends, name=name)


def no_overlap(
    name: str, *subject: str | tuple[Any, str], span: type[Func] = DateSpan, where: Q | None = None
) -> ExclusionConstraint:
    """At any time one row a subject: fields that are equal, or (expression, operator). `where`: of these rows
    alone.

    A GiST index over plain columns keeps it, which takes the extension btree_gist: the launcher makes that in
    each database, before anything is migrated.
    """
    about = [(each, RangeOperators.EQUAL) if isinstance(each, str) else each for each in subject]
    return ExclusionConstraint(
        name=name,
        expressions=[*about, (span("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
        condition=where,
    )


@dataclass(frozen=True)
class Put(Generic[Row]):
    """What became of a subject's time: the new row, those that end earlier than they did, and those that go
    on behind the new one."""

    row: Row
    ended: tuple[Row, ...]
    resumed: tuple[Row, ...]


@transaction.atomic
def put(row: Row) -> Put[Row]:
    """The new row holds in its whole span, whatever stood there for its subject.

    A row that stood there ends where the new one begins, or held at no time when it began later; what of it
    lies behind the new one's end goes on as a row of its own with the same values. So nothing overlaps, no
    gap arises, and no row begins earlier or ends later than it did. With no `valid_to` the new one holds for
    good, over all that was to come. Of two at once the later one sees what the first did. Raises Invalid (on
    `valid_to`).
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
    row.save(force_insert=True)
    for each in resumed:
        each.save(force_insert=True)
    return Put(row, tuple(ended), tuple(resumed))


def end(row: Row, when: When) -> bool:
    """The row holds no longer from then on, and nothing takes its place. False where it had ended by then."""
    at = max(when, row.valid_from)
    ended = type(row)._default_manager.filter(ending_after(at), pk=row.pk).update(valid_to=at)
    if ended:
        row.valid_to = at
    return bool(ended)


def _standing(row: Row) -> list[Row]:
    """What holds for the row's subject within its span, the earliest first; nobody else changes the subject's
    time until the transaction ends."""
    table = type(row)
    about = {name: getattr(row, name) for name in subject_of(table)}
    alone_with(About.DATED, [f"{table._meta.db_table} {sorted(about.items())}"])
    rows = cast(QuerySet[Row], table._default_manager.filter(**about))
    found = rows.filter(overlapping(row.valid_from, row.valid_to)).select_for_update(of=("self",))
    return list(found.order_by("valid_from"))


def subject_of(table: type[models.Model]) -> tuple[str, ...]:
    """The columns that make a subject of a table: those of its one `no_overlap`. Raises TypeError without
    one."""
    kept = [each for each in table._meta.constraints if isinstance(each, ExclusionConstraint)]
    if len(kept) != 1 or kept[0].condition is not None:
        raise TypeError(f"{table.__name__} says not of what one row holds at a time")
    names = [str(name) for name, _operator in kept[0].expressions[:-1]]
    return tuple(field.attname for field in table._meta.concrete_fields if field.name in names)


def _again(row: Row, first: When, until: When | None) -> Row:
    """A row with the same values for another span, not yet written."""
    new = copy(row)
    new._state = ModelState()
    new.pk, new.valid_from, new.valid_to = None, first, until
    return new
