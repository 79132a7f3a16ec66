"""Writes one row as loa_web, and sees what PostgreSQL and the signer make of it."""

from django.db import DatabaseError, connection, transaction

from loa.keys.models import SignedKind, ToSign
from loa.signer.tests.forging.cases import PASSES, SIGNED, STAMPED, Denied
from loa.signer.tests.forging.house import undone


def outcome(house, table, case=None):
    """What became of the table's honest row, or of a case's. The house is as before."""
    with undone():
        by = table.by if case is None or case.by == "" else case.by
        who = getattr(house, by) if by else None
        changes = of(house, case.changes) if case else {}
        row = table.row(house, who, **changes)
        try:
            key = insert(house, who, table, row)
            if case and case.stamp:
                return _stamped(table, key, case.stamp, row[case.stamp])
            became = table.became(house, row)
        except DatabaseError as wrong:
            return denied(wrong)
        return PASSES if case and became == SIGNED else became


def of(house, said):
    """What a change is in this house."""
    said = said(house) if callable(said) else said
    return {name: of(house, each) for name, each in said.items()} if isinstance(said, dict) else said


def insert(house, who, table, row):
    """Write a row in somebody's name, every constraint asked at once; gives its key."""
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    with house.web(who), connection.cursor() as cursor:
        cursor.execute(
            f'insert into {table.name} ({columns}) values ({marks}) returning "{table.key}"',
            list(row.values()),
        )
        (key,) = cursor.fetchone()
        asked(cursor)
    return key


def asked(cursor):
    """Constraints that wait for the end of the transaction are asked now."""
    cursor.execute("set constraints all immediate")
    cursor.execute("set constraints all deferred")


def run(house, statement, sql, by):
    """What PostgreSQL says against a statement, or what became of it. The house is as before."""
    with undone():
        try:
            with house.web(getattr(house, by)), connection.cursor() as cursor:
                cursor.execute(sql, house.facts)
                changed = cursor.rowcount
                asked(cursor)
        except DatabaseError as wrong:
            return denied(wrong)
        if changed == 0:
            return "nothing"
        became = statement.became(house) if statement.became else SIGNED
        return PASSES if became == SIGNED else became


def done(house, deed):
    """What became of a deed. The house is as before."""
    with undone():
        try:
            became = deed(house)
        except DatabaseError as wrong:
            return denied(wrong)
        return PASSES if became == SIGNED else became


def denied(wrong):
    told = wrong.__cause__.diag
    words = " ".join(filter(None, (told.message_primary, told.message_detail, told.constraint_name)))
    return Denied(told.sqlstate, words)


def same(expected, found):
    """Is it what was expected? PostgreSQL's words hold more than is asked of them."""
    if isinstance(expected, Denied) and isinstance(found, Denied):
        return expected.state == found.state and expected.words in found.words
    return expected == found


def _stamped(table, key, column, written):
    """What stands in a column of moments."""
    now = f'"{column}" between transaction_timestamp() and clock_timestamp()'
    with connection.cursor() as cursor:
        cursor.execute(f'select {now}, "{column}" from {table.name} where "{table.key}" = %s', [key])
        own, stands = cursor.fetchone()
    return STAMPED if own and stands != written else PASSES


def asked_for(house, kind, subject, unit, **more):
    """Ask the signer, as loa_web; gives SIGNED or the code."""
    with house.web(house.anh):
        row = ToSign.objects.create(kind=kind, unit_id=unit, subject=subject, **more)
    return decided(house, row)


def decided(house, row):
    house.signer.work()
    row.refresh_from_db()
    return SIGNED if row.state == ToSign.State.SIGNED else row.code or row.state


def plan_signed(house, unit=None):
    """Have the commune compiled, and see what the signer says of its plan; "unchanged" where nothing new was
    asked for."""
    before = ToSign.objects.latest("id").id
    house.compile(unit)
    row = ToSign.objects.filter(kind=SignedKind.PLAN, id__gt=before).order_by("id").last()
    return decided(house, row) if row else "unchanged"


@transaction.atomic
def sql(statement, *values):
    """One value, asked as the tables' owner."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
