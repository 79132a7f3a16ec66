"""Finds the actor of a session. These are the only reads that happen before the scope is known.

Row policies show an account its own rows (`loa.account`, `loa.person`) and, during a sign-in, the one row of
the name typed (`loa.signing_in`). Only a person's name is read by a function with the owner's rights
(`naming`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest

from loa.kernel import clock
from loa.kernel.actor import Actor, BodyGrant, Grant
from loa.people.models import Account, RoleGrant, held_on
from loa.people.naming import PersonName
from loa.people.rules import in_effect
from loa.places import scope

PERSON_KEY: Final = "loa_person"


def of_request(request: HttpRequest) -> Actor | None:
    """Returns who sent the request; None if nobody is signed in. It is called inside the request's
    transaction before its scope is set, and leaves a scope there that shows the account its own rows."""
    known = request.session.get(SESSION_KEY)
    if known is None or not str(known).isdigit():
        return None
    # The session stores the person's id, so that the person's rows are visible without a query for it first.
    person = request.session.get(PERSON_KEY)
    scope.narrow(person if isinstance(person, int) else None, int(known))
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    if person != account.person_id:
        request.session[PERSON_KEY] = account.person_id
        scope.narrow(account.person_id, account.pk)
    return _acting(account)


def _acting(account: Account) -> Actor:
    """Returns the actor for the account, with the roles held today. Stores the person's name in the account,
    where templates read it; one query reads both name and roles."""
    held = list(_held_today(account.person_id).annotate(name=PersonName("person_id")))
    account.named = held[0].name if held else None
    grants = in_effect(account, _at_places(held))
    at_bodies = in_effect(account, _at_bodies(held))
    return Actor(account.pk, account.person_id, account.name, grants, at_bodies)


def of_account(account_id: int) -> Actor | None:
    """Returns the actor for this account, with the roles held today; None if the account is disabled. For the
    worker, which does what a person requested, in a scope that shows their rows."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    return _acting(account) if account else None


def grants_of(person_id: int) -> tuple[Grant, ...]:
    """Returns the roles that a person holds today at units."""
    return tuple(_at_places(_held_today(person_id)))


def _held_today(person_id: int) -> QuerySet[RoleGrant]:
    held = RoleGrant.objects.filter(held_on(clock.today()), person_id=person_id)
    return held.annotate(kind=F("unit__kind")).order_by("role", "unit_id")


def _at_places(held: Iterable[Any]) -> Iterator[Grant]:
    return (Grant(each.role, each.unit_id, each.kind) for each in held if each.body_id is None)


def _at_bodies(held: Iterable[Any]) -> Iterator[BodyGrant]:
    return (BodyGrant(each.role, each.body_id) for each in held if each.body_id is not None)


@contextmanager
def signing_in(username: str) -> Iterator[None]:
    """Opens a transaction in which the one account of that name is visible, and no other."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.signing_in', %s, true)", [username.strip().lower()])
        yield
        # The setting would last until the end of an outer transaction.
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.signing_in', '', true)")
