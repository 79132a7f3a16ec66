"""The action on requested files: to request one."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loa.exports import jobs, queries, rules
from loa.exports.models import RequestedFile
from loa.kernel import ids
from loa.kernel.actor import current
from loa.kernel.errors import Conflict, Forbidden
from loa.kernel.locks import LockSubject, alone_with
from loa.lists.events import FileRequested


@transaction.atomic
def request(wanted: FileRequested) -> None:
    """Queues a file for the worker; if the actor requests the same one again while it is being written,
    changes nothing. Raises Forbidden for a process, Conflict if another file of the actor is being
    written."""
    who = current()
    if who.person_id is None or who.account_id is None:
        raise Forbidden(_("Đây là việc của người, không phải của máy."))
    alone_with(LockSubject.REQUESTED_FILE, [who.person_id])
    asked = {
        "list": wanted.list,
        "form": wanted.form,
        "query": wanted.query,
        "within": dict(wanted.within),
        "language": get_language() or "vi",
    }
    present = queries.under_way()
    if present is not None:
        if all(getattr(present, name) == value for name, value in asked.items()):
            return
        raise Conflict(_("Đang ghi một tệp khác. Đợi xong rồi tải tệp này; xem ở trang Tệp đã yêu cầu."))
    file = RequestedFile.objects.create(
        id=ids.uuid7(),
        unit_id=wanted.unit_id,
        person_id=who.person_id,
        account_id=who.account_id,
        **asked,
    )
    kept = list(queries.mine().values_list("id", flat=True)[: rules.MOST_KEPT])
    RequestedFile.objects.filter(person_id=who.person_id).exclude(id__in=kept).delete()
    jobs.begin(file)
