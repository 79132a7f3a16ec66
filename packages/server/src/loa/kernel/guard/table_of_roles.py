"""The table of roles as the database's own functions, so that a trigger asks for a capability as an action
does. Written after every migrate: a role is a row of `loa.kernel.roles` here too."""

from collections.abc import Iterable, Iterator

from loa.kernel.roles import EXACT, TWO_PEOPLE, Capability, Role, roles_with, words


def statements() -> Iterator[str]:
    """Yields the functions: the roles with a capability, those that count only at their unit, those whose
    grants a second administrator confirms."""
    cases = " ".join(f"when '{each.value}' then {_array(roles_with(each))}" for each in Capability)
    yield _function("loa_roles_with(capability text)", f"case capability {cases} else {_array(())} end")
    yield _function("loa_roles_at_their_unit()", _array(EXACT))
    yield _function("loa_roles_by_two()", _array(TWO_PEOPLE))


def _array(roles: Iterable[Role]) -> str:
    return f"'{{{','.join(words(roles))}}}'::text[]"


def _function(head: str, body: str) -> str:
    return (
        f"create or replace function {head} returns text[] language sql immutable parallel safe"
        f" as $$ select {body} $$"
    )
