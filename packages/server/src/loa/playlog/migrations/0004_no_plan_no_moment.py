"""What was planned by nobody was planned for no moment: such records said the year 2100, the last there is."""

from django.db import migrations

MEND = """
update playlog_playrecord set planned_at = null
where planned_at = timestamptz '2100-01-01 00:00:00+00' and day < date '2100-01-01'
"""


class Migration(migrations.Migration):
    dependencies = [("playlog", "0003_fewer_indexes")]
    operations = [migrations.RunSQL(MEND, migrations.RunSQL.noop)]
