"""What a worker does for a person, as that person."""

from collections.abc import Iterator
from contextlib import contextmanager

from loa.kernel import actor
from loa.kernel.errors import Forbidden, Text
from loa.people import who
from loa.places import scope


@contextmanager
def acting_for(account_id: int, closed: Text) -> Iterator[None]:
    """Opens a transaction of a worker as the person of an account, with the roles that they hold now. Raises
    Forbidden with the sentence `closed` if the account is no longer open."""
    # The person's scope is computed in a scope of all units, since it is not known yet.
    with actor.acting(actor.process("worker")), scope.all_units():
        person = who.of_account(account_id)
        reached = scope.of(person) if person else scope.NOTHING
    if person is None:
        raise Forbidden(closed)
    with actor.acting(person), scope.entered(reached):
        yield
