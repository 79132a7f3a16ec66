"""When something was done is the database's to say, whichever process records it."""

from django.db import migrations

FORWARD = """
create trigger audit_entry_stamped before insert on audit_entry
  for each row when (current_user <> 'loa_owner') execute function loa_stamped('at');
"""
BACKWARD = "drop trigger audit_entry_stamped on audit_entry"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("kernel", "0003_in_somebodys_name")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
