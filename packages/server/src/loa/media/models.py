"""The tables of sounds and of uploads."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.lengths import WORD


class Sound(models.Model):
    """A sound of one unit. It never changes once it is ready: another sound is another row."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ xử lý")
        WORKING = "working", _("Đang xử lý")
        READY = "ready", _("Sẵn sàng")
        FAILED = "failed", _("Không dùng được")

    class Origin(models.TextChoices):
        UPLOAD = "upload", _("Thu hoặc gửi lên")
        SPEECH = "speech", _("Máy đọc")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    source_sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=WORD, choices=Origin)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    state = models.CharField(max_length=WORD, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=WORD, blank=True)

    sha256 = models.CharField(max_length=64, null=True)
    bytes = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    loudness_before = models.FloatField(null=True)
    loudness_after = models.FloatField(null=True)
    peak = models.FloatField(null=True)
    waveform = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        verbose_name = _("âm thanh")
        constraints = [
            models.UniqueConstraint(fields=["unit", "source_sha256"], name="media_sound_once_in_a_unit"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(sha256__isnull=False, duration_ms__gt=0, bytes__gt=0),
                name="media_sound_ready_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="media_sound_failed_says_why"
            ),
        ]
        indexes = [models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def seconds(self) -> float | None:
        return None if self.duration_ms is None else self.duration_ms / 1000


class Upload(models.Model):
    """A file that one person is sending. `offset` bytes of it are safely on disk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    sound = models.ForeignKey(Sound, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tệp đang gửi")
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("length")), name="media_upload_within_length"),
            models.CheckConstraint(
                condition=Q(sound__isnull=True) | Q(offset=F("length")),
                name="media_upload_whole_before_sound",
            ),
        ]
        indexes = [models.Index(fields=["person"]), models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return self.name or str(self.id)
