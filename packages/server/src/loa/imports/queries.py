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
    """Returns a file of the actor, without its bytes. Raises NotFound, also for another person's file."""
    rows = Upload.objects.select_for_update(of=("self",)) if lock else Upload.objects.all()
    found = rows.defer("content").filter(id=upload_id, person_id=current().person_id or 0).first()
    if found is None:
        raise NotFound(_("Không còn tệp này. Gửi lại tệp."))
    return found


def latest(kind: str, unit_id: int | None) -> QuerySet[Upload]:
    """Returns the last five files of this kind that the actor has sent, newest first."""
    rows = Upload.objects.defer("content").filter(kind=kind, person_id=current().person_id or 0)
    return (rows.filter(unit_id=unit_id) if unit_id else rows).order_by("-made_at")[:5]


def kept_bytes() -> int:
    """Returns the bytes of all files of the actor that are neither written nor failed (those are empty)."""
    sizes = Func("content", function="octet_length", output_field=BigIntegerField())
    mine = Upload.objects.filter(person_id=current().person_id or 0)
    return mine.aggregate(all=Sum(sizes))["all"] or 0


def ahead(upload: Upload) -> int:
    """Returns how many files of anyone come before this one: the one that a worker processes now, and those
    queued earlier. Returns 0 while the worker processes this one."""
    alive = Q(status="doing", worker__isnull=False)  # without a worker, it was killed
    jobs = ProcrastinateJob.objects.filter(Q(status="todo") | alive, queue_name=QUEUE, task_name=TASK)
    mine = jobs.filter(args__upload_id=str(upload.id)).order_by("id").last()
    if mine is None or mine.status == "doing":
        return 0
    return jobs.filter(Q(status="doing") | Q(id__lt=mine.id)).count()


def rows(upload: Upload, outcome: str) -> QuerySet[Row]:
    """Returns the rows of a file in its order, of one outcome or (empty) of all."""
    found = Row.objects.filter(upload=upload).order_by("number")
    return found.filter(outcome=outcome) if outcome in list(Outcome) else found


def written_keys(upload: Upload) -> list[str]:
    """Returns the keys of the rows that the file has added."""
    found = Row.objects.filter(upload=upload, outcome=Outcome.ADDED).exclude(written="")
    return list(found.order_by("number").values_list("written", flat=True))
