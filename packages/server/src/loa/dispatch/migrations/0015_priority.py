"""The priority class is called so everywhere but on the wire."""

from django.db import migrations

FORWARD = """
alter function dispatch_ring() rename to dispatch_notify;
alter trigger dispatch_tosend_bell on dispatch_tosend rename to dispatch_tosend_notify;
"""
BACK = """
alter trigger dispatch_tosend_notify on dispatch_tosend rename to dispatch_tosend_bell;
alter function dispatch_notify() rename to dispatch_ring;
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0014_days_of_a_unit")]

    operations = [
        migrations.RenameField("planneditem", "cls", "priority"),
        migrations.RunSQL(FORWARD, BACK),
    ]
