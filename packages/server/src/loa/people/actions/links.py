"""One-time links: shown once, kept as a hash, used once, within days. There is no e-mail to lose one in."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from loa.audit.actions import record
from loa.kernel import actor, clock
from loa.kernel.actor import current
from loa.kernel.errors import Invalid, Missing
from loa.people.actions.accounts import require_over
from loa.people.models import Account, OneTimeLink
from loa.places import scope
from loa.places.scope import Scope

LIFE = {
    OneTimeLink.Purpose.INVITE: timedelta(days=14),
    OneTimeLink.Purpose.RESET: timedelta(hours=24),
    OneTimeLink.Purpose.FIRST_RUN: timedelta(hours=24),
}
# One sentence for unknown, used, void and old: a guess learns nothing.
DEAD = _("Liên kết này đã dùng, đã cũ hoặc không đúng. Xin quản trị viên một liên kết mới.")


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is kept of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_link(account: Account) -> str:
    """A new link's secret (`/mo/<secret>/`), told this once; earlier ones of the account are void. The
    password and the sessions stay until it is used. Raises Refused."""
    who = current()
    require_over(account)
    now = clock.now()
    OneTimeLink.objects.filter(account=account, used_at=None, void_at=None).update(void_at=now)
    purpose = OneTimeLink.Purpose.RESET if account.last_login else OneTimeLink.Purpose.INVITE
    secret = new_secret()
    OneTimeLink.objects.create(
        secret_hash=secret_hash(secret),
        purpose=purpose,
        account=account,
        unit_id=account.unit_id,
        made_by_id=who.person_id,
        made_at=now,
        expires_at=now + LIFE[purpose],
    )
    record("people.link_made", account, account.unit_id, person=account.person_id, purpose=str(purpose))
    return secret


@contextmanager
def held(secret: str) -> Iterator[OneTimeLink]:
    """Inside one transaction: the live link of that secret, locked, in a scope of its account alone.
    Raises Missing when it is unknown, used, void or too old, without saying which."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.link', %s, true)", [secret_hash(secret)])
        links = OneTimeLink.objects.select_for_update().filter(secret_hash=secret_hash(secret))
        link = links.filter(used_at=None, void_at=None, expires_at__gt=clock.now()).first()
        if link is None:
            raise Missing(DEAD)
        with scope.entered(Scope(account=link.account_id)):
            person = Account.objects.filter(links=link).values_list("person_id", flat=True).first()
        with scope.entered(Scope(account=link.account_id, person=person)):
            yield link
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.link', '', true)")


def open_link(secret: str) -> Account:
    """Whose password the link would set. Changes nothing. Raises Missing."""
    with held(secret) as link:
        return _account_of(link)


def _account_of(link: OneTimeLink) -> Account:
    account = Account.objects.select_related("person").filter(links=link, is_active=True).first()
    if account is None:
        raise Missing(DEAD)
    return account


def set_password_by_link(secret: str, password: str) -> Account:
    """Set the account's password and use the link up; every session of the account is over.
    Raises Missing, Invalid (the password is weak)."""
    with held(secret) as link:
        account = _account_of(link)
        check_password(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
        who = actor.Actor(account.pk, account.person_id, account.username)
        unit = frozenset({account.unit_id})
        here = Scope(unit, unit, person=account.person_id, account=account.pk)
        with scope.entered(here), actor.acting(who):
            record("people.password_set_by_link", account, account.unit_id, purpose=link.purpose)
    return account


def check_password(password: str, account: Account) -> None:
    """Raises Invalid with what is wrong, in sentences."""
    try:
        password_validation.validate_password(password, account)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), "password") from error
