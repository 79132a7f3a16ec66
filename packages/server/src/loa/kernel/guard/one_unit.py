"""Rows that name another row are of its unit: the trigger by which the database keeps what a table declares
(`one_unit`). A row's own unit is in the scope of whoever writes it; this holds what the row refers to."""

from collections.abc import Iterator

from django.db.backends.utils import CursorWrapper

from loa.kernel.guard.declare import Table

ONE_UNIT = "loa_of_one_unit"
"""The name of the trigger and of its function."""

# Arguments: column, table it names, key of that table, and so on in threes. A row that the role does not see
# counts as another unit's. `%L` leaves the type to the key, so that its index is used.
FUNCTION = """
create or replace function loa_of_one_unit() returns trigger language plpgsql as $$
declare
  given jsonb := to_jsonb(new);
  home int;
begin
  for i in 0 .. tg_nargs / 3 - 1 loop
    if given ->> tg_argv[3 * i] is not null then
      home := null;
      execute format('select unit_id from %I where %I = %L',
                     tg_argv[3 * i + 1], tg_argv[3 * i + 2], given ->> tg_argv[3 * i]) into home;
      if home is distinct from (given ->> 'unit_id')::int then
        raise check_violation using message = tg_table_name || ': names a row of another unit';
      end if;
    end if;
  end loop;
  return new;
end $$
"""


def create_trigger(cursor: CursorWrapper, table: Table) -> Iterator[str]:
    """Yields the trigger of a table that declares such columns. A column without a foreign key yet (only some
    rooms were migrated) is left out; a test fails for one that never has any."""
    arguments = [each for column in table.one_unit for each in _named(cursor, table.name, column)]
    if arguments:
        quoted = ", ".join(f"'{each}'" for each in arguments)
        # The owner migrates and restores; tests lay rows as the owner.
        yield (
            f'create trigger "{ONE_UNIT}" before insert on "{table.name}" for each row'
            f" when (current_user <> 'loa_owner') execute function {ONE_UNIT}({quoted})"
        )


def _named(cursor: CursorWrapper, table: str, column: str) -> tuple[str, ...]:
    """Returns (column, table, key) of a foreign key, or nothing."""
    cursor.execute(
        "select f.relname, r.attname from pg_constraint k"
        " join pg_attribute c on c.attrelid = k.conrelid and k.conkey = array[c.attnum]"
        " join pg_class f on f.oid = k.confrelid"
        " join pg_attribute r on r.attrelid = k.confrelid and k.confkey = array[r.attnum]"
        " where k.contype = 'f' and k.conrelid = %s::regclass and c.attname = %s",
        [f'"{table}"', column],
    )
    found = cursor.fetchone()
    return (column, *found) if found else ()
