"""A root may state itself again, as one more row: the highest sequence is in force. Rows are only ever added, none
behind another, and a demo's root and a real one never change places."""

from django.db import migrations, models

FORWARD = """
create function keys_root_goes_on() returns trigger language plpgsql as $$
begin
  if exists (select from keys_root where sequence >= new.sequence or demo <> new.demo) then
    raise check_violation using message = 'keys_root: a root never goes back, and stays a demo''s or a real one';
  end if;
  return new;
end $$;
create trigger keys_root_goes_on before insert on keys_root
  for each row execute function keys_root_goes_on();
create trigger keys_root_kept before update or delete on keys_root
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger keys_root_kept on keys_root;
drop trigger keys_root_goes_on on keys_root;
drop function keys_root_goes_on();
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0010_room_for_words"), ("kernel", "0002_decided")]

    operations = [
        migrations.AlterField("root", "key_id", models.CharField(max_length=32)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
