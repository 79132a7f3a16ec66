"""Tables of plans (a plan id, its body, its days), of acts and their way to each device, and of what to
send."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.lengths import PLAN_ID, WORD


class DayPlan(models.Model):
    """What a place plans for one local day, by the hash of its bytes. The same input gives the same row.

    The bytes are put together from the frame and the items (see documents.py).
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    frame = models.BinaryField()
    """The document without its items."""
    items = ArrayField(models.BigIntegerField())
    """Ids of the items in it, in their order. No row of items is ever deleted, and the hash shows if an item
    is not the one that was meant."""
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["unit", "date"], name="dispatch_dayplan_unit_day_idx")]

    def __str__(self) -> str:
        return f"{self.date} {self.sha256[:8]}"


class PlanBody(models.Model):
    """The list of days of a plan, by the hash of its bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    bytes = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.sha256[:8]


class Plan(models.Model):
    """A plan id: a hamlet of a commune, or (no hamlet) what sounds in the whole commune."""

    plan_id = models.CharField(max_length=PLAN_ID, primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    hamlet = models.ForeignKey("places.Hamlet", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(PlanBody, models.PROTECT, null=True, related_name="+")
    """The body that was compiled last. The signed head says which one is in force."""
    compiled_at = models.DateTimeField(null=True)
    compiled_for = models.DateField(null=True)
    """The first local day of the body."""

    class Meta:
        indexes = [models.Index(fields=["unit"], name="dispatch_plan_unit_idx")]

    def __str__(self) -> str:
        return self.plan_id


class Recompilation(models.Model):
    """A change above a commune (the province's rules) for which a job compiles its plans: when asked and when
    done.

    There is one row for each commune. A later change is asked for in the same row.
    """

    unit = models.OneToOneField("places.Unit", models.PROTECT, primary_key=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.asked_at}"


class PlanDay(models.Model):
    """Which day plan a plan has (or had) on a local day. The play log is compared with it."""

    pk = models.CompositePrimaryKey("date", "plan")
    date = models.DateField()
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="days")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    day = models.ForeignKey(DayPlan, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "date"], name="dispatch_planday_unit_idx")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.date}"


class PlannedItem(models.Model):
    """One occurrence of a slot as it was compiled, by the hash of its bytes, with columns for queries.

    It is shared by all hamlets that hear it; the day plans say which these are.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    item = models.CharField(max_length=80)
    slot = models.UUIDField()
    priority = models.CharField(max_length=WORD)
    title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    latest_start_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sounds = models.JSONField()
    bytes = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "starts_at"], name="dispatch_planned_unit_idx"),
            models.Index(fields=["slot", "date"], name="dispatch_planned_slot_idx"),
        ]

    def __str__(self) -> str:
        return self.item


class Verdict(models.Model):
    """Why the signer could not prove a part of what was compiled: an item, or a whole local day.

    Compiling leaves that part out while the verdict is in force. The verdict ends (`fell_at`) when a row from
    which it was read has changed, so that the part can be proven again. It stays as a row that says what was
    left out, from when to when, and why.
    """

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="+", db_index=False)
    """None: in every plan of the unit."""
    item = models.ForeignKey(PlannedItem, models.PROTECT, null=True, related_name="+")
    """None: the whole day."""
    within = models.CharField(max_length=64, blank=True)
    """Of an item that breaks a rule because of the other items: the hash of the day plan. Of a whole day: the
    hash of its frame. When it is compiled into anything else, the part is tried again."""
    code = models.CharField(max_length=40)
    detail = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(db_default=Now())
    fell_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "date"], name="dispatch_verdict_unit_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "date", "plan", "item", "within"],
                condition=Q(fell_at=None),
                nulls_distinct=False,
                name="dispatch_verdict_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | ~Q(within=""), name="dispatch_verdict_names_its_part"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="dispatch_verdict_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.item_id or self.within[:8]} {self.code}"


class Act(models.Model):
    """An act, with who decided it and why. Rows are only ever added, with the database's time; the signer
    numbers them."""

    class Kind(models.TextChoices):
        SILENCE = "silence", _("tắt tiếng")
        RESTORE = "restore", _("mở lại")
        CANCEL = "cancel", _("dừng")
        TONE = "tone", _("kêu thử")

    class Target(models.TextChoices):
        ALL = "all", _("tất cả")
        UNIT = "unit", _("một xã, phường")
        PLAN = "plan", _("một thôn")
        DEVICE = "device", _("một cụm loa")

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=WORD, choices=Kind)
    target = models.CharField(max_length=WORD, choices=Target)
    target_id = models.CharField(max_length=PLAN_ID, blank=True)
    cancels = models.JSONField(default=list)
    tone_ms = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    from_unit = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    """The highest unit from which the person had the right: nobody below it lifts this act. None in older
    rows. The signer reads it again from the grants."""
    why = models.CharField(_("lý do"), max_length=200, blank=True)
    decided_at = models.DateTimeField(db_default=Now())
    latest_start_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reaches = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-decided_at"], name="dispatch_act_unit_idx"),
            models.Index(fields=["expires_at"], name="dispatch_act_expiry_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("decided_at")), name="dispatch_act_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(target="all", target_id="") | (~Q(target="all") & ~Q(target_id="")),
                name="dispatch_act_names_its_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.target_id}"


class Attempt(models.Model):
    """The way of one act to one device: how often it was sent to that device's own subject, and the
    answer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chưa trả lời")
        APPLIED = "applied", _("đã làm")
        REFUSED = "refused", _("từ chối")
        UNSUPPORTED = "unsupported", _("máy chưa hiểu lệnh này")
        EXPIRED = "expired", _("hết hạn")
        NOT_SIGNED = "unsigned", _("không được ký")

    pk = models.CompositePrimaryKey("act", "device")
    act = models.ForeignKey(Act, models.CASCADE, related_name="attempts")
    device = models.ForeignKey("fleet.Device", models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=WORD, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """When it is sent to the device's own subject again; null until a second after the act was sent to
    all."""
    answered_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=WORD, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="dispatch_attempt_due_idx", condition=Q(state="waiting")),
            models.Index(fields=["device", "-act"], name="dispatch_attempt_device_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.device_id} {self.state}"


class GivenAct(models.Model):
    """An act that a device holds and the server has no other row of, because its data come from a backup.

    It is the head that the device gave back, signed by a key of this server.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    """Where it was decided."""
    device = models.ForeignKey("fleet.Device", models.PROTECT, related_name="+")
    """The device that gave it first."""
    act = models.UUIDField()
    serial = models.BigIntegerField()
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    target_id = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    head = models.BinaryField()
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["unit", "-decided_at"], name="dispatch_givenact_unit_idx")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.target_id}"


class ToSend(models.Model):
    """Signed bytes that wait for the bridge, as a row and not as a job. The signer writes it together with
    the head."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    topic = models.CharField(max_length=120)
    head = models.ForeignKey("keys.SignedHead", models.PROTECT, related_name="+")
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-urgent", "id"], name="dispatch_tosend_due_idx", condition=Q(sent_at=None))
        ]

    def __str__(self) -> str:
        return self.topic
