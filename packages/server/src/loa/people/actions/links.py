"""One-time links: shown once, kept as a hash, used once, within days. There is no e-mail to lose one in.

Whoever holds a role that takes two people needs two administrators to set a password: the link is made by
one, the code that opens it is given by another (`vouching`)."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from loa.audit.actions import record
from loa.kernel import actor, clock
from loa.kernel.actor import current
from loa.kernel.errors import Invalid, NotFound
from loa.people.actions import two_person_reset
from loa.people.actions.accounts import require_over
from loa.people.models import Account, OneTimeLink
from loa.people.naming import PersonName
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
    require_over(account)
    return _record_new(account, current().person_id)


@transaction.atomic
def make_link_of_the_host(username: str) -> str:
    """A link that needs no code, for whoever holds the machine and the tables: when no second administrator
    can sign in. Raises Missing (no such account, or it is closed)."""
    account = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    if account is None:
        raise NotFound(_("Không có tài khoản nào đang mở với tên đăng nhập này."))
    with actor.acting(actor.process("host")):
        return _record_new(account, None)


def _record_new(account: Account, maker_id: int | None) -> str:
    purpose = OneTimeLink.Purpose.RESET if account.last_login else OneTimeLink.Purpose.INVITE
    secret = new_link(account, maker_id, purpose)
    record("people.link_made", account, account.unit_id, person=account.person_id, purpose=str(purpose))
    return secret


def new_link(account: Account | None, maker_id: int | None, purpose: OneTimeLink.Purpose) -> str:
    """Keep a link's hash, earlier ones of the account (None: of the first run) void; gives its secret. The
    rules are the caller's."""
    secret, now = new_secret(), clock.now()
    OneTimeLink.objects.filter(account=account, used_at=None, void_at=None).update(void_at=now)
    OneTimeLink.objects.create(
        secret_hash=secret_hash(secret),
        purpose=purpose,
        account=account,
        unit_id=account.unit_id if account else None,
        made_by_id=maker_id,
        made_at=now,
        expires_at=now + LIFE[purpose],
    )
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
            raise NotFound(DEAD)
        with scope.entered(Scope(account=link.account_id)):
            person = Account.objects.filter(links=link).values_list("person_id", flat=True).first()
        with scope.entered(Scope(account=link.account_id, person=person)):
            yield link
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.link', '', true)")


@dataclass(frozen=True)
class OpenedLink:
    """Whose password a link would set, and what it asks for besides."""

    account: Account
    asks_code: bool
    has_code: bool


def open_link(secret: str) -> OpenedLink:
    """What the link is for. Changes nothing. Raises Missing."""
    with held(secret) as link:
        return OpenedLink(_account_of(link), two_person_reset.asked(link), bool(link.code_hash))


def _account_of(link: OneTimeLink) -> Account:
    named = Account.objects.annotate(person_name=PersonName("person_id"))
    account = named.filter(links=link, is_active=True).first()
    if account is None:
        raise NotFound(DEAD)
    account.named = account.person_name  # the page that shows it is drawn when nobody's scope is set any more
    return account


def set_password_by_link(secret: str, password: str, code: str = "") -> Account:
    """Set the account's password and use the link up; every session of the account is over.
    Raises Missing, Invalid (the password is weak; the code is missing or wrong: five wrong end the link)."""
    with held(secret) as link:
        account = _account_of(link)
        check_password(password, account)
        wrong = two_person_reset.check(link, code)
        if wrong is None:
            _use(link, account, password)
    # Told only now: the wrong try that was counted must not be rolled back.
    if wrong is not None:
        raise wrong
    return account


def _use(link: OneTimeLink, account: Account, password: str) -> None:
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    link.refresh_from_db(fields=["used_at"])  # the moment is the database's
    account.set_password(password)
    account.vouched_at = link.used_at if two_person_reset.by_two(link) else None
    account.save(update_fields=["password", "vouched_at"])
    who = actor.Actor(account.pk, account.person_id, account.username)
    unit = frozenset({account.unit_id})
    here = Scope(unit, unit, person=account.person_id, account=account.pk)
    with scope.entered(here), actor.acting(who):
        record("people.password_set_by_link", account, account.unit_id, purpose=link.purpose)


def check_password(password: str, account: Account) -> None:
    """Raises Invalid with what is wrong, in sentences."""
    try:
        password_validation.validate_password(password, account)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), "password") from error
