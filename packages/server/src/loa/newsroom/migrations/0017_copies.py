"""Who edited what was copied counts as an editor of the copy, until that is approved."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

CARRIED = """
create function newsroom_carried_editors(wanted bigint[]) returns table (bulletin_id bigint, person_id bigint)
  language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive copied(bulletin_id, source_id, revision_id) as (
    select c.bulletin_id, c.source_id, c.source_revision from public.newsroom_copy c
      where c.bulletin_id = any(wanted) and public.loa_scope_some()
    union
    select copied.bulletin_id, c.source_id, c.source_revision
      from copied join public.newsroom_copy c on c.bulletin_id = copied.source_id
      where not exists (select from public.newsroom_approval a
        where a.bulletin_id = copied.source_id and a.revision_id < copied.revision_id)
  )
  select distinct copied.bulletin_id, e.person_id
    from copied join public.newsroom_edit e on e.bulletin_id = copied.source_id
    where e.revision_id <= copied.revision_id and e.revision_id > coalesce(
      (select max(a.revision_id) from public.newsroom_approval a
        where a.bulletin_id = copied.source_id and a.revision_id < copied.revision_id), 0)
$$;
revoke all on function newsroom_carried_editors(bigint[]) from public;
grant execute on function newsroom_carried_editors(bigint[]) to loa_web, loa_worker, loa_signer;
create trigger newsroom_copy_decided before insert on newsroom_copy
  for each row execute function loa_decided('at', 'person_id');
create trigger newsroom_copy_kept before update or delete on newsroom_copy
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger newsroom_copy_kept on newsroom_copy;
drop trigger newsroom_copy_decided on newsroom_copy;
drop function newsroom_carried_editors(bigint[]);
"""


def to(model: str, related: str, kind: type = models.ForeignKey) -> models.Field:
    return kind(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=model)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0016_returned_until_sent_again")]
    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_revision", models.IntegerField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("bulletin", to("newsroom.bulletin", "copied", models.OneToOneField)),
                ("person", to("people.person", "+")),
                ("source", to("newsroom.bulletin", "copies")),
                ("unit", to("places.unit", "+")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("bulletin", models.F("source")), _negated=True),
                        name="newsroom_copy_of_another",
                    )
                ],
            },
        ),
        migrations.RunSQL(CARRIED, BACKWARD),
    ]
