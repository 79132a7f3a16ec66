"""A move's moment is the database's, as of every decision. Classes and roles are words that the code knows."""

from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
drop trigger airtime_move_added on airtime_move;
drop function airtime_move_added();
create trigger airtime_move_decided before insert on airtime_move
  for each row execute function loa_decided('at', 'person_id');
create trigger airtime_move_kept before update or delete on airtime_move
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger airtime_move_kept on airtime_move;
drop trigger airtime_move_decided on airtime_move;
create function airtime_move_added() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    raise insufficient_privilege using message = 'moves are only ever added';
  end if;
  if current_user <> 'loa_owner' and new.person_id is distinct from loa_scope_person() then
    raise insufficient_privilege using message = 'who moves a slot does so in their own name';
  end if;
  return new;
end $$;
create trigger airtime_move_added before insert or update or delete on airtime_move
  for each row execute function airtime_move_added();
"""


class Migration(migrations.Migration):
    dependencies = [("airtime", "0003_carry_over"), ("kernel", "0002_decided")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField("move", "at", models.DateTimeField(db_default=Now())),
        migrations.RemoveConstraint("move", "move_by_an_operator"),
        migrations.AlterField("move", "role", models.CharField(max_length=40)),
        migrations.RemoveConstraint("slot", "slot_class_known"),
        migrations.AlterField("slot", "cls", models.CharField(max_length=40)),
    ]
