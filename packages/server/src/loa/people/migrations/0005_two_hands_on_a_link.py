"""A password of someone who approves or administers is set by two hands: one administrator makes the link, another
reads a code to its holder.

The database keeps who did what: a link is made in one's own name, its code given in one's own name by another
administrator over every place of that person, and an account is vouched for by the use of such a link and
nothing else. Links that name no maker come from the first run or from whoever holds the machine.

Accounts that exist keep what they had: their passwords were set before this rule stood.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

FORWARD = """
update people_account set vouched_at = coalesce(last_login, created_at) where password not like '!%';

create function people_link_two_hands() returns trigger language plpgsql as $$
declare
  me bigint := loa_scope_person();
  holder bigint;
begin
  if current_user = 'loa_owner' then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.code_by_id is not null then
      raise insufficient_privilege using message = 'a code is given later, by someone else';
    end if;
    if new.made_by_id is null then
      if loa_administrators() < 2 then
        return new;
      end if;
      raise insufficient_privilege using message = 'a link names who made it';
    end if;
    if new.made_by_id is distinct from me then
      raise insufficient_privilege using message = 'a link is made in one''s own name';
    end if;
    return new;
  end if;
  if (new.code_by_id, new.code_hash, new.code_at) is distinct from (old.code_by_id, old.code_hash, old.code_at) then
    select person_id into holder from people_account where id = new.account_id;
    if new.code_by_id is distinct from me or holder is null or holder = me
       or not loa_is_administrator(me, new.unit_id) or not people_administers_all(holder) then
      raise insufficient_privilege using message = 'a code is given by another administrator, in their own name';
    end if;
  end if;
  return new;
end $$;
create trigger people_link_two_hands before insert or update on people_onetimelink
  for each row execute function people_link_two_hands();

create function people_account_vouched() returns trigger language plpgsql as $$
begin
  if current_user = 'loa_owner' or new.vouched_at is null then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if loa_administrators() = 0 then
      return new;
    end if;
    raise insufficient_privilege using message = 'a new account is vouched for by nobody yet';
  end if;
  if new.vouched_at is distinct from old.vouched_at and not exists (
    select from people_onetimelink l
    where l.account_id = new.id and l.used_at = new.vouched_at and (l.code_by_id is not null or l.made_by_id is null)
  ) then
    raise insufficient_privilege using message = 'an account is vouched for by the use of a link that two opened';
  end if;
  return new;
end $$;
create trigger people_account_vouched before insert or update on people_account
  for each row execute function people_account_vouched();
"""
BACKWARD = """
drop trigger people_account_vouched on people_account;
drop function people_account_vouched();
drop trigger people_link_two_hands on people_onetimelink;
drop function people_link_two_hands();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_over_all_places")]
    operations = [
        migrations.AddField("account", "vouched_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "onetimelink", "code_hash", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField(
            "onetimelink",
            "code_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField("onetimelink", "code_at", models.DateTimeField(null=True)),
        migrations.AddField("onetimelink", "wrong_codes", models.PositiveSmallIntegerField(default=0)),
        migrations.AddConstraint(
            "onetimelink",
            models.CheckConstraint(
                condition=Q(code_by=None, code_at=None, code_hash="")
                | (Q(code_by__isnull=False, code_at__isnull=False) & ~Q(code_hash="")),
                name="people_link_code_is_someones",
            ),
        ),
        migrations.AddConstraint(
            "onetimelink",
            models.CheckConstraint(
                condition=Q(code_by=None) | (Q(made_by__isnull=False) & ~Q(code_by=F("made_by"))),
                name="people_link_code_by_another",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
