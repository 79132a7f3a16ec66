"""The worker's work on a file, as the person who sent it: to check it, or to write it in one transaction."""

from contextlib import AbstractContextManager
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from loa.audit.actions import record
from loa.imports import declared
from loa.imports.checking import CheckedFile, JudgedRow, check
from loa.imports.models import Row, Upload
from loa.kernel import actor, attempts, clock
from loa.kernel.errors import LoaError
from loa.kernel.importing import Outcome
from loa.people.middleware import as_refusal
from loa.people.on_behalf import acting_for
from loa.places import scope
from loa.places.progress import Progress, progress_writer

PROGRESS = """
    update imports_upload set done = %s, rows = %s, changed_at = now() where id = %s and attempts = %s
"""


class _Other(Exception):
    """Raised when the outcomes differ from those that were shown: everything is rolled back, and the new
    outcomes are shown."""

    def __init__(self, refused: dict[str, str]) -> None:
        super().__init__("shown again")
        self.refused = refused


def work(upload_id: UUID, unit_id: int, account_id: int) -> None:
    """Checks or writes a file, whichever it waits for. Does nothing if another worker has the file. May be
    repeated, since an interrupted attempt has been rolled back."""
    with actor.acting(actor.process("worker")), scope.using([unit_id], [unit_id]):
        upload = _taken(upload_id)
    if upload is None:
        return
    with override(upload.language):
        try:
            _work(upload, account_id)
        except LoaError as error:
            _fail(upload, str(error.message))


def _taken(upload_id: UUID) -> Upload | None:
    """Takes the file for one attempt and returns it. Returns None if it does not wait for a worker, if
    another worker has it, or if three attempts failed."""
    rows = Upload.objects.select_for_update(of=("self",))
    upload = rows.filter(id=upload_id, state__in=(Upload.State.CHECKING, Upload.State.WRITING)).first()
    if upload is None or attempts.someone_works(upload.attempts, upload.changed_at, clock.now()):
        return None
    if upload.attempts >= attempts.ATTEMPTS:
        with override(upload.language):
            reason = _("Máy chủ thử ba lần mà chưa xong, và chưa ghi dòng nào. Chia tệp nhỏ hơn rồi gửi lại.")
        Upload.objects.filter(id=upload.id).update(
            state=Upload.State.FAILED, reason=reason, content=b"", changed_at=clock.now()
        )
        return None
    attempts.begin(upload)
    return upload


def _as_sender(account_id: int) -> AbstractContextManager[None]:
    """Opens a transaction as the person who sent the file, with the roles that they hold now."""
    return acting_for(account_id, _("Tài khoản đã gửi tệp này không còn mở."))


def _progress(upload: Upload) -> AbstractContextManager[Progress]:
    return progress_writer(PROGRESS, upload.id, upload.attempts)


def _work(upload: Upload, account_id: int) -> None:
    """Checks or writes the file. If the outcomes differ from those that were shown, stores the new outcomes
    in a second transaction."""
    importing = declared.of(upload.kind)
    try:
        with _as_sender(account_id), _progress(upload) as told:
            declared.place(importing, upload.unit_id if importing.at_unit else None)
            checked = check(importing, upload.unit_id, bytes(upload.content), upload.refused, told)
            # The state when this attempt took the file. Checking shows the outcomes; writing compares them
            # with those that were shown.
            if upload.state == Upload.State.CHECKING:
                return _show(upload, checked)
            if checked.sha256 != upload.shown_sha256:
                raise _Other({})
            _write(upload, checked, told)
    except _Other as other:
        upload.refused = {**upload.refused, **other.refused}
        with _as_sender(account_id), _progress(upload) as told:
            checked = check(importing, upload.unit_id, bytes(upload.content), upload.refused, told)
            _show(upload, checked, moved=True)


def _show(upload: Upload, checked: CheckedFile, moved: bool = False) -> None:
    """Stores the outcomes for the sender to check."""
    Row.objects.filter(upload=upload).delete()
    Row.objects.bulk_create((_row(upload, each) for each in checked.rows), batch_size=500)
    attempts.finish(
        upload,
        state=Upload.State.READY,
        notes=list(checked.notes),
        counts=checked.counts,
        shown_sha256=checked.sha256,
        refused=upload.refused,
        moved=moved,
        done=len(checked.rows),
        rows=len(checked.rows),
    )


def _row(upload: Upload, judged: JudgedRow) -> Row:
    number, outcome, label, changes, said = judged.shown
    return Row(
        upload=upload,
        person_id=upload.person_id,
        number=number,
        outcome=outcome,
        label=label,
        changes=changes,
        said=said,
    )


def _write(upload: Upload, checked: CheckedFile, told: Progress) -> None:
    """Writes all rows that change something, each by its room's action. If an action refuses a row that was
    shown as good, raises _Other, so that nothing is written."""
    keys, refused = {}, {}
    writing = [(each.number, each.verdict.do) for each in checked.rows if each.verdict and each.verdict.do]
    for done, (number, do) in enumerate(writing):
        told(done, len(writing))
        try:
            # A savepoint for each row, so that the errors of all rows are found in one attempt.
            with transaction.atomic():
                keys[number] = str(getattr(do(), "pk", ""))
        except (LoaError, DatabaseError) as error:
            refused[str(number)] = _sentence(error)
    if refused:
        raise _Other(refused)
    for row in (rows := list(Row.objects.filter(upload=upload, number__in=keys))):
        row.written = keys[row.number]
    Row.objects.bulk_update(rows, ["written"], batch_size=500)
    record(
        "imports.written",
        upload,
        upload.unit_id,
        kind=upload.kind,
        sha256=upload.sha256,
        **{str(each): checked.counts.get(each, 0) for each in Outcome},
    )
    attempts.finish(
        upload,
        state=Upload.State.WRITTEN,
        content=b"",
        written_at=clock.now(),
        done=len(checked.rows),
        rows=len(checked.rows),
    )


def _sentence(error: LoaError | DatabaseError) -> str:
    said = as_refusal(error)
    return str(said.message) if said else _("cơ sở dữ liệu không nhận dòng này.")


def _fail(upload: Upload, reason: str) -> None:
    with actor.acting(actor.process("worker")), scope.using([upload.unit_id], [upload.unit_id]):
        attempts.of_this(upload).update(
            state=Upload.State.FAILED, reason=reason, content=b"", changed_at=clock.now()
        )
