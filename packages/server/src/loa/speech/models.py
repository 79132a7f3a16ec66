"""Readings of a place's own words, and what was given to an engine to be spoken."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class LexiconEntry(models.Model):
    """How a unit has a written form read. Ended by a date, never deleted."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    written = models.CharField(_("chữ viết"), max_length=60)
    reading = models.CharField(_("đọc là"), max_length=200)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField(db_default=Now())
    valid_to = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("từ đọc riêng")
        ordering = ["written"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "written"], condition=Q(valid_to=None), name="speech_one_reading_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(written="") & ~Q(reading=""), name="speech_entry_is_whole"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="speech_entry_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return self.written


class Script(models.Model):
    """What a spoken sound is made from: the words with their pauses, and the voice. Never changed."""

    sound = models.OneToOneField(
        "media.Sound",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("âm thanh"),
    )
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=80)
    phrases = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("lời máy đọc")

    def __str__(self) -> str:
        return str(self.sound_id)
