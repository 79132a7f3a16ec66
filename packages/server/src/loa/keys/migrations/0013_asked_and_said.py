"""Words about the clock and a restore are said in one's own name, as every decision; when an assignment was decided
is the database's to say; and what became of a request is the signer's: who asks, asks for something that waits."""

from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
drop trigger keys_word_now on keys_clockword;
drop trigger keys_word_now on keys_restorationseen;
drop trigger keys_word_now on keys_loweredfloor;
drop function keys_word_now();
create trigger keys_loweredfloor_stamped before insert on keys_loweredfloor
  for each row execute function loa_stamped('at');
create trigger keys_clockword_decided before insert on keys_clockword
  for each row execute function loa_decided('at', 'by_id');
create trigger keys_clockword_kept before update or delete on keys_clockword
  for each row execute function loa_only_added();
create trigger keys_restorationseen_decided before insert on keys_restorationseen
  for each row execute function loa_decided('at', 'by_id');
create trigger keys_restorationseen_kept before update or delete on keys_restorationseen
  for each row execute function loa_only_added();

create trigger keys_assignment_stamped before insert on keys_assignment
  for each row execute function loa_stamped('at');
create trigger keys_assignment_kept before update or delete on keys_assignment
  for each row execute function loa_only_added();

create function keys_asked() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner' then
    if (new.state, new.code, new.why) is distinct from ('waiting', '', '') or new.decided_at is not null then
      raise insufficient_privilege using message = 'keys_tosign: what became of it the signer says';
    end if;
    new.asked_at := loa_now();
  end if;
  return new;
end $$;
create trigger keys_tosign_asked before insert on keys_tosign
  for each row execute function keys_asked();
"""
BACKWARD = """
drop trigger keys_tosign_asked on keys_tosign;
drop function keys_asked();
drop trigger keys_assignment_kept on keys_assignment;
drop trigger keys_assignment_stamped on keys_assignment;
drop trigger keys_restorationseen_kept on keys_restorationseen;
drop trigger keys_restorationseen_decided on keys_restorationseen;
drop trigger keys_clockword_kept on keys_clockword;
drop trigger keys_clockword_decided on keys_clockword;
drop trigger keys_loweredfloor_stamped on keys_loweredfloor;
create function keys_word_now() returns trigger language plpgsql as $$
begin new.at := now(); return new; end $$;
create trigger keys_word_now before insert on keys_clockword
  for each row execute function keys_word_now();
create trigger keys_word_now before insert on keys_restorationseen
  for each row execute function keys_word_now();
create trigger keys_word_now before insert on keys_loweredfloor
  for each row execute function keys_word_now();
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0012_lowered_floors"), ("kernel", "0003_in_somebodys_name")]
    operations = [
        migrations.AlterField("assignment", "at", models.DateTimeField(db_default=Now())),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
