"""Keys, what they signed, and what waits to be signed. The database never contains a private key."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.lengths import PLAN_ID, WORD


class Root(models.Model):
    """A signed statement of a root of trust. A claim code contains its hash.

    The row with the highest `sequence` is in force. Rows are only ever added: the same root may make a new
    statement, which names another top unit.
    """

    sequence = models.BigIntegerField(primary_key=True)
    key_id = models.CharField(max_length=32)
    public_key = models.BinaryField(max_length=32)
    statement = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    demo = models.BooleanField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_id


class Delegation(models.Model):
    """The root's statement that a key may sign for one purpose. `head` is signed by the root and named by its
    hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    root = models.ForeignKey(Root, models.PROTECT, related_name="delegations")
    key_id = models.CharField(max_length=32)
    purpose = models.CharField(max_length=16)
    head = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "valid_to"], name="keys_delegation_purpose_idx")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="keys_delegation_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key_id}"


class Revocation(models.Model):
    """A person's decision that a device or a key is no longer trusted. Every trust bundle contains it, once
    the signer has verified it.

    Rows are only ever added, with the database's time. The revocation of a key needs the
    agreement of a second person.
    """

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    device = models.UUIDField(null=True, db_index=True)
    key_id = models.CharField(max_length=32, null=True, db_index=True)
    why = models.CharField(max_length=200)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(device=None, key_id__isnull=False) | Q(device__isnull=False, key_id=None),
                name="keys_revocation_names_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.device or self.key_id)


class RevocationAgreement(models.Model):
    """The second administrator's agreement to a key's revocation. Rows are only ever added, with the
    database's time. A row without a person was written by the owner of the tables."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    revocation = models.ForeignKey(Revocation, models.PROTECT, related_name="agreements")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.revocation_id} {self.person_id}"


class TrustBundle(models.Model):
    """One edition of the trust file, exactly as it is sent. The highest sequence is in force; it is valid for
    30 days."""

    sequence = models.BigIntegerField(primary_key=True)
    serial = models.BigIntegerField()
    file = models.BinaryField()
    covers = models.CharField(max_length=64)
    """The hash of the delegations and revocations that the edition was made from. When that hash changes,
    a new edition is made."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.sequence)


class LoweredFloor(models.Model):
    """The root's statement that a box (`device` None: every box) may accept an earlier time as the
    earliest possible one. Each trust bundle made before `ends` contains it. Rows are only ever added,
    with the database's time."""

    sequence = models.BigIntegerField(primary_key=True)
    root = models.ForeignKey(Root, models.PROTECT, related_name="+")
    device = models.UUIDField(null=True)
    floor = models.DateTimeField()
    ends = models.DateTimeField()
    head = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("floor")), name="keys_loweredfloor_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.device or 'all'} {self.floor}"


class SignedKind(models.TextChoices):
    PLAN = "plan", _("lịch phát")
    ACT = "act", _("lệnh")
    ASSIGN = "assign", _("cấp quyền cụm loa")
    ADDRESS = "address", _("địa chỉ máy chủ")


UUID_TEXT = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class ToSign(models.Model):
    """One item that waits for the signer. It is a row, never a job.

    `subject` is a plan id, an act's id or an assignment's id; the signer reads the rest itself. The row stays
    after the decision, with its result.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ ký")
        SIGNED = "signed", _("đã ký")
        REFUSED = "refused", _("không ký")
        OVERTAKEN = "overtaken", _("đã có bản mới hơn")

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=WORD, choices=SignedKind)
    subject = models.CharField(max_length=PLAN_ID)
    wanted = models.CharField(max_length=64, blank=True)
    """For a plan: the hash of the body to be signed."""
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=WORD, choices=State, default=State.WAITING)
    code = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                # The signer's queue: urgent rows first, then in the order of their ids.
                fields=["-urgent", "id"],
                name="keys_tosign_waiting_idx",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["kind", "subject", "-id"], name="keys_tosign_subject_idx"),
            models.Index(fields=["unit", "-id"], name="keys_tosign_unit_idx"),
            models.Index(
                fields=["unit", "-id"], name="keys_tosign_refused_idx", condition=Q(state="refused")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="keys_tosign_decided_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(code=""), name="keys_tosign_refused_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(kind="act") | Q(urgent=True), name="keys_tosign_act_is_urgent"
            ),
            # Whoever may ask writes the subject: it is read as an id, and stands in the signer's log.
            models.CheckConstraint(
                condition=Q(subject__regex=r"^[0-9A-Za-z._-]+$"), name="keys_tosign_subject_is_plain"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["act", "assign"]) | Q(subject__regex=UUID_TEXT),
                name="keys_tosign_subject_is_an_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class SignedHead(models.Model):
    """Signed bytes, stored forever. Only the signer may insert them."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=WORD, choices=SignedKind)
    subject = models.CharField(max_length=PLAN_ID)
    serial = models.BigIntegerField()
    """The serial of the delegation whose key signed it. Heads of one subject are ordered by (serial,
    sequence)."""
    sequence = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    names = models.CharField(max_length=64, blank=True)
    """For a plan: the hash of its body."""
    head = models.BinaryField()
    signed_at = models.DateTimeField()
    valid_to = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="keys_signedhead_unit_idx"),
            models.Index("sequence", condition=Q(kind="act"), name="keys_signedhead_act_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "sequence"], name="keys_signedhead_sequence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.sequence}"


class Address(models.Model):
    """The address of this server, as it was announced to all devices. The newest one counts."""

    head = models.OneToOneField(SignedHead, models.PROTECT, primary_key=True, related_name="+")
    url = models.CharField(max_length=300)
    mqtt = models.CharField(max_length=300)
    serial = models.BigIntegerField()
    sequence = models.BigIntegerField()
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["serial", "sequence"], name="keys_address_in_order")]

    def __str__(self) -> str:
        return f"{self.url} {self.mqtt}"


class Assignment(models.Model):
    """A person's decision where a device belongs. The signer is asked to sign it as an assignment."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    device = models.UUIDField()
    public_key = models.BinaryField(max_length=32)
    state = models.CharField(max_length=WORD)
    site = models.CharField(max_length=200, blank=True)
    places = ArrayField(models.CharField(max_length=16))
    plan_id = models.CharField(max_length=PLAN_ID)
    volume = models.PositiveSmallIntegerField(default=100)
    ceiling = models.CharField(max_length=WORD, default="completed")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["device", "-at"], name="keys_assignment_device_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(volume__range=(0, 100)), name="keys_assignment_volume_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.plan_id}"


class ClockDoubt(models.Model):
    """A period in which the signer does not trust its clock, because it is before the last signature or a day
    after it. Until the doubt ends, the signer signs nothing. Only the signer writes it."""

    newest = models.DateTimeField()
    """The time of the newest signed head or list."""
    shown = models.DateTimeField()
    """The time on the signer's clock when it noticed."""
    head = models.BigIntegerField()
    """The newest head's id at that moment, and (in `list`) the newest list's sequence. Once a person has
    confirmed the clock, the times of these and older ones no longer count."""
    list = models.BigIntegerField()
    confirmed_at = models.DateTimeField(null=True)
    """The time that a person confirmed as right; None where the clock was corrected without a
    confirmation."""
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.newest} {self.shown}"


class ClockWord(models.Model):
    """A person's confirmation that the machine's clock is right, with the database's time."""

    doubt = models.ForeignKey(ClockDoubt, models.PROTECT, related_name="words")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"


class Restoration(models.Model):
    """A restoration of this instance from a backup: no plan is signed until somebody has looked at it. The
    launcher writes it as the owner of the tables; the newest one counts."""

    restored_at = models.DateTimeField(primary_key=True)
    backup_at = models.DateTimeField()
    """When the backup was made. What was decided between the two times is lost."""

    def __str__(self) -> str:
        return str(self.restored_at)


class RestorationSeen(models.Model):
    """A person's confirmation, with the database's time, that they have seen what would sound and what boxes
    hold that the server does not know. From then on plans are signed."""

    restoration = models.ForeignKey(Restoration, models.PROTECT, related_name="seen")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"
