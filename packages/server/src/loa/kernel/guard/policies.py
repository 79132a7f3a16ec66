"""Translates a declaration into SQL. It is pure text, so that a test can read what is sent to the
database."""

from collections.abc import Iterator

from loa.kernel.guard.declare import ROLES, VERBS, Policy, Table

# The scope functions stand in a subselect so that they run once a statement, not once a row.
READS = "any((select loa_scope_read())::int[])"
WRITES = "any((select loa_scope_write())::int[])"
SOME_SCOPE = "(select loa_scope_some())"
SOME_WRITE = "(select loa_scope_write()) <> '{}'"
BODIES = "any((select loa_scope_bodies())::int[])"
OF_A_FILE = "imports_of_a_file"
"""The name of the trigger of every table that the worker writes of a file alone."""
OWN = {"account": "(select loa_scope_account())", "person": "(select loa_scope_person())"}


def database_role(role: str) -> str:
    """Returns the name of a role in the database."""
    return f"loa_{role}"


def _conditions(table: Table) -> tuple[str, str] | None:
    """Returns (which rows are visible, which may be written), or None where there is no row policy."""
    if table.kind == "unit":
        return f'"{table.column}" = {READS}', f'"{table.column}" = {WRITES}'
    if table.kind == "body":
        return f'"{table.column}" = {BODIES}', f'"{table.column}" = {BODIES}'
    if table.kind == "person":
        own = f'"{table.column}" = {OWN[table.by]}'
        return own, own
    if table.kind == "shared":
        return SOME_SCOPE, f'"{table.column}" = {WRITES}' if table.column else SOME_WRITE
    return None


def policies(table: Table) -> list[Policy]:
    """Returns the row policies of a table, one for each verb, for the roles that have the verb."""
    conditions = _conditions(table)
    if conditions is None:
        return []
    sees, writes = conditions
    out = []
    for letter, verb in VERBS.items():
        roles = tuple(role for role in ROLES if letter in table.grants.get(role, ""))
        if not roles:
            continue
        using = {"s": sees, "i": "", "u": writes, "d": writes}[letter]
        check = writes if letter in "iu" else None
        out.append(Policy(f"loa_{verb}", letter, roles, using, check))
    return out + [
        Policy(f"loa_{extra.name}", extra.verbs, extra.roles, extra.using, extra.check)
        for extra in table.extra
    ]


def create_policy(table: str, policy: Policy) -> Iterator[str]:
    """Yields one CREATE POLICY for each verb; an extra policy over several verbs becomes several."""
    roles = ", ".join(database_role(role) for role in policy.roles)
    for letter in policy.verbs:
        verb = VERBS[letter]
        name = policy.name if len(policy.verbs) == 1 else f"{policy.name}_{verb}"
        sql = f'create policy "{name}" on "{table}" for {verb} to {roles}'
        if letter != "i":
            sql += f" using ({policy.using})"
        if letter in "iu":
            sql += f" with check ({policy.check or policy.using})"
        yield sql


def _verb(table: Table, role: str, letter: str) -> str:
    only = {"s": table.select_only, "u": table.update_only}.get(letter, {})
    columns = only.get(role)
    if columns is None:
        return VERBS[letter]
    return f"{VERBS[letter]} ({', '.join(columns)})"


def grants(table: Table) -> Iterator[str]:
    """Yields the grants on a table. The backup role may read every table."""
    for role, letters in table.grants.items():
        verbs = ", ".join(_verb(table, role, letter) for letter in letters)
        yield f'grant {verbs} on "{table.name}" to {database_role(role)}'
    yield f'grant select on "{table.name}" to loa_backup'


def of_a_file(table: Table) -> tuple[str, str]:
    """Returns (the trigger function that a table of a file needs, its arguments). The room `imports` makes
    the functions in its migrations."""
    assert table.of_a_file is not None
    kinds = f"'{'|'.join(table.of_a_file.kinds)}'"
    if table.of_a_file.of_the_province:
        return "imports_of_the_province", kinds
    return "imports_of_a_file", f"{kinds}, 'here'" if table.of_a_file.for_its_unit else kinds


def create_trigger(table: Table) -> Iterator[str]:
    """Yields the trigger by which the worker writes the table only of a file that is being written."""
    if table.of_a_file is None:
        return
    function, arguments = of_a_file(table)
    yield (
        f'create trigger "{OF_A_FILE}" before insert or update on "{table.name}" for each row'
        f" when (current_user = 'loa_worker') execute function {function}({arguments})"
    )


def statements(table: Table) -> Iterator[str]:
    """Yields all statements that apply the declaration to a table without grants, policies and triggers of
    ours."""
    yield from create_trigger(table)
    yield from grants(table)
    if table.kind == "lock":
        return
    if table.kind == "system":
        yield f'alter table "{table.name}" disable row level security'
        return
    yield f'alter table "{table.name}" enable row level security'
    for policy in policies(table):
        yield from create_policy(table.name, policy)
    yield f'create policy "loa_backup" on "{table.name}" for select to loa_backup using (true)'
