"""The worker's work on a requested file: to write it, as the person who requested it, within the scope that
they have then."""

from functools import partial
from typing import IO
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from loa.exports import rules
from loa.exports.addresses import address
from loa.exports.models import Part, RequestedFile
from loa.kernel import actor, attempts, clock
from loa.kernel.errors import LoaError, NotFound
from loa.lists.actions import export
from loa.lists.listing import REGISTERED, Listing
from loa.people.on_behalf import acting_for
from loa.places import scope
from loa.places.progress import progress_writer

PROGRESS = """
    update exports_requestedfile set done = %s, rows = %s, changed_at = now() where id = %s and attempts = %s
"""


def work(file_id: UUID, unit_id: int) -> None:
    """Writes a file. Does nothing if another worker has it. May be repeated, since an interrupted attempt has
    been rolled back."""
    with actor.acting(actor.process("worker")), scope.using([unit_id], [unit_id]):
        file = _taken(file_id)
    if file is None:
        return
    with override(file.language):
        try:
            _write(file)
        except LoaError as error:
            _fail(file, str(error.message))


def _taken(file_id: UUID) -> RequestedFile | None:
    """Takes the file for one attempt and returns it. Returns None if it does not wait for a worker, if
    another worker has it, or if three attempts failed."""
    rows = RequestedFile.objects.select_for_update(of=("self",))
    file = rows.filter(id=file_id, state=RequestedFile.State.WRITING).first()
    if file is None or attempts.someone_works(file.attempts, file.changed_at, clock.now()):
        return None
    if file.attempts >= attempts.ATTEMPTS:
        with override(file.language):
            reason = _("Máy chủ thử ba lần mà chưa ghi xong. Lọc hẹp lại rồi tải.")
        attempts.finish(file, state=RequestedFile.State.FAILED, reason=reason)
        return None
    attempts.begin(file)
    return file


def _write(file: RequestedFile) -> None:
    """Writes the file in one transaction, which also records the export."""
    closed = _("Tài khoản đã yêu cầu tệp này không còn mở.")
    with acting_for(file.account_id, closed), progress_writer(PROGRESS, file.id, file.attempts) as told:
        made = export(_listing(file).for_file(), file.form, told)
        with made.file as written:
            size = _store(file, written)
        attempts.finish(file, state=RequestedFile.State.READY, name=made.name, size=size, done=F("rows"))


def _listing(file: RequestedFile) -> Listing:
    """Returns the list as it was asked for. Raises NotFound for a list that is no more."""
    if not address(file):
        raise NotFound(_("Không còn danh sách này."))
    request = HttpRequest()
    request.GET = QueryDict(file.query)
    return REGISTERED[file.list](request, **file.within)


def _store(file: RequestedFile, written: IO[bytes]) -> int:
    """Stores the bytes in parts and returns how many they are."""
    size = 0
    for number, part in enumerate(iter(partial(written.read, rules.PART_BYTES), b"")):
        Part.objects.create(file=file, person_id=file.person_id, number=number, content=part)
        size += len(part)
    return size


def _fail(file: RequestedFile, reason: str) -> None:
    with actor.acting(actor.process("worker")), scope.using([file.unit_id], [file.unit_id]):
        attempts.of_this(file).update(state=RequestedFile.State.FAILED, reason=reason, changed_at=clock.now())
