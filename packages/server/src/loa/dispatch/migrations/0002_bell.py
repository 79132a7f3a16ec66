"""A row to be sent rings the bridge's bell in the same transaction."""

from django.db import migrations

FORWARD = """
create function dispatch_ring() returns trigger language plpgsql as $$
begin
  perform pg_notify('loa_to_send', '');
  return null;
end
$$;
create trigger dispatch_tosend_bell after insert on dispatch_tosend for each statement execute function dispatch_ring();
"""
BACKWARD = """
drop trigger dispatch_tosend_bell on dispatch_tosend;
drop function dispatch_ring();
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
