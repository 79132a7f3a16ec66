"""A sound that is ready is never another one: what an approval was given for is what its row says ever after."""

from django.db import migrations

FORWARD = """
create function media_sound_ready() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner' and old.state = 'ready'
     and (new.state, new.sha256, new.bytes, new.duration_ms, new.unit_id, new.source_sha256)
       is distinct from (old.state, old.sha256, old.bytes, old.duration_ms, old.unit_id, old.source_sha256) then
    raise insufficient_privilege using message = 'media_sound: a ready sound is not changed';
  end if;
  return new;
end $$;
create trigger media_sound_ready before update on media_sound
  for each row execute function media_sound_ready();
"""
BACKWARD = """
drop trigger media_sound_ready on media_sound;
drop function media_sound_ready();
"""


class Migration(migrations.Migration):
    dependencies = [("media", "0002_room_for_words")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
