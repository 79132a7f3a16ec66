"""A bulletin's state and its decisions say all: what Wagtail's workflow knew becomes rows of decisions (each
submission by whoever sent it, each approval), and the workflow's own rows go. Returns became decisions in 0004."""

from django.db import migrations

SUBMITTED = """
insert into newsroom_decision (unit_id, kind, bulletin_id, revision_id, person_id, at, reason)
select bulletin.unit_id, 'submitted', bulletin.id, sent.revision_id, account.person_id, way.created_at, ''
from wagtailcore_workflowstate way
join django_content_type kind on kind.id = way.base_content_type_id
  and kind.app_label = 'newsroom' and kind.model = 'bulletin'
join newsroom_bulletin bulletin on bulletin.id::text = way.object_id
join lateral (
  select revision_id from wagtailcore_taskstate where workflow_state_id = way.id order by id limit 1
) sent on true
join people_account account on account.id = way.requested_by_id;
"""
APPROVED = """
insert into newsroom_decision (unit_id, kind, bulletin_id, revision_id, person_id, at, reason)
select unit_id, 'approved', bulletin_id, revision_id, person_id, decided_at, '' from newsroom_approval;
"""
# Their moments and names are those of then, which the trigger would not let anybody write.
KEEP = f"""
alter table newsroom_decision disable trigger newsroom_decision_decided;
{SUBMITTED}{APPROVED}
set constraints all immediate;
alter table newsroom_decision enable trigger newsroom_decision_decided;
"""
# Wagtail's own workflow for pages, which Loa does not have, stays as Wagtail made it.
EMPTY = """
create temporary table our_workflow on commit drop as
  select workflow_id as id from wagtailcore_workflowtask
  where task_id in (select task_ptr_id from newsroom_unitapprovaltask);
create temporary table our_task on commit drop as select task_ptr_id as id from newsroom_unitapprovaltask;
update wagtailcore_workflowstate set current_task_state_id = null;
delete from wagtailcore_taskstate where task_id in (select id from our_task);
delete from wagtailcore_workflowstate where workflow_id in (select id from our_workflow);
delete from wagtailcore_workflowtask where workflow_id in (select id from our_workflow);
delete from wagtailcore_workflowcontenttype where workflow_id in (select id from our_workflow);
delete from wagtailcore_workflow where id in (select id from our_workflow);
delete from newsroom_unitapprovaltask;
delete from wagtailcore_task where id in (select id from our_task);
set constraints all immediate;
"""
NAMES = """
delete from auth_permission where content_type_id in
  (select id from django_content_type where app_label = 'newsroom' and model = 'unitapprovaltask');
delete from django_content_type where app_label = 'newsroom' and model = 'unitapprovaltask';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0006_of_its_own_unit"),
        ("people", "0009_bodies"),
    ]

    operations = [
        migrations.RunSQL(KEEP),
        migrations.RunSQL(EMPTY),
        migrations.RemoveField("bulletin", "locked"),
        migrations.RemoveField("bulletin", "locked_at"),
        migrations.RemoveField("bulletin", "locked_by"),
        migrations.DeleteModel("UnitApprovalTask"),
        migrations.RunSQL(NAMES),
    ]
