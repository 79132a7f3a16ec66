"""The first run: the province's units, and the first two administrators.

Two, because giving the right to approve takes two: the one who does this sets a password at once, the other
gets a one-time link. The database lets a grant name nobody only until two administrators exist.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import actor, clock
from loa.kernel.errors import Invalid, Missing
from loa.people.actions.accounts import check_person
from loa.people.actions.links import DEAD, LIFE, check_password, held, new_secret, secret_hash
from loa.people.models import Account, OneTimeLink, Person, Role, RoleGrant
from loa.places import loading, scope
from loa.places.loading import Province
from loa.places.models import Unit


@dataclass(frozen=True)
class Newcomer:
    name: str
    username: str
    phone: str = ""


def make_first_run_link() -> str:
    """The secret of `/khoi-dau/<secret>/`, told once; earlier ones are void. For the tables' owner (the
    launcher). Raises Missing when the first run is over."""
    with transaction.atomic():
        if RoleGrant.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise Missing(_("Hệ thống đã khởi đầu xong."))
        now, purpose = clock.now(), OneTimeLink.Purpose.FIRST_RUN
        OneTimeLink.objects.filter(purpose=purpose, used_at=None, void_at=None).update(void_at=now)
        secret = new_secret()
        OneTimeLink.objects.create(
            secret_hash=secret_hash(secret), purpose=purpose, made_at=now, expires_at=now + LIFE[purpose]
        )
    return secret


def open_first_run(secret: str) -> None:
    """Raises Missing unless the link is alive and of a first run."""
    with held(secret) as link:
        if link.purpose != OneTimeLink.Purpose.FIRST_RUN:
            raise Missing(DEAD)


def first_run(
    secret: str, listed: Province, first: Newcomer, password: str, second: Newcomer
) -> tuple[Account, str]:
    """All of it or nothing. Gives the second administrator's account and the secret of its one-time link.
    Raises Missing, Invalid."""
    open_first_run(secret)
    with held(secret) as link:
        loaded = loading.load(listed)
        unit = loaded.province
        with scope.using([unit.id], [unit.id]), actor.acting(actor.process("first-run")):
            mine, other = _administrator(first, unit, "first"), _administrator(second, unit, "second")
            check_password(password, mine)
            mine.set_password(password)
            mine.save(update_fields=["password"])
            invitation = new_secret()
            now, purpose = clock.now(), OneTimeLink.Purpose.INVITE
            OneTimeLink.objects.create(
                secret_hash=secret_hash(invitation),
                purpose=purpose,
                account=other,
                unit=unit,
                made_by=mine.person,
                made_at=now,
                expires_at=now + LIFE[purpose],
            )
            people = [mine.person_id, other.person_id]
            record("people.first_run", unit, unit.id, units=loaded.made, administrators=people)
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
    return other, invitation


def _administrator(one: Newcomer, unit: Unit, field: str) -> Account:
    try:
        name, phone, username = check_person(one.name, one.phone, one.username)
    except Invalid as error:
        raise Invalid(error.message, f"{field}_{error.field}") from error
    if Account.objects.filter(username=username).exists():
        raise Invalid(_("Hai quản trị viên cần hai tên đăng nhập khác nhau."), f"{field}_username")
    person = Person.objects.create(name=name, phone=phone, unit=unit)
    account = Account(username=username, person=person, unit=unit)
    account.set_unusable_password()
    account.save(force_insert=True)
    RoleGrant.objects.create(person=person, role=Role.ADMINISTRATOR, unit=unit, valid_from=clock.today())
    return account
