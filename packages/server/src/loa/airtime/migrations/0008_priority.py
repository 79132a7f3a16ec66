"""The priority class is called so everywhere but on the wire."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("airtime", "0007_dated_alike")]

    operations = [
        migrations.RenameField("slot", "cls", "priority"),
    ]
