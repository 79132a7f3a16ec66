"""The functions and triggers that notify the signer are named after what they do."""

from django.db import migrations

FORWARD = """
alter function keys_ring() rename to keys_notify;
alter function keys_ring_for() rename to keys_notify_by_urgency;
alter trigger keys_tosign_bell on keys_tosign rename to keys_tosign_notify;
alter trigger keys_revocation_bell on keys_revocation rename to keys_revocation_notify;
"""
BACK = """
alter trigger keys_revocation_notify on keys_revocation rename to keys_revocation_bell;
alter trigger keys_tosign_notify on keys_tosign rename to keys_tosign_bell;
alter function keys_notify_by_urgency() rename to keys_ring_for;
alter function keys_notify() rename to keys_ring;
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0013_asked_and_said")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
