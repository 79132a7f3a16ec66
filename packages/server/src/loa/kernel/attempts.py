"""The rule for work of minutes that a worker does for a row: a killed worker is found by its silence, and the
work is tried again. Such a row has `state`, `attempts` and `changed_at`."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.kernel.errors import LoaError

ATTEMPTS: Final = 3
STUCK_AFTER: Final = timedelta(minutes=2)
"""After this time without progress a worker counts as killed. A living one reports every few seconds."""


def someone_works(attempts: int, changed_at: datetime, now: datetime) -> bool:
    """Returns whether a worker has taken the row and has reported progress recently."""
    return attempts > 0 and now - changed_at < STUCK_AFTER


def begin(row: Any) -> None:
    """Stores that one more attempt at a locked row begins."""
    row.attempts += 1
    row.changed_at = clock.now()
    row.save(update_fields=["attempts", "changed_at"])


def of_this(row: Any) -> QuerySet[Any]:
    """Returns the row as a query: empty once another attempt has taken it, so that a late worker that counted
    as killed changes nothing."""
    rows: QuerySet[Any] = type(row).objects.filter(id=row.id, state=row.state, attempts=row.attempts)
    return rows


def finish(row: Any, **values: object) -> None:
    """Stores the result of this attempt. Raises LoaError if another attempt has taken the row since."""
    if not of_this(row).update(changed_at=clock.now(), **values):
        raise LoaError(_("Một lần chạy khác đã nhận tệp này."))
