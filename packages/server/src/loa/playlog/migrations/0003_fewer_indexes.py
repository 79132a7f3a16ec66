"""A batch is looked up by its whole hash and by its device's count: two indexes that nobody asks go."""

import django.db.models.deletion
from django.db import migrations, models

# Django adds it to every text key, for LIKE. A hash is random: each insert dirtied one more page of it.
LIKE = "playlog_batch_sha256_a7c8d53f_like"


class Migration(migrations.Migration):
    dependencies = [("playlog", "0002_records")]
    operations = [
        migrations.AlterField(
            "batch",
            "device",
            models.ForeignKey(
                "fleet.Device", django.db.models.deletion.PROTECT, db_index=False, related_name="+"
            ),
        ),
        migrations.RunSQL(
            f"drop index {LIKE}",
            f"create index {LIKE} on playlog_batch (sha256 varchar_pattern_ops)",
        ),
    ]
