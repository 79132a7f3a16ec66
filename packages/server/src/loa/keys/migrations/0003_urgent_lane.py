"""What is urgent rings a bell of its own, so that whoever waits for it is not woken by plans; an act is always
urgent; the newest act's sequence is found without reading past the plans signed since."""

from django.db import migrations, models
from django.db.models import Q

FORWARD = """
drop trigger keys_tosign_bell on keys_tosign;
create function keys_ring_for() returns trigger language plpgsql as $$
begin
  if exists (select from fresh where urgent) then perform pg_notify('loa_to_sign_urgent', ''); end if;
  if exists (select from fresh where not urgent) then perform pg_notify('loa_to_sign', ''); end if;
  return null;
end
$$;
create trigger keys_tosign_bell after insert on keys_tosign referencing new table as fresh
  for each statement execute function keys_ring_for();
"""
BACKWARD = """
drop trigger keys_tosign_bell on keys_tosign;
drop function keys_ring_for();
create trigger keys_tosign_bell after insert on keys_tosign for each statement execute function keys_ring();
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0002_bell")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            "tosign",
            models.CheckConstraint(
                condition=~Q(kind="act") | Q(urgent=True), name="keys_tosign_act_is_urgent"
            ),
        ),
        migrations.AddIndex(
            "signedhead",
            models.Index("sequence", condition=Q(kind="act"), name="keys_signedhead_act_idx"),
        ),
    ]
