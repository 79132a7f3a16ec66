"""Reads of files and their rows, by the person who sent them."""

from uuid import UUID

from django.db.models import BigIntegerField, Func, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.imports.models import Row, Upload
from loa.imports.rules import QUEUE, TASK
from loa.kernel.actor import current
from loa.kernel.errors import NotFound
from loa.kernel.importing import Outcome


def mine(upload_id: UUID, lock: bool = False) -> Upload:
    """A file of whoever acts, without its bytes. Another's is as missing as none."""
    rows = Upload.objects.select_for_update(of=("self",)) if lock else Upload.objects.all()
    found = rows.defer("content").filter(id=upload_id, person_id=current().person_id or 0).first()
    if found is None:
        raise NotFound(_("Không còn tệp này. Gửi lại tệp."))
    return found


def latest(kind: str, unit_id: int | None) -> QuerySet[Upload]:
    """The last files of this kind that whoever acts has sent, newest first."""
    rows = Upload.objects.defer("content").filter(kind=kind, person_id=current().person_id or 0)
    return (rows.filter(unit_id=unit_id) if unit_id else rows).order_by("-made_at")[:5]


def kept_bytes() -> int:
    """Of all files of whoever acts that are neither written nor failed."""
    sizes = Func("content", function="octet_length", output_field=BigIntegerField())
    mine = Upload.objects.filter(person_id=current().person_id or 0)
    return mine.aggregate(all=Sum(sizes))["all"] or 0


def ahead(upload: Upload) -> int:
    """How many files, whoever sent them, a worker does before this one: the one that it has in hand, and
    those put in line earlier. 0 while it has this one."""
    alive = Q(status="doing", worker__isnull=False)  # a worker that was killed has none in hand
    jobs = ProcrastinateJob.objects.filter(Q(status="todo") | alive, queue_name=QUEUE, task_name=TASK)
    mine = jobs.filter(args__upload_id=str(upload.id)).order_by("id").last()
    if mine is None or mine.status == "doing":
        return 0
    return jobs.filter(Q(status="doing") | Q(id__lt=mine.id)).count()


def rows(upload: Upload, outcome: str) -> QuerySet[Row]:
    """Rows of a file in the order of the file, of one outcome or (empty) of all."""
    found = Row.objects.filter(upload=upload).order_by("number")
    return found.filter(outcome=outcome) if outcome in list(Outcome) else found


def written_keys(upload: Upload) -> list[str]:
    """Keys of the rows that the file has added."""
    found = Row.objects.filter(upload=upload, outcome=Outcome.ADDED).exclude(written="")
    return list(found.order_by("number").values_list("written", flat=True))
