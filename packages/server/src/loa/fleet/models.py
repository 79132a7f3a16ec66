"""Sites, devices, their claim codes, and the last report of each device."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from loa_protocol.messages import Rung

from loa.kernel.lengths import PLAN_ID, WORD


class Site(models.Model):
    """The place where a cluster is mounted: a pole, a roof, the commune's own building."""

    class Power(models.TextChoices):
        GRID = "grid", _("điện lưới")
        SOLAR = "solar", _("pin mặt trời")
        MIXED = "mixed", _("điện lưới và pin")

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    hamlet = models.ForeignKey("places.Hamlet", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("tên điểm đặt"), max_length=120)
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    power = models.CharField(_("nguồn điện"), max_length=WORD, choices=Power, default=Power.GRID)
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("điểm đặt loa")
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="fleet_site_one_a_name"),
            models.CheckConstraint(
                condition=Q(latitude=None) | Q(latitude__range=(-90, 90)), name="fleet_site_latitude"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None) | Q(longitude__range=(-180, 180)), name="fleet_site_longitude"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A loudspeaker cluster: the row, whichever box does its work. `id` is its name in the protocol."""

    class State(models.TextChoices):
        NEW = "new", _("chưa nhận máy")
        ACTIVE = "active", _("đang dùng")
        DISABLED = "disabled", _("đã khóa")

    class Kind(models.TextChoices):
        SPEAKER = "speaker", _("cụm loa")

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=WORD, choices=Kind, default=Kind.SPEAKER)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("xã, phường"))
    hamlet = models.ForeignKey(
        "places.Hamlet", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("thôn")
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="devices", verbose_name=_("điểm đặt")
    )
    name = models.CharField(_("tên cụm"), max_length=60)
    state = models.CharField(max_length=WORD, choices=State, default=State.NEW)
    plan_id = models.CharField(max_length=PLAN_ID)
    places = ArrayField(models.CharField(max_length=16))
    """Unit codes from the province down to its own: it may subscribe to the subjects of these units."""
    public_key = models.BinaryField(max_length=32, null=True)
    volume = models.PositiveSmallIntegerField(_("âm lượng (%)"), default=100)
    ceiling = models.CharField(max_length=WORD, default="completed")
    has_rtc = models.BooleanField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    """When it was last moved to another hamlet; None if never."""
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("cụm loa")
        ordering = ["unit", "name"]
        indexes = [models.Index(fields=["plan_id"], name="fleet_device_plan_idx")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="fleet_device_one_a_name"),
            models.CheckConstraint(condition=Q(volume__range=(0, 100)), name="fleet_device_volume_percent"),
            models.CheckConstraint(
                condition=Q(state="new") | Q(public_key__isnull=False), name="fleet_device_claimed_has_key"
            ),
            models.CheckConstraint(
                condition=Q(ceiling__in=[rung.value for rung in Rung]), name="fleet_device_ceiling_is_a_rung"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TimeSpan(Func):
    """tstzrange(since, until): half open, `until` null means that it has no end."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Posting(models.Model):
    """Which plan a device serves, where, from when until when. What the device had to play at a moment is
    found by the plan that it served then. Only the database writes it, whenever the device's row changes."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+", db_index=False)
    hamlet = models.ForeignKey("places.Hamlet", models.PROTECT, null=True, related_name="+", db_index=False)
    plan_id = models.CharField(max_length=PLAN_ID)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    """None: it has not ended."""

    class Meta:
        constraints = [
            # Two periods of the same device may not overlap. Needs the extension btree_gist.
            ExclusionConstraint(
                name="fleet_posting_one_at_a_time",
                expressions=[
                    ("device", RangeOperators.EQUAL),
                    (TimeSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.plan_id}"


class ClaimCode(models.Model):
    """A one-time secret by which one box becomes one device. Only the secret's hash is stored."""

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.CASCADE, related_name="claim_codes")
    secret_sha256 = models.BinaryField(max_length=32)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    key = models.BinaryField(max_length=32, null=True)
    """The key of the box that used it: the same box may ask again and gets the same answer."""
    tries = models.PositiveSmallIntegerField(default=0)
    """No longer used: wrong secrets are not counted any more, since anyone could invalidate a code by
    them."""

    class Meta:
        indexes = [models.Index(fields=["device", "-expires_at"], name="fleet_claimcode_device_idx")]
        constraints = [
            # The secret of an old claim, which is readable in its bytes, must not open a new code.
            models.UniqueConstraint(fields=["secret_sha256"], name="fleet_claimcode_secret_once"),
        ]

    def __str__(self) -> str:
        return str(self.device_id)


class Claim(models.Model):
    """The exact bytes with which a box claimed a device, and the code that it used. The signer believes only
    this about a device's key. Never changed."""

    code = models.OneToOneField(ClaimCode, models.PROTECT, primary_key=True, related_name="claim")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="claims")
    head = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.device_id)


class EarlierClaim(models.Model):
    """The key that a device had before claims were stored. The migration wrote these rows; no process may."""

    device = models.OneToOneField(Device, models.PROTECT, primary_key=True, related_name="earlier_claim")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.device_id)


class ConnectCount(models.Model):
    """The highest connect counter that a key has used for a device. The counter belongs to the key: a new box
    starts at 0, whatever the box before it used, and a key that returns continues after its last counter."""

    pk = models.CompositePrimaryKey("device", "key")
    device = models.ForeignKey(Device, models.CASCADE, related_name="+", db_index=False)
    key = models.BinaryField(max_length=32)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    counter = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.device_id} {self.counter}"


class Health(models.Model):
    """The last report of a device, its time, and whether the device is connected: one row per device,
    written by the bridge."""

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="health")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    connected = models.BooleanField(db_default=False)
    server_id = models.CharField(max_length=64, blank=True, db_default="")
    connection = models.BigIntegerField(db_default=0)
    connected_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    let_in_at = models.DateTimeField(null=True)
    """For a device that is shut out: when it was last admitted to receive the notice."""
    agent = models.CharField(max_length=40, blank=True, db_default="")
    speaks = ArrayField(models.PositiveSmallIntegerField(), db_default=[])
    """The versions of bodies that it reports to read, without versions that Loa has not released."""
    speaks_at = models.DateTimeField(null=True)
    """When `speaks` last changed; it changes at most once a day."""
    clock = models.CharField(max_length=WORD, blank=True, db_default="")
    clock_off_ms = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    sounding = models.CharField(max_length=80, blank=True, db_default="")
    silenced = models.BooleanField(db_default=False)
    volume = models.PositiveSmallIntegerField(null=True)
    disk_free = models.BigIntegerField(null=True)
    disk_full = models.BooleanField(db_default=False)
    uptime_s = models.BigIntegerField(null=True)
    records_waiting = models.BigIntegerField(null=True)
    faults = models.JSONField(db_default=[])
    temperature_c = models.SmallIntegerField(null=True)
    supply_mv = models.IntegerField(null=True)
    signal_dbm = models.SmallIntegerField(null=True)
    trust_serial = models.BigIntegerField(db_default=0)
    trust_sequence = models.BigIntegerField(db_default=0)
    assignment_serial = models.BigIntegerField(db_default=0)
    assignment_sequence = models.BigIntegerField(db_default=0)
    address_serial = models.BigIntegerField(db_default=0)
    address_sequence = models.BigIntegerField(db_default=0)
    """The sequence of the newest announced address that it has accepted; 0: none."""
    plan_id = models.CharField(max_length=PLAN_ID, blank=True, db_default="")
    plan_serial = models.BigIntegerField(db_default=0)
    plan_sequence = models.BigIntegerField(db_default=0)
    plan_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    body_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    missing = models.PositiveIntegerField(null=True)
    held_at = models.DateTimeField(null=True)
    """When it last reported what it holds (`have`)."""
    verified_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    verified_sequence = models.BigIntegerField(db_default=0)
    verified_at = models.DateTimeField(null=True)
    """The last head of a plan that it held, and so had verified, and when it first reported it. Both stay
    when the device drops its plan."""
    whole_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    whole_at = models.DateTimeField(null=True)
    """The last head of a plan that it held with all its files, and when it first reported that."""
    unknown_acts = ArrayField(models.CharField(max_length=64), db_default=[])
    """Hashes of heads of acts that it held at that time and this server has not signed: the acts were decided
    after the backup from which the data were restored."""
    refused_code = models.CharField(max_length=WORD, blank=True, db_default="")
    refused_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    refused_at = models.DateTimeField(null=True)
    dropped = models.BigIntegerField(db_default=0)
    """How many of its messages the bridge left unread, because it sent more than a device may."""
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="fleet_health_unit_idx")]

    def __str__(self) -> str:
        return str(self.device_id)
