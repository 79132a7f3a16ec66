"""Stops that were refused because ten minutes had passed, or for want of a key, wait again: they never go stale.

Not those whose target was restored since: signed now, they would be later than the restore.
"""

from django.db import migrations

AGAIN = """
with stopped as (
  select o.id, o.target, o.target_id, o.decided_at, t.id as request
  from dispatch_act o join keys_tosign t on t.kind = 'act' and t.subject = o.id::text
  where t.state = 'refused' and t.code in ('expired', 'no-key')
    and o.kind in ('silence', 'blank', 'cancel') and o.expires_at > now()
), again as (
  select s.id, s.request from stopped s
  where not exists (
    select from dispatch_act r join keys_signedhead h on h.kind = 'act' and h.subject = r.id::text
    where r.kind = 'restore' and r.target = s.target and r.target_id = s.target_id
      and r.decided_at > s.decided_at
  )
), expected as (
  update dispatch_attempt a set state = 'waiting', tries = 0, next_at = null
  from again where a.act_id = again.id and a.state = 'unsigned'
)
update keys_tosign t set state = 'waiting', code = '', why = '', decided_at = null
from again where t.id = again.request
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0005_day_plans_taken_apart"), ("keys", "0004_refused")]
    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
