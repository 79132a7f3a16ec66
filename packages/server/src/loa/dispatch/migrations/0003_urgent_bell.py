"""What is urgent rings a bell of its own, so that it is not sent behind a province's plans."""

from django.db import migrations

FORWARD = """
create or replace function dispatch_ring() returns trigger language plpgsql as $$
begin
  if exists (select from fresh where urgent) then perform pg_notify('loa_to_send_urgent', ''); end if;
  if exists (select from fresh where not urgent) then perform pg_notify('loa_to_send', ''); end if;
  return null;
end
$$;
drop trigger dispatch_tosend_bell on dispatch_tosend;
create trigger dispatch_tosend_bell after insert on dispatch_tosend referencing new table as fresh
  for each statement execute function dispatch_ring();
"""
BACKWARD = """
drop trigger dispatch_tosend_bell on dispatch_tosend;
create or replace function dispatch_ring() returns trigger language plpgsql as $$
begin
  perform pg_notify('loa_to_send', '');
  return null;
end
$$;
create trigger dispatch_tosend_bell after insert on dispatch_tosend for each statement execute function dispatch_ring();
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_bell")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
