"""What was put into the schedule too late to sound is looked for among a unit's newest slots."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("airtime", "0009_agreed_as_it_was")]

    operations = [
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["unit", "made_at"], name="airtime_slot_newest_idx"),
        ),
    ]
