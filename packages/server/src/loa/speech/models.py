"""Units' own readings of words, and the scripts that engines speak."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel import dated


class LexiconEntry(dated.DatedToTheMoment):
    """How a unit has a written form read. Only one reading holds at a time; it is ended and never deleted."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    written = models.CharField(_("chữ viết"), max_length=60)
    reading = models.CharField(_("đọc là"), max_length=200)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("từ đọc riêng")
        ordering = ["written"]
        constraints = [
            dated.no_overlap("speech_one_reading_a_moment", "unit", "written", span=dated.MomentSpan),
            models.CheckConstraint(condition=~Q(written="") & ~Q(reading=""), name="speech_entry_is_whole"),
            dated.in_order("speech_entry_ends_after", empty=True),
        ]

    def __str__(self) -> str:
        return self.written


class Script(models.Model):
    """What a spoken sound is made from: the words with their pauses, and the voice. It never changes."""

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
