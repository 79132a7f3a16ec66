"""Reads of requested files, by the person who requested them."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.exports.models import Part, RequestedFile
from loa.exports.rules import KEPT
from loa.kernel import clock
from loa.kernel.actor import current
from loa.kernel.errors import NotFound


def mine() -> QuerySet[RequestedFile]:
    """Returns the files that the actor has requested and that are not to be deleted yet, newest first. Those
    of another account of the same person are not among them: it may do other things."""
    who = current()
    rows = RequestedFile.objects.filter(person_id=who.person_id or 0, account_id=who.account_id or 0)
    return rows.filter(changed_at__gt=clock.now() - KEPT).order_by("-made_at", "-id")


def under_way() -> RequestedFile | None:
    """Returns the file of the actor that is being written or waits for it; there is at most one."""
    rows = RequestedFile.objects.filter(person_id=current().person_id or 0)
    return rows.filter(state=RequestedFile.State.WRITING).first()


def written(file_id: UUID) -> RequestedFile:
    """Returns a file of the actor that is written. Raises NotFound, also for another person's file."""
    found = mine().filter(id=file_id, state=RequestedFile.State.READY).first()
    if found is None:
        raise NotFound(_("Không còn tệp này. Mở danh sách rồi tải lại."))
    return found


def content(file: RequestedFile) -> Iterator[bytes]:
    """Yields the bytes of a file, a part at a time."""
    parts = Part.objects.filter(file=file).order_by("number").values_list("content", flat=True)
    for part in parts.iterator(1):
        yield bytes(part)
