"""Keys, what they signed, and what waits to be signed. No private half is ever in the database."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loa.kernel.lengths import PLAN_ID, WORD


class Root(models.Model):
    """A statement of a root of trust, signed; a claim code carries its hash. The highest `sequence` is in
    force. Only ever added: the same root may say again where it stands."""

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
    """Root's word that a key may sign for one purpose; `head` is signed by root, named by its hash."""

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
    """A person's decision that a device or a key counts no more: in every trust bundle from then on, once the
    signer has proven it. Only ever added, at the database's moment; a key's takes a second person's row."""

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
    """The second administrator's yes to a key's revocation. Only ever added, at the database's moment;
    nobody's name is the tables' owner's."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    revocation = models.ForeignKey(Revocation, models.PROTECT, related_name="agreements")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.revocation_id} {self.person_id}"


class TrustBundle(models.Model):
    """One edition of the trust file, as it travels. The highest sequence is in force; it lives 30 days."""

    sequence = models.BigIntegerField(primary_key=True)
    serial = models.BigIntegerField()
    file = models.BinaryField()
    covers = models.CharField(max_length=64)
    """Hash of the delegations and revocations that it was made from: another hash means a new edition."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.sequence)


class LoweredFloor(models.Model):
    """Root's word that a box (`device` None: every one) may take an earlier moment for the earliest that it
    may be; in each trust bundle made before `ends`. Only ever added, at the database's moment."""

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


class ToSign(models.Model):
    """One thing that waits for the signer: a row, never a job. `subject` is a plan id, an act's id or an
    assignment's id; the signer reads the rest itself. It is kept with what became of it."""

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
    """Of a plan: the hash of the body to be signed."""
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=WORD, choices=State, default=State.WAITING)
    code = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-urgent", "id"], name="keys_tosign_waiting_idx", condition=Q(state="waiting")
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
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class SignedHead(models.Model):
    """Signed bytes, kept for good. Only the signer may insert one."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=WORD, choices=SignedKind)
    subject = models.CharField(max_length=PLAN_ID)
    serial = models.BigIntegerField()
    """Of the delegation by whose key it is signed: heads of one subject are in the order of (serial,
    sequence)."""
    sequence = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    names = models.CharField(max_length=64, blank=True)
    """Of a plan: the hash of its body."""
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
    """Where devices find this house, as it was announced to all of them. The newest counts."""

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
    """A person's decision where a device belongs: what the signer is asked to put into an assignment."""

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
    """The signer's clock stood before, or a day after, what was signed last: until this is over it signs
    nothing. Only the signer writes it."""

    newest = models.DateTimeField()
    """The moment that the newest signed thing gave."""
    shown = models.DateTimeField()
    """What the signer's clock showed when it saw that."""
    head = models.BigIntegerField()
    """The newest head's row then, and the newest list's sequence: once a person has said that the clock is
    right, their moments count no more."""
    list = models.BigIntegerField()
    confirmed_at = models.DateTimeField(null=True)
    """The moment that a person said is right; None where the clock came back by itself."""
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.newest} {self.shown}"


class ClockWord(models.Model):
    """A person's word that the machine's clock is right, at the database's clock."""

    doubt = models.ForeignKey(ClockDoubt, models.PROTECT, related_name="words")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"


class Restoration(models.Model):
    """This instance was made anew from a backup: until somebody has looked, no plan is signed. The launcher
    writes it, as the tables' owner; the newest counts."""

    restored_at = models.DateTimeField(primary_key=True)
    backup_at = models.DateTimeField()
    """When the backup was made: what was decided between the two is lost."""

    def __str__(self) -> str:
        return str(self.restored_at)


class RestorationSeen(models.Model):
    """A person's word, at the database's clock, that they have seen what would sound and what boxes hold that
    we do not know: plans are signed from then on."""

    restoration = models.ForeignKey(Restoration, models.PROTECT, related_name="seen")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"
