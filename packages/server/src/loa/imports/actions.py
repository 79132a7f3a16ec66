"""The actions on a file: send it, have it written, discard it."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loa.imports import declared, jobs, queries, rules
from loa.imports.models import Upload
from loa.kernel import clock, ids
from loa.kernel.actor import current
from loa.kernel.errors import Conflict, Forbidden, Invalid
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.spreadsheet import sniffing


@transaction.atomic
def send(kind: str, unit_id: int | None, name: str, content: bytes) -> Upload:
    """Stores a file and queues it to be checked. Raises Forbidden, NotFound, Invalid (the file is no table or
    too large, too many files wait, or the stored files are too large together)."""
    importing, who = declared.of(kind), current()
    at = declared.place(importing, unit_id)
    if who.person_id is None or who.account_id is None:
        raise Forbidden(_("Đây là việc của người, không phải của máy."))
    sniffing.kind(content)
    alone_with(LockSubject.SENT_FILE, [who.person_id])  # of simultaneous files each counts the one before it
    working = Upload.objects.filter(state__in=(Upload.State.CHECKING, Upload.State.WRITING))
    if working.count() >= rules.MOST_WAITING:
        raise Invalid(_("Đang có nhiều tệp chờ xem. Đợi xem xong rồi gửi tiếp."), "file")
    if queries.kept_bytes() + len(content) > rules.MOST_KEPT_BYTES:
        raise Invalid(_("Các tệp đã gửi mà chưa ghi lớn quá. Bỏ bớt tệp rồi gửi lại."), "file")
    upload = Upload.objects.create(
        id=ids.uuid7(),
        kind=kind,
        unit_id=at,
        person_id=who.person_id,
        account_id=who.account_id,
        name=name[-200:],  # the end, which has the file extension
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        language=get_language() or "vi",
    )
    jobs.begin(upload)
    return upload


@transaction.atomic
def write(upload_id: UUID, shown_sha256: str, leave_out: bool) -> Upload:
    """Queues the file for the worker, which writes exactly what was shown. Raises NotFound, Conflict (the
    outcomes are no longer those that were shown), Invalid (rows are faulty and the person did not choose to
    leave them out, or there is nothing to write)."""
    upload = queries.mine(upload_id, lock=True)
    if upload.state in (Upload.State.WRITING, Upload.State.WRITTEN):
        return upload  # a second press of the button
    if upload.state != Upload.State.READY or upload.shown_sha256 != shown_sha256:
        raise Conflict(_("Tệp vừa được xem lại. Đọc lại kết quả rồi ghi."))
    if not rules.may_write(upload.counts, leave_out):
        raise Invalid(_("Tệp còn dòng sai, hoặc không có gì để ghi."), "leave_out")
    upload.state, upload.leave_out, upload.moved = Upload.State.WRITING, leave_out, False
    upload.attempts, upload.done, upload.changed_at = 0, 0, clock.now()
    upload.save(update_fields=["state", "leave_out", "moved", "attempts", "done", "changed_at"])
    jobs.begin(upload)
    return upload


@transaction.atomic
def discard(upload_id: UUID) -> Upload:
    """Deletes a file and its rows; what it has written remains. Raises NotFound, Conflict (it is being
    written)."""
    upload = queries.mine(upload_id, lock=True)
    if upload.state == Upload.State.WRITING:
        raise Conflict(_("Đang ghi tệp này. Đợi ghi xong."))
    Upload.objects.filter(id=upload.id).delete()
    return upload
