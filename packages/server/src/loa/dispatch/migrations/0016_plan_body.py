"""The bytes of a plan's list of days are a plan's body: a body is an office or a department (places)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0015_priority")]

    operations = [
        migrations.RenameModel("Body", "PlanBody"),
        migrations.RunSQL(
            "alter index dispatch_body_pkey rename to dispatch_planbody_pkey",
            "alter index dispatch_planbody_pkey rename to dispatch_body_pkey",
        ),
    ]
