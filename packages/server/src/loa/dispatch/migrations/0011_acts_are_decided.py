"""An act is decided in one's own name at the database's moment, and never changed, as every decision."""

from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
create trigger dispatch_act_decided before insert on dispatch_act
  for each row execute function loa_decided('decided_at', 'by_id');
create trigger dispatch_act_kept before update or delete on dispatch_act
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger dispatch_act_kept on dispatch_act;
drop trigger dispatch_act_decided on dispatch_act;
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0010_room_for_words"), ("kernel", "0003_in_somebodys_name")]
    operations = [
        migrations.AlterField("act", "decided_at", models.DateTimeField(db_default=Now())),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
