"""A file that somebody brings in, and what each of its rows would do or did."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.importing import Outcome
from loa.kernel.lengths import WORD


class Upload(models.Model):
    """One file of one person, who alone sees it: it holds names and telephone numbers. `unit` is the place by
    which they may; swept some days after it was last touched."""

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
    """Empty once it is written or has failed: `sha256` stays."""
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=WORD)
    """In which the sentences of its rows are said."""

    state = models.CharField(max_length=WORD, choices=State, default=State.CHECKING)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    """Of `rows` rows, `done` are looked at, or written."""
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    """Rows by outcome."""
    shown_sha256 = models.CharField(max_length=64, blank=True)
    """Hash of all outcomes as they were shown: what is written is this, or nothing."""
    refused = models.JSONField(default=dict)
    """Sentences by row that only writing could say."""
    moved = models.BooleanField(default=False)
    """What was shown before no longer held when it was to be written."""
    leave_out = models.BooleanField(default=False)
    """The person chose to write the good rows alone."""
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
        """A worker has it, or will."""
        return self.state in (self.State.CHECKING, self.State.WRITING)

    @property
    def to_write(self) -> int:
        """How many rows would change something."""
        return int(self.counts.get(Outcome.ADDED, 0)) + int(self.counts.get(Outcome.CHANGED, 0))


class Row(models.Model):
    """One row of the file and its outcome."""

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="outcomes")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    """As the spreadsheet counts it."""
    outcome = models.CharField(max_length=WORD)
    label = models.TextField(blank=True)
    changes = models.JSONField(default=list)
    """[what, before, after] each."""
    said = models.JSONField(default=list)
    """Sentences: faults, why it is skipped, notes."""
    written = models.CharField(max_length=WORD, blank=True)
    """Key of the row that was written."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="imports_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
