"""One-time links: each is shown once, stored as a hash, and used once within its lifetime. Loa sends no
e-mail, so an administrator hands a link over.

A person who holds a role that takes two people needs two administrators to set a password: one makes the
link, another gives the code that opens it (`two_person_reset`)."""

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
# One sentence for unknown, used, void and expired links, so that whoever guesses learns nothing.
DEAD = _("Liên kết này đã dùng, đã cũ hoặc không đúng. Xin quản trị viên một liên kết mới.")


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """Returns the hash of a secret that is stored. A secret has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_link(account: Account) -> str:
    """Makes a link for the account and returns its secret (`/mo/<secret>/`), which cannot be read again.
    Earlier links of the account become void. The password and the sessions stay valid until the link is used.
    Raises Forbidden."""
    require_over(account)
    return _record_new(account, current().person_id)


@transaction.atomic
def make_link_of_the_host(username: str) -> str:
    """Makes a link that needs no code and returns its secret. For the operator of the machine, when no second
    administrator can sign in. Raises NotFound (there is no such account, or it is disabled)."""
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
    """Stores a new link, voids earlier ones of the account (None: of the first run) and returns the secret.
    Does not check whether the actor may do so; the caller does."""
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
    """Opens a transaction and yields the link of that secret, locked, in a scope that contains its account
    alone. Raises NotFound when the link is unknown, used, void or expired, without saying which."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A row policy shows only the link with this hash (see `people/tables.py`).
            cursor.execute("select set_config('loa.link', %s, true)", [secret_hash(secret)])
        links = OneTimeLink.objects.select_for_update().filter(secret_hash=secret_hash(secret))
        link = links.filter(used_at=None, void_at=None, expires_at__gt=clock.now()).first()
        if link is None:
            raise NotFound(DEAD)
        with scope.entered(Scope(account=link.account_id)):
            person = Account.objects.filter(links=link).values_list("person_id", flat=True).first()
        with scope.entered(Scope(account=link.account_id, person=person)):
            yield link
        # The setting would last until the end of an outer transaction.
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.link', '', true)")


@dataclass(frozen=True)
class OpenedLink:
    """The account whose password a link would set, whether a code is needed, and whether one was given."""

    account: Account
    asks_code: bool
    has_code: bool


def open_link(secret: str) -> OpenedLink:
    """Returns what the link is for. Changes nothing. Raises NotFound."""
    with held(secret) as link:
        return OpenedLink(_account_of(link), two_person_reset.asked(link), bool(link.code_hash))


def _account_of(link: OneTimeLink) -> Account:
    named = Account.objects.annotate(person_name=PersonName("person_id"))
    account = named.filter(links=link, is_active=True).first()
    if account is None:
        raise NotFound(DEAD)
    account.named = account.person_name  # the page is rendered after the scope of the link has ended
    return account


def set_password_by_link(secret: str, password: str, code: str = "") -> Account:
    """Sets the account's password and marks the link as used; all sessions of the account end. Raises
    NotFound, Invalid (the password is weak, or the code is missing or wrong; five wrong codes void the
    link)."""
    with held(secret) as link:
        account = _account_of(link)
        check_password(password, account)
        wrong = two_person_reset.check(link, code)
        if wrong is None:
            _use(link, account, password)
    # Raised only after the transaction: the wrong code that was counted must not be rolled back.
    if wrong is not None:
        raise wrong
    return account


def _use(link: OneTimeLink, account: Account, password: str) -> None:
    """Marks the link as used, sets the account's password, and records that in a scope of the account's own
    unit."""
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    link.refresh_from_db(fields=["used_at"])  # the database sets the time itself
    account.set_password(password)
    account.vouched_at = link.used_at if two_person_reset.by_two(link) else None
    account.save(update_fields=["password", "vouched_at"])
    who = actor.Actor(account.pk, account.person_id, account.username)
    unit = frozenset({account.unit_id})
    here = Scope(unit, unit, person=account.person_id, account=account.pk)
    with scope.entered(here), actor.acting(who):
        record("people.password_set_by_link", account, account.unit_id, purpose=link.purpose)


def check_password(password: str, account: Account) -> None:
    """Raises Invalid with one sentence for each rule that the password breaks."""
    try:
        password_validation.validate_password(password, account)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), "password") from error
