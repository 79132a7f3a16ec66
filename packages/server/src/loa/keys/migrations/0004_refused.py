"""What was refused is asked for by the pages, and is a few among very many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keys", "0003_urgent_lane"), ("places", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="tosign",
            index=models.Index(
                condition=models.Q(state="refused"), fields=["unit", "-id"], name="keys_tosign_refused_idx"
            ),
        ),
    ]
