"""An agreement counts no more on days for which a newer regulation was already written. What was agreed until
now counts as it did: the tables' owner keeps it, in nobody's name, which no process may."""

from django.db import migrations

KEEP = """
insert into airtime_ruledecision (unit_id, rule_id, kind)
select distinct unit_id, rule_id, 'kept' from airtime_ruledecision where kind = 'agreed' and person_id is not null
"""


class Migration(migrations.Migration):
    dependencies = [("airtime", "0008_priority")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
