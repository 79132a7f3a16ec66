"""A row to be signed rings the signer's bell in the same transaction."""

from django.db import migrations

FORWARD = """
create function keys_ring() returns trigger language plpgsql as $$
begin
  perform pg_notify('loa_to_sign', '');
  return null;
end
$$;
create trigger keys_tosign_bell after insert on keys_tosign for each statement execute function keys_ring();
create trigger keys_revocation_bell after insert on keys_revocation for each statement execute function keys_ring();
"""
BACKWARD = """
drop trigger keys_revocation_bell on keys_revocation;
drop trigger keys_tosign_bell on keys_tosign;
drop function keys_ring();
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
