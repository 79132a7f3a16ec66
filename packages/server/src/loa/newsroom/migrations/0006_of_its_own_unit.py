"""An approval is of its bulletin's own unit, and of no revision that was withdrawn."""

from django.db import migrations

FORWARD = """
create or replace function newsroom_approval_added() returns trigger language plpgsql as $$
declare
  home int;
begin
  if current_user <> 'loa_owner' and (new.person_id is distinct from loa_scope_person()
      or new.account_id is distinct from loa_scope_account()) then
    raise insufficient_privilege using message = 'newsroom_approval: decided in somebody else''s name';
  end if;
  select unit_id into home from newsroom_bulletin where id = new.bulletin_id for update;
  if current_user <> 'loa_owner' and home is distinct from new.unit_id then
    raise check_violation using message = 'newsroom_approval: the bulletin is of another unit';
  end if;
  new.decided_at := loa_moment((convert_from(new.form, 'UTF8')::jsonb ->> 'decided_ms')::bigint);
  if exists (select from newsroom_approval a where a.bulletin_id = new.bulletin_id
             and not exists (select from newsroom_decision d where d.approval_id = a.id)) then
    raise unique_violation using message = 'one standing approval a bulletin';
  end if;
  if exists (select from newsroom_decision d where d.bulletin_id = new.bulletin_id
             and d.kind = 'withdrawn' and d.revision_id >= new.revision_id) then
    raise check_violation using message = 'newsroom_approval: what was withdrawn is not approved again';
  end if;
  return new;
end $$;
"""
BACKWARD = """
create or replace function newsroom_approval_added() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner' and (new.person_id is distinct from loa_scope_person()
      or new.account_id is distinct from loa_scope_account()) then
    raise insufficient_privilege using message = 'newsroom_approval: decided in somebody else''s name';
  end if;
  perform from newsroom_bulletin where id = new.bulletin_id for update;
  if exists (select from newsroom_approval a where a.bulletin_id = new.bulletin_id
             and not exists (select from newsroom_decision d where d.approval_id = a.id)) then
    raise unique_violation using message = 'one standing approval a bulletin';
  end if;
  new.decided_at := loa_moment((convert_from(new.form, 'UTF8')::jsonb ->> 'decided_ms')::bigint);
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_room_for_words")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
