"""Tables of records, of the signed batches they came in, and of the breaks in a device's numbering."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.lengths import WORD


class Chain(models.Model):
    """How far the records of one key of a device are stored: without a break up to `last`, whose batch has
    this hash.

    Each key numbers from 1 (PROTOCOL.md, 13), whatever other keys the device has had.
    """

    pk = models.CompositePrimaryKey("device", "key")
    device = models.ForeignKey("fleet.Device", models.PROTECT, related_name="+", db_index=False)
    key = models.BinaryField(max_length=32)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    base = models.BigIntegerField(default=0)
    """Added to the key's own numbers, so that no two records or breaks of a device have the same number."""
    last = models.BigIntegerField(default=0)
    batch_sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "base"], name="playlog_chain_one_a_base")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.last}"


class Batch(models.Model):
    """One signed batch as the device sent it. It is never deleted."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    device = models.ForeignKey("fleet.Device", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    head = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["device", "first"], name="playlog_batch_device_idx")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="playlog_batch_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.first}-{self.last}"


class Gap(models.Model):
    """A break in a device's numbering: numbers that never came (lost), two batches of one number (fork,
    overlap), or a batch that follows another than the stored one (unlinked).

    What came is stored beside it. Numbers are those of the log: the key's own plus its chain's `base`.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", _("chưa tới")
        LOST = "lost", _("đã mất")
        FORK = "fork", _("hai bản khác nhau")
        OVERLAP = "overlap", _("trùng một phần")
        UNLINKED = "unlinked", _("không nối với bản trước")

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey("fleet.Device", models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=WORD, choices=Kind)
    after = models.BigIntegerField()
    """The last number that was stored when the break was found."""
    before = models.BigIntegerField()
    """The first number of the batch that showed it."""
    batch_sha256 = models.CharField(max_length=64)
    found_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "after", "before", "batch_sha256"], name="playlog_gap_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="playlog_gap_unit_idx")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.after}-{self.before}"


class RecordKind(models.TextChoices):
    """The kind of event that a record reports."""

    STARTED = "started", _("bắt đầu phát")
    RESUMED = "resumed", _("phát tiếp")
    CUT = "cut", _("bị cắt")
    COMPLETED = "completed", _("phát hết")
    MISSED = "missed", _("không phát")
    REFUSED = "refused", _("từ chối")
    ACT = "act", _("làm theo lệnh")
    TONE = "tone", _("kêu thử")
    BOOT = "boot", _("máy khởi động")


class PlayRecord(models.Model):
    """One event that a device reports.

    The day is that of the plan or, where nothing was planned, that of the device's own clock, so that a
    record sent twice is the same row. Rows are in the partition of that day's month.
    """

    pk = models.CompositePrimaryKey("day", "device", "number")
    day = models.DateField()
    device = models.ForeignKey("fleet.Device", models.DO_NOTHING, related_name="+", db_constraint=False)
    number = models.BigIntegerField()
    """The key's own number plus its chain's `base`."""
    unit = models.ForeignKey("places.Unit", models.DO_NOTHING, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=WORD, choices=RecordKind)
    slot = models.UUIDField(null=True)
    """The slot, where it is one of this unit's. A record of an unknown slot is stored and matches nothing."""
    item = models.CharField(max_length=80)
    sound = models.SmallIntegerField()
    media_sha256 = models.CharField(max_length=64)
    plan_sha256 = models.CharField(max_length=64)
    planned_at = models.DateTimeField(null=True)
    happened_at = models.DateTimeField()
    mono_ms = models.BigIntegerField()
    clock = models.CharField(max_length=WORD)
    offset_ms = models.BigIntegerField()
    lost_ms = models.BigIntegerField()
    code = models.CharField(max_length=40)
    note = models.CharField(max_length=200)
    counts = models.BooleanField()
    """False where the device claims a higher rung of evidence than its assignment allows."""
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        managed = False
        db_table = "playlog_playrecord"
        verbose_name = _("bản ghi phát")

    def __str__(self) -> str:
        return f"{self.device_id} {self.number} {self.kind}"


class DayTotal(models.Model):
    """One commune's local day in figures, counted from plan and records."""

    pk = models.CompositePrimaryKey("day", "unit")
    day = models.DateField()
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    devices = models.PositiveIntegerField()
    planned = models.PositiveIntegerField()
    """The sum over all occurrences of the clusters that they were planned for."""
    started = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    sounded_ms = models.BigIntegerField()
    counted_at = models.DateTimeField()
    by_sound = models.BooleanField(db_default=False)
    """The day's sounds were counted one by one as well (`SoundTotal`). False for days counted before that
    existed."""

    class Meta:
        indexes = [
            models.Index(fields=["unit", "day"], name="playlog_daytotal_unit_idx"),
            models.Index(fields=["day"], name="playlog_daytotal_whole_idx", condition=Q(by_sound=False)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_id}"


class SoundTotal(models.Model):
    """One planned sound of a commune's local day in figures, counted from plan and records.

    Pages over many communes read it; otherwise they would join a province's day for each reader.
    """

    pk = models.CompositePrimaryKey("day", "unit", "number")
    day = models.DateField()
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    """Its place among the sounds of that day, the earliest first."""
    item = models.CharField(max_length=80)
    slot = models.UUIDField()
    title = models.TextField()
    priority = models.CharField(max_length=WORD)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stands = models.BooleanField()
    """Some plan still lists it. Otherwise it only sounded, before it was withdrawn or moved."""
    goes_on = models.BooleanField()
    """The last report of some cluster about it was that it sounds."""
    planned = models.PositiveIntegerField()
    received = models.PositiveIntegerField()
    started = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    ordered = models.PositiveIntegerField()
    reasons = models.JSONField()
    """[likely reason, how many clusters, the first names] of clusters that did not complete it."""

    def __str__(self) -> str:
        return f"{self.day} {self.unit_id} {self.number}"


class CommuneFigures(models.Model):
    """A commune at one moment in figures, counted again each minute. `counted_at` is UTC; None: not counted
    yet.

    `counted_at` also dates the commune's `SoundTotal` rows of the days that the same job counts.
    """

    unit = models.OneToOneField("places.Unit", models.PROTECT, primary_key=True, related_name="+")
    counted_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    """Since when it has been counted without a break (UTC), and so its clusters have been listened to."""
    clusters = models.JSONField(db_default=[])
    """Groups of clusters that are alike (`fleet.queries.Alike`): [condition, refused, missed, how many,
    oldest, newest], moments in ISO 8601 or null."""
    missed_clusters = models.PositiveIntegerField(db_default=0)
    """Clusters that should have sounded in the last hours and did not, without those that somebody
    stopped."""
    missed_at = models.DateTimeField(null=True)
    """When the last missed sound should have begun."""
    missed_why = models.CharField(max_length=WORD, blank=True, db_default="")
    """The most frequent likely reason."""
    missed_reasons = models.PositiveSmallIntegerField(db_default=0)

    def __str__(self) -> str:
        return str(self.unit_id)


class SilentSound(models.Model):
    """A sound that a cluster should have sounded in the last hours and did not, without those that somebody
    stopped. The worker counts them each minute. Pages over many communes read these rows instead of plan and
    records. Times are UTC."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey("fleet.Device", models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    """The cluster's name."""
    title = models.TextField()
    starts_at = models.DateTimeField()
    why = models.CharField(max_length=WORD)
    """The likely reason (`rules.LikelyReason`)."""
    seen_at = models.DateTimeField(null=True)
    """When the cluster was last heard; None: never."""

    class Meta:
        indexes = [models.Index(fields=["unit"], name="playlog_silentsound_unit_idx")]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at}"
