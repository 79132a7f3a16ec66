"""The first run: it creates the province's units and the first two administrators.

There are two because granting the role of approver takes two administrators. The one who does the first run
sets a password at once; the other gets a one-time link. The database accepts a grant without a granting
person only until two administrators exist.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import actor, clock
from loa.kernel.errors import Invalid, NotFound
from loa.kernel.roles import Role
from loa.people.actions.accounts import check_person
from loa.people.actions.links import DEAD, check_password, held, new_link
from loa.people.models import Account, OneTimeLink, Person, RoleGrant
from loa.places import loading, scope
from loa.places.loading import Province
from loa.places.models import Unit


@dataclass(frozen=True)
class FirstAdministrator:
    name: str
    username: str
    phone: str = ""


def make_first_run_link() -> str:
    """Makes a new link for the first run and returns the secret of `/khoi-dau/<secret>/`, which is stored
    only as a hash. Earlier links become void. For the tables' owner (the launcher). Raises NotFound when the
    first run is over."""
    with transaction.atomic():
        if RoleGrant.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise NotFound(_("Hệ thống đã khởi đầu xong."))
        return new_link(None, None, OneTimeLink.Purpose.FIRST_RUN)


def open_first_run(secret: str) -> None:
    """Raises NotFound unless the link can still be used and is one of the first run."""
    with held(secret) as link:
        if link.purpose != OneTimeLink.Purpose.FIRST_RUN:
            raise NotFound(DEAD)


def first_run(
    secret: str, listed: Province, first: FirstAdministrator, password: str, second: FirstAdministrator
) -> tuple[Account, str]:
    """Creates units and administrators, all or nothing. Returns the second administrator's account and the
    secret of its one-time link. Raises NotFound, Invalid."""
    open_first_run(secret)
    with held(secret) as link:
        loaded = loading.load(listed)
        unit = loaded.province
        with scope.using([unit.id], [unit.id]), actor.acting(actor.process("first-run")):
            mine, other = _account(first, unit, "first", password), _account(second, unit, "second")
            # Until two administrators exist, the database accepts a link without a maker. Such a link asks
            # for no code, so it is made before the grants below.
            invitation = new_link(other, None, OneTimeLink.Purpose.INVITE)
            for account in (mine, other):
                RoleGrant.objects.create(
                    person=account.person, role=Role.ADMINISTRATOR, unit=unit, valid_from=clock.today()
                )
            people = [mine.person_id, other.person_id]
            record("people.first_run", unit, unit.id, units=loaded.made, administrators=people)
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
    return other, invitation


def _account(one: FirstAdministrator, unit: Unit, field: str, password: str = "") -> Account:
    """Creates a person with an account. With a password the account counts as vouched for, since nobody
    exists yet who could give it a code."""
    try:
        name, phone, username = check_person(one.name, one.phone, one.username)
    except Invalid as error:
        raise Invalid(error.message, f"{field}_{error.field}") from error
    if Account.objects.filter(username=username).exists():
        raise Invalid(_("Hai quản trị viên cần hai tên đăng nhập khác nhau."), f"{field}_username")
    person = Person.objects.create(name=name, phone=phone, unit=unit)
    account = Account(username=username, person=person, unit=unit)
    if password:
        check_password(password, account)
        account.set_password(password)
        account.vouched_at = clock.now()
    else:
        account.set_unusable_password()
    account.save(force_insert=True)
    return account
