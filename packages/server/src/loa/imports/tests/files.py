"""Files as people make them, and the worker's part done at once."""

import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import xlsxwriter
from django.db import connection, transaction

from loa.imports import actions, work
from loa.imports.models import Row, Upload
from loa.kernel.actor import Actor
from loa.testing.plugin import AsRole

Cells = Sequence[Sequence[Any]]


def csv(*rows: str, end: str = "\r\n") -> bytes:
    """Lines as they stand, UTF-8."""
    return end.join([*rows, ""]).encode()


def xlsx(rows: Cells) -> bytes:
    """A workbook of one sheet; a cell is written as its type says, texts never as formulas."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


def at_work(upload: Upload | UUID) -> Upload:
    """The worker, as role loa_worker, has come to the file."""
    found = Upload.objects.get(pk=getattr(upload, "pk", upload))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role loa_worker")
        work.work(found.id, found.unit_id, found.account_id)
        cursor.execute("set local role loa_owner")
    found.refresh_from_db()
    return found


class Desk:
    """Somebody who brings files in."""

    def __init__(self, as_role: AsRole, who: Actor) -> None:
        self.as_role, self.who = as_role, who

    def here(self) -> AbstractContextManager[None]:
        return self.as_role("web", self.who)

    def send(self, kind: str, content: bytes, unit_id: int | None = None) -> Upload:
        """Sent, and looked at."""
        with self.here():
            upload = actions.send(kind, unit_id, "danh sách.csv", content)
        return at_work(upload)

    def write(self, upload: Upload, leave_out: bool = False) -> Upload:
        """The press, and what the worker makes of it."""
        with self.here():
            actions.write(upload.id, upload.shown_sha256, leave_out)
        return at_work(upload)


def rows(upload: Upload) -> list[tuple[int, str, str, list[str]]]:
    """(number, outcome, label, sentences) of each row."""
    found = Row.objects.filter(upload=upload).order_by("number")
    return [(row.number, row.outcome, row.label, row.said) for row in found]
