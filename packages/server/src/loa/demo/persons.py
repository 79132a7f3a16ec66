"""Acts as one of the demo's people, with exactly the rights of their roles."""

from collections.abc import Iterator
from contextlib import contextmanager

from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.people import who
from loa.people.models import Account, RoleGrant, held_on
from loa.people.rules import in_effect
from loa.places import scope


@contextmanager
def as_person(account: Account) -> Iterator[Actor]:
    """Runs one transaction as this person, in the scope of the roles held today."""
    grants = in_effect(account, who.grants_of(account.person_id))
    person = Actor(account.pk, account.person_id, account.person.name, grants)
    with acting.acting(person), scope.for_actor(person):
        yield person


def holder(role: str, unit_id: int) -> Account:
    """Returns the account of the person who got this role first at a unit. Raises LookupError."""
    held = RoleGrant.objects.filter(held_on(clock.today()), role=role, unit_id=unit_id).order_by("pk").first()
    if held is None:
        raise LookupError(f"nobody is {role} at unit {unit_id}")
    return Account.objects.filter(person_id=held.person_id).order_by("pk")[0]
