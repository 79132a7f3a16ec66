"""What is decided on a bulletin is a row that nobody updates or deletes, at the database's moment. An approval
ends by a row of its own (withdrawn, or replaced by a newer one); returns come out of Wagtail's workflow."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

MOST_REASON = 400


def keep(apps, schema_editor):
    approval = apps.get_model("newsroom", "Approval").objects
    decision = apps.get_model("newsroom", "Decision").objects
    for row in approval.exclude(withdrawn_at=None).iterator():
        later = approval.filter(
            bulletin_id=row.bulletin_id, revision_id__gt=row.revision_id, decided_at__gte=row.withdrawn_at
        )
        decision.create(
            kind="replaced" if later.exists() else "withdrawn",
            unit_id=row.unit_id,
            bulletin_id=row.bulletin_id,
            revision_id=row.revision_id,
            approval_id=row.pk,
            person_id=row.withdrawn_by_id or row.person_id,
            at=row.withdrawn_at,
            reason=row.withdrawn_reason,
        )
    _returns(apps, decision)


def _returns(apps, decision):
    bulletins = apps.get_model("newsroom", "Bulletin").objects
    returned = apps.get_model("wagtailcore", "TaskState").objects.filter(
        status="rejected",
        workflow_state__base_content_type__app_label="newsroom",
        workflow_state__base_content_type__model="bulletin",
        finished_by__isnull=False,
        finished_at__isnull=False,
    )
    for state in returned.select_related("workflow_state", "finished_by").iterator():
        row = bulletins.filter(pk=state.workflow_state.object_id).first()
        if row is None:
            continue
        decision.create(
            kind="returned",
            unit_id=row.unit_id,
            bulletin_id=row.pk,
            revision_id=state.revision_id,
            person_id=state.finished_by.person_id,
            at=state.finished_at,
            reason=state.comment[:MOST_REASON],
        )


FORWARD = """
create function newsroom_approval_added() returns trigger language plpgsql as $$
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
create trigger newsroom_approval_added before insert on newsroom_approval
  for each row execute function newsroom_approval_added();
create trigger newsroom_approval_kept before update or delete on newsroom_approval
  for each row execute function loa_only_added();
create trigger newsroom_decision_decided before insert on newsroom_decision
  for each row execute function loa_decided('at', 'person_id');
create trigger newsroom_decision_kept before update or delete on newsroom_decision
  for each row execute function loa_only_added();
create trigger newsroom_edit_decided before insert on newsroom_edit
  for each row execute function loa_decided('at', 'person_id');
create trigger newsroom_edit_kept before update or delete on newsroom_edit
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger newsroom_edit_kept on newsroom_edit;
drop trigger newsroom_edit_decided on newsroom_edit;
drop trigger newsroom_decision_kept on newsroom_decision;
drop trigger newsroom_decision_decided on newsroom_decision;
drop trigger newsroom_approval_kept on newsroom_approval;
drop trigger newsroom_approval_added on newsroom_approval;
drop function newsroom_approval_added();
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0003_said"), ("kernel", "0002_decided")]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("revision_id", models.IntegerField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("reason", models.CharField(blank=True, max_length=MOST_REASON)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="newsroom.bulletin",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ending",
                        to="newsroom.approval",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={"ordering": ["bulletin", "-id"], "verbose_name": "quyết định"},
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RemoveConstraint("approval", "one_standing_approval_a_bulletin"),
        migrations.RemoveField("approval", "withdrawn_at"),
        migrations.RemoveField("approval", "withdrawn_by"),
        migrations.RemoveField("approval", "withdrawn_reason"),
        migrations.AlterField("approval", "decided_at", models.DateTimeField(db_default=Now())),
        migrations.AlterField("edit", "at", models.DateTimeField(db_default=Now())),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
