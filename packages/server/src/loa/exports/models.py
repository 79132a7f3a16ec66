"""A file of a long list that somebody has requested, and its bytes."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.lengths import WORD


class RequestedFile(models.Model):
    """A file that one person has requested. Only that person sees it. `unit` is the unit at which the export
    is recorded. It is deleted a day after its last change."""

    class State(models.TextChoices):
        WRITING = "writing", _("Đang ghi")
        READY = "ready", _("Tải được")
        FAILED = "failed", _("Không ghi được")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    list = models.CharField(max_length=WORD)
    """The key of the list."""
    form = models.CharField(max_length=WORD)
    query = models.TextField(blank=True)
    """The query string of the list, with its filters and its order. Words of a search may be a name, so the
    row does not outlast the file."""
    within = models.JSONField(default=dict)
    """The arguments of the list's URL."""
    language = models.CharField(max_length=WORD)
    """The language of the headings and the cells."""

    state = models.CharField(max_length=WORD, choices=State, default=State.WRITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    """The number of rows of the list; `done` of them are written."""
    reason = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    """The name of the file, once it is written."""
    size = models.BigIntegerField(default=0)
    """The bytes of the file, once it is written."""
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("tệp đã yêu cầu")
        indexes = [models.Index(fields=["state", "changed_at"], name="exports_file_state_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="writing"), name="exports_one_under_way"
            ),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(name=""), name="exports_ready_has_name"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="exports_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.list

    @property
    def works(self) -> bool:
        """Returns whether a worker has the file or will get it."""
        return self.state == self.State.WRITING


class Part(models.Model):
    """A piece of a file's bytes, so that neither who writes it nor who sends it holds the whole in memory."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(RequestedFile, models.CASCADE, related_name="parts", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="exports_part_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
