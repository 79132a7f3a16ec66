"""The priority class is called so everywhere but on the wire."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("playlog", "0010_heard_and_silent")]

    operations = [
        migrations.RenameField("soundtotal", "cls", "priority"),
    ]
