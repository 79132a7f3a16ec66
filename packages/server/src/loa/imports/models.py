"""A file that somebody imports, and what each of its rows would do or did."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.importing import Outcome
from loa.kernel.lengths import WORD


class Upload(models.Model):
    """A file of one person. Only that person sees it, as it contains names and telephone numbers. `unit` is
    the unit by which they may import it. It is deleted some days after its last change."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Đang xem")
        READY = "ready", _("Đã xem, chưa ghi")
        WRITING = "writing", _("Đang ghi")
        WRITTEN = "written", _("Đã ghi")
        FAILED = "failed", _("Không đọc được")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=WORD)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    """The bytes of the file; empty after it is written or has failed, while `sha256` remains."""
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=WORD)
    """The language of the sentences about its rows."""

    state = models.CharField(max_length=WORD, choices=State, default=State.CHECKING)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    """The number of rows; `done` of them are checked, or written."""
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    """The number of rows by outcome."""
    shown_sha256 = models.CharField(max_length=64, blank=True)
    """The hash of all outcomes as they were shown. Only these outcomes may be written."""
    refused = models.JSONField(default=dict)
    """The errors that only appeared while writing, by row number."""
    moved = models.BooleanField(default=False)
    """Whether the outcomes that were shown were no longer true when they were to be written."""
    leave_out = models.BooleanField(default=False)
    """Whether the person chose to write only the rows without faults."""
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    written_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tệp nhập")
        indexes = [models.Index(fields=["state", "changed_at"], name="imports_upload_state_idx")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="written") | Q(written_at__isnull=False), name="imports_written_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="imports_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Returns whether a worker has the file or will get it."""
        return self.state in (self.State.CHECKING, self.State.WRITING)

    @property
    def to_write(self) -> int:
        """Returns how many rows would change something."""
        return int(self.counts.get(Outcome.ADDED, 0)) + int(self.counts.get(Outcome.CHANGED, 0))


class Row(models.Model):
    """A row of a file and its outcome."""

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="outcomes")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    """The row number in the spreadsheet."""
    outcome = models.CharField(max_length=WORD)
    label = models.TextField(blank=True)
    changes = models.JSONField(default=list)
    """A list of [what, before, after]."""
    said = models.JSONField(default=list)
    """Sentences: faults, the reason why the row is skipped, notes."""
    written = models.CharField(max_length=WORD, blank=True)
    """The primary key of the row that was written to the room's table."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="imports_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
