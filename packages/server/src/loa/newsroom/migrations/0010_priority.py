"""The priority class is called so everywhere but on the wire."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0009_once_a_page")]

    operations = [
        migrations.RenameField("bulletin", "cls", "priority"),
    ]
