"""A moment is read from the database as it was written, whatever the connection's time zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.db.utils import DataError

from loa.kernel.timestamps import MomentLoader

pytestmark = pytest.mark.django_db

MOMENTS = (
    datetime(2026, 11, 30, 4, 3, 45, 321040, UTC),
    datetime(2026, 11, 30, 4, 3, 45, tzinfo=UTC),
    datetime(2026, 11, 30, 4, 3, 45, 300000, UTC),
    datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=7))),
    datetime(9998, 12, 31, 23, 59, 59, 999999, UTC),
)


def read(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "Asia/Kathmandu", "America/St_Johns"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_comes_back_in_utc(moment, zone):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('TimeZone', %s, true)", [zone])
    found = read("select %s::timestamptz", moment)
    assert found == moment
    assert found.tzinfo is UTC


def test_every_connection_reads_so_and_none_stays_none():
    with connection.cursor() as cursor:
        assert cursor.adapters.get_loader(1184, 0) is MomentLoader
    assert read("select null::timestamptz") is None


@pytest.mark.parametrize("text", ["infinity", "-infinity", "44-01-01 00:00:00+00 BC"])
def test_what_no_datetime_can_hold_is_an_error(text):
    with pytest.raises(DataError):
        read("select %s::timestamptz", text)
