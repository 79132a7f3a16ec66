"""A returned bulletin stays returned until it is sent again. Until now a word typed into it made it a draft, and its
reason was gone from every page."""

from django.db import migrations

RETURNED = """
update newsroom_bulletin set state = 'returned' where state = 'draft' and 'returned' = (
  select kind from newsroom_decision
  where bulletin_id = newsroom_bulletin.id and kind <> 'replaced' order by at desc, id desc limit 1
);
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0015_discarded_edits_validated")]

    operations = [migrations.RunSQL(RETURNED, migrations.RunSQL.noop)]
