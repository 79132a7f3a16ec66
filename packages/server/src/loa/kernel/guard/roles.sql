-- The roles of the cluster, made by its superuser before the first migrate, any number of times.
-- None of them is a superuser, makes roles or databases, or inherits from another. Passwords are set apart.
do $roles$
declare
  name text;
begin
  foreach name in array array['loa_owner', 'loa_web', 'loa_worker', 'loa_bridge', 'loa_signer', 'loa_backup'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I', name);
    end if;
    execute format('alter role %I login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls', name);
  end loop;
end
$roles$;
-- The backup alone passes row security: pg_dump refuses to leave rows out without saying so.
alter role loa_backup bypassrls;
