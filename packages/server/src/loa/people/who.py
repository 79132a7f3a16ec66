"""From a session to the one who acts: the only reads made before a scope is known.

Row policies show an account its own rows (`loa.account`, `loa.person`) and, to a sign-in, the one row of the
name typed (`loa.signing_in`): no function with the owner's rights is needed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest

from loa.kernel import clock
from loa.kernel.actor import Actor, Grant
from loa.people.models import Account, RoleGrant, held_on
from loa.people.rules import in_effect
from loa.places import scope
from loa.places.scope import NOTHING, Scope


def of_request(request: HttpRequest) -> tuple[Actor | None, Scope]:
    """Who sent the request, and their scope. Call inside the request's transaction."""
    known = request.session.get(SESSION_KEY)
    if known is None or not str(known).isdigit():
        return None, NOTHING
    with scope.entered(Scope(account=int(known))):
        account = request.user
        if not isinstance(account, Account) or not account.is_active:
            return None, NOTHING
        person_id, account_id = account.person_id, account.pk
    with scope.entered(Scope(person=person_id, account=account_id)):
        # Asked here, so that templates find the name without another question.
        grants = in_effect(account, grants_of(person_id))
        actor = Actor(account_id, person_id, account.person.name, grants)
        account.loa_roles = frozenset(grant.role for grant in actor.grants)
        return actor, scope.of(actor)


def grants_of(person_id: int) -> tuple[Grant, ...]:
    """The roles that a person holds today, at units as they stand."""
    held = RoleGrant.objects.filter(held_on(clock.today()), person_id=person_id).annotate(
        kind=F("unit__kind")
    )
    return tuple(Grant(grant.role, grant.unit_id, grant.kind) for grant in held.order_by("role", "unit_id"))


@contextmanager
def signing_in(username: str) -> Iterator[None]:
    """Inside, the one account of that name is seen (and no other row of anyone)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.signing_in', %s, true)", [username.strip().lower()])
        yield
        with connection.cursor() as cursor:
            cursor.execute("select set_config('loa.signing_in', '', true)")
