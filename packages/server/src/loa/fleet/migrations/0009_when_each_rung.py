"""When a device had verified its plan, and when it had it whole: two moments of that plan, not of its last word.

Of what is held already the last word is the nearest that is known: by then it was so.
"""

from django.db import migrations, models

KNOWN = """
update fleet_health set verified_sha256 = plan_sha256, verified_sequence = plan_sequence, verified_at = held_at,
  whole_sha256 = case when missing = 0 then plan_sha256 else '' end,
  whole_at = case when missing = 0 then held_at end
where plan_sha256 <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0008_counter_of_a_key")]
    operations = [
        migrations.AddField(
            "health", "verified_sha256", models.CharField(max_length=64, blank=True, db_default="")
        ),
        migrations.AddField("health", "verified_sequence", models.BigIntegerField(db_default=0)),
        migrations.AddField("health", "verified_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "health", "whole_sha256", models.CharField(max_length=64, blank=True, db_default="")
        ),
        migrations.AddField("health", "whole_at", models.DateTimeField(null=True)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
