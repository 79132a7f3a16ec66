"""Persons, the accounts that they sign in with, and the roles that they hold at places."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from loa.kernel import dated
from loa.kernel.lengths import WORD
from loa.kernel.roles import AT_A_BODY, TWO_PEOPLE, Role, never_together, words
from loa.people.naming import names
from loa.places.models import Body, Unit


def held_on(day: date) -> Q:
    """Returns the condition for grants that hold on a date: valid then, and confirmed if the role takes two
    people."""
    # `granted_by` is null only for the administrators of the first run, whom nobody could confirm.
    confirmed = ~Q(role__in=words(TWO_PEOPLE)) | Q(confirmed_at__isnull=False) | Q(granted_by=None)
    return dated.holding(day) & confirmed


def _never_together(one: Role, other: Role) -> ExclusionConstraint:
    """Returns the constraint that nobody holds both roles on one day, whatever the places."""
    # Null for any other role: an exclusion constraint ignores rows with a null, so only these two conflict.
    which = Case(
        When(role=one.value, then=Value(1)),
        When(role=other.value, then=Value(2)),
        output_field=models.IntegerField(null=True),
    )
    name = f"people_never_{one.value}_and_{other.value}"
    return dated.no_overlap(name, "person", (which, RangeOperators.NOT_EQUAL))


def _once(name: str, at: str, where: Q) -> ExclusionConstraint:
    """Returns the constraint that nobody holds a role twice on one day at one unit, or at one body."""
    return dated.no_overlap(name, "person", "role", at, where=where)


class Person(models.Model):
    """A human being: one row, however many accounts they have. The row can be erased, since audit refers to
    people by id alone."""

    name = models.CharField(_("họ và tên"), max_length=120)
    phone = models.CharField(_("số điện thoại"), max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("nơi làm việc"), related_name="+")

    def __str__(self) -> str:
        return self.name


class Theme(models.TextChoices):
    """The colours of the pages that a person chose; `SYSTEM` follows the device."""

    SYSTEM = "system", _("Theo máy")
    LIGHT = "light", _("Sáng")
    DARK = "dark", _("Tối")


class AccountManager(BaseUserManager["Account"]):
    """Leaves the hash of the password out of every query: only the web process may read it, and only a
    sign-in needs it (`with_password`). Where an account is asked for it, it is read then."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().defer("password")

    def with_password(self) -> models.QuerySet["Account"]:
        """Returns the accounts with the hash of their password, for signing in and for checking a session."""
        return super().get_queryset()

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.with_password().get(username=(username or "").strip().lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """An account with which a person signs in. Rights come from the person's grants, never from the
    account."""

    username = models.CharField(
        _("tên đăng nhập"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]*$", _("Chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang.")
            )
        ],
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    vouched_at = models.DateTimeField(null=True)
    """When the password was last set without depending on one administrator alone: by a link with a code, by
    a link of the host, or in the first run. Null: one administrator alone may have set it, so the roles that
    take two people have no effect for this account."""
    created_at = models.DateTimeField(auto_now_add=True)
    theme = models.CharField(
        max_length=6, choices=Theme.choices, default=Theme.SYSTEM, db_default=Theme.SYSTEM
    )

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="people_account_never_superuser"),
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$"), name="people_account_plain_username"
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="people_account_known_theme"),
        ]

    # Set by queries that read many accounts (`loa.people.queries.with_roles`).
    named: str | None = None
    standing: list["RoleGrant"]

    @cached_property
    def name(self) -> str:
        """Returns the person's name; empty for an erased person."""
        return self.named or names([self.person_id]).get(self.person_id, "")

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleGrant(dated.DatedRow):
    """A role that a person holds at a unit from `valid_from` until `valid_to` (excluded; null: no end).

    The roles of approver and administrator hold only after a second administrator has confirmed.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(_("vai trò"), max_length=WORD, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("nơi"), related_name="+")
    body = models.ForeignKey(
        Body, models.PROTECT, verbose_name=_("cơ quan"), null=True, blank=True, related_name="+"
    )
    """The body at which the role counts, if it is held at one. `unit` is then the place of the body, so that
    the administrators there see the grant; the role itself does not count at that unit."""
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="people_grant_unit_idx")]
        constraints = [
            dated.in_order("people_grant_ends_after_start", empty=True),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="people_grant_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("granted_by")) & ~Q(confirmed_by=F("person"))),
                name="people_grant_second_person_confirms",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=words(TWO_PEOPLE)) | Q(granted_by=None) | ~Q(granted_by=F("person")),
                name="people_grant_not_to_oneself",
            ),
            _once("people_grant_once", "unit", Q(body=None)),
            _once("people_grant_once_at_a_body", "body", Q(body__isnull=False)),
            models.CheckConstraint(
                condition=Q(body=None) | Q(role__in=words(AT_A_BODY)), name="people_grant_at_a_body"
            ),
            models.CheckConstraint(condition=Q(role__in=words(Role)), name="people_grant_of_a_role"),
            *(_never_together(*pair) for pair in never_together()),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"

    @property
    def held_at(self) -> str:
        """Returns the name of the place or body at which the role counts."""
        return (self.body or self.unit).name

    @property
    def waits(self) -> bool:
        """Returns whether the grant has no effect until a second administrator confirms it."""
        return self.role in TWO_PEOPLE and self.granted_by_id is not None and self.confirmed_at is None


class OneTimeLink(models.Model):
    """A link with which its holder sets the account's password once. Only the hash of its secret is stored.

    The link of a person who approves or administers also needs a code, which another administrator reads to
    them: whoever made the link never has both.
    """

    class Purpose(models.TextChoices):
        INVITE = "invite", _("mời")
        RESET = "reset", _("đặt lại mật khẩu")
        FIRST_RUN = "first_run", _("khởi đầu")

    secret_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=WORD, choices=Purpose)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="links")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    code_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code_by=None, code_at=None, code_hash="")
                | (Q(code_by__isnull=False, code_at__isnull=False) & ~Q(code_hash="")),
                name="people_link_code_is_someones",
            ),
            models.CheckConstraint(
                condition=Q(code_by=None) | (Q(made_by__isnull=False) & ~Q(code_by=F("made_by"))),
                name="people_link_code_by_another",
            ),
            models.CheckConstraint(
                condition=Q(purpose="first_run", account=None, unit=None)
                | (~Q(purpose="first_run") & Q(account__isnull=False, unit__isnull=False)),
                name="people_link_is_of_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.account_id}"
