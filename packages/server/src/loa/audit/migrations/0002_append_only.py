"""What was recorded is not changed or removed, not even by whoever holds the grants for it."""

from django.db import migrations

FORWARD = """
create function audit_append_only() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = 'the record is only ever added to';
end $$;
create trigger audit_append_only before update or delete or truncate on audit_entry
  for each statement execute function audit_append_only();
create trigger audit_append_only before update or delete or truncate on audit_link
  for each statement execute function audit_append_only();
"""

BACKWARD = """
drop trigger audit_append_only on audit_link;
drop trigger audit_append_only on audit_entry;
drop function audit_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
