"""Tables of a commune's broadcast rules, and of the slots placed within them."""

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel import dated
from loa.kernel.lengths import WORD

from .occurrences import Timing


class BroadcastRule(dated.DatedRow, dated.SourcedRow):
    """A commune's own regulation for its loudspeakers, dated (Decree 49/2024: hours, length and volume suited
    to local life).

    `hours`, `quiet` and `days` have the protocol's own form (loa_protocol.messages.plan.Rules): allowed
    windows for each weekday, Monday first, as [start, end) in minutes of the local day; quiet windows; ISO
    weekdays.

    Rows are only ever added, with the database's time, because the signer proves the hours from them. So none
    is ended, and several may cover a day; `ruling` finds which one counts. `valid_to` is for one that was
    written for a limited time.
    """

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    hours = models.JSONField(_("Giờ được phát"))
    quiet = models.JSONField(_("Giờ yên tĩnh"), default=list, blank=True)
    days = models.JSONField(_("Các ngày được phát"))
    minutes_per_session = models.PositiveSmallIntegerField(
        _("Số phút tối đa mỗi buổi"), validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    volume = models.PositiveSmallIntegerField(
        _("Âm lượng tối đa (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    made_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["unit", "-valid_from"]
        verbose_name = _("quy chế phát thanh")
        indexes = [models.Index(fields=["unit", "-id"], name="airtime_rule_newest_idx")]
        constraints = [
            dated.in_order("rule_validity_in_order"),
            models.CheckConstraint(condition=Q(volume__range=(1, 100)), name="rule_volume_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(minutes_per_session__range=(1, 240)), name="rule_minutes_sane"
            ),
        ]


class RuleDecision(models.Model):
    """A person's decision on a regulation: to agree as the second person, or to take it back before it began.

    Rows are only ever added, with the database's time. One in nobody's name was written by the database role
    that owns the tables. `KEPT` is only its own: the agreement to this regulation, if proven, counts as it
    did before agreements were bound to what stood when they were given.
    """

    AGREED, TAKEN_BACK, KEPT = "agreed", "taken-back", "kept"

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(BroadcastRule, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["rule", "id"]
        verbose_name = _("quyết định về quy chế")


class Slot(models.Model):
    """A place in the schedule: when (local time, one date or weekdays between dates), where, what in which
    order."""

    class State(models.TextChoices):
        PLACED = "placed", _("Trong lịch")
        WITHDRAWN = "withdrawn", _("Đã bỏ")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=WORD, choices=State, default=State.PLACED)
    first = models.DateField(_("Từ ngày"))
    last = models.DateField(_("Đến ngày"))
    days = models.JSONField(_("Các thứ"), default=list)
    time = models.TimeField(_("Giờ phát"))
    hamlets = models.JSONField(_("Nơi phát"), default=list)
    priority = models.CharField(max_length=WORD)
    latest_start_s = models.PositiveIntegerField(
        _("Được bắt đầu trễ tối đa (giây)"), default=600, validators=[MaxValueValidator(4 * 3600)]
    )
    expires_at = models.DateTimeField(_("Hết hạn"))
    volume = models.PositiveSmallIntegerField(default=100)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["first", "time"]
        verbose_name = _("khung giờ phát")
        indexes = [
            models.Index(fields=["unit", "state", "first", "last"]),
            models.Index(fields=["unit", "made_at"], name="airtime_slot_newest_idx"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="slot_dates_in_order"),
            models.CheckConstraint(condition=Q(volume__range=(1, 100)), name="slot_volume_is_a_percentage"),
        ]

    @property
    def timing(self) -> Timing:
        """Returns when the slot sounds."""
        return Timing(self.first, self.last, frozenset(self.days), self.time)

    @property
    def place(self) -> dict[str, Any]:
        """Returns where the slot is, as JSON values (see `moves`)."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "days": sorted(self.days),
            "time": self.time.isoformat(),
            "hamlets": sorted(self.hamlets),
        }


class SlotItem(models.Model):
    """One bulletin in a slot, by the approval that lets it sound."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    bulletin = models.ForeignKey("newsroom.Bulletin", on_delete=models.PROTECT, related_name="slot_items")
    approval = models.ForeignKey("newsroom.Approval", on_delete=models.PROTECT, related_name="slot_items")
    # Facts of the approval, which never change, so that compiling need not ask other rooms.
    media_sha256 = models.CharField(max_length=64)
    duration_ms = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    title = models.CharField(max_length=160)

    class Meta:
        ordering = ["slot", "position"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "position"], name="one_item_a_position"),
        ]


class Move(models.Model):
    """An operator's decision that put a slot where it is: at another time of day than its bulletins were
    approved for, or on fewer days or in fewer places. Rows are only ever added; the newest of a slot counts.

    Only by such a row does the signer let a sound start at a time that its approval does not name, and only
    for exactly these rights, days and places. `approvals` names the rights with the tag of their source
    (`rights.read`; older rows name the approval alone). `at` is the database's time. `before` is where the
    slot was, null for a slot that was added.
    """

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="moves", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=WORD)
    at = models.DateTimeField(db_default=Now())
    approvals = models.JSONField()
    before = models.JSONField(null=True)
    first = models.DateField()
    last = models.DateField()
    days = models.JSONField()
    time = models.TimeField()
    hamlets = models.JSONField()
    latest_start_s = models.PositiveIntegerField()

    class Meta:
        ordering = ["slot", "-id"]
        verbose_name = _("lần chuyển giờ")
        indexes = [models.Index(fields=["slot", "-id"], name="airtime_move_newest_idx")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="move_dates_in_order"),
        ]
