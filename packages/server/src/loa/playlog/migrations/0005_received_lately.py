"""What was received lately is found by block ranges: records come in the order of their arrival, and an index
of each would cost the intake more than the counting saves."""

from django.db import migrations

FORWARD = """
create index playlog_playrecord_received_idx on playlog_playrecord
using brin (received_at) with (autosummarize = on)
"""


class Migration(migrations.Migration):
    dependencies = [("playlog", "0004_no_plan_no_moment")]
    operations = [migrations.RunSQL(FORWARD, "drop index playlog_playrecord_received_idx")]
