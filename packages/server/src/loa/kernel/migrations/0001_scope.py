"""The functions that row policies ask. Settings are the transaction's own (SET LOCAL): one that has ended
leaves an empty string, not null, hence nullif."""

from django.db import migrations

FORWARD = """
create function loa_scope_read() returns int[] language sql stable parallel safe as $$
  select coalesce(string_to_array(nullif(current_setting('loa.read', true), ''), ',')::int[], '{}')
$$;
create function loa_scope_write() returns int[] language sql stable parallel safe as $$
  select coalesce(string_to_array(nullif(current_setting('loa.write', true), ''), ',')::int[], '{}')
$$;
create function loa_scope_person() returns bigint language sql stable parallel safe as $$
  select nullif(current_setting('loa.person', true), '')::bigint
$$;
create function loa_scope_account() returns bigint language sql stable parallel safe as $$
  select nullif(current_setting('loa.account', true), '')::bigint
$$;
create function loa_scope_some() returns boolean language sql stable parallel safe as $$
  select nullif(current_setting('loa.read', true), '') is not null
      or nullif(current_setting('loa.account', true), '') is not null
$$;
"""

BACKWARD = """
drop function loa_scope_some();
drop function loa_scope_account();
drop function loa_scope_person();
drop function loa_scope_write();
drop function loa_scope_read();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
