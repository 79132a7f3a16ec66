"""A decision is of a kind that there is, on a revision of its bulletin, and ends an approval of that bulletin if it
is a withdrawal or a replacement, and only then. The rows of before are looked at by the next migration, which does
not keep anybody waiting."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

FORWARD = """
create function newsroom_decision_on_its_bulletin() returns trigger language plpgsql as $$
begin
  if not exists (select from wagtailcore_revision r where r.id = new.revision_id
                 and r.object_id = new.bulletin_id::text and r.base_content_type_id =
                   (select id from django_content_type where app_label = 'newsroom' and model = 'bulletin')) then
    raise check_violation using message = 'newsroom_decision: the revision is of another bulletin';
  end if;
  if new.approval_id is not null and not exists (
      select from newsroom_approval a where a.id = new.approval_id and a.bulletin_id = new.bulletin_id
      and a.revision_id = new.revision_id) then
    raise check_violation using message = 'newsroom_decision: the approval is of another revision';
  end if;
  return new;
end $$;
-- The owner migrates and restores.
create trigger newsroom_decision_on_its_bulletin before insert on newsroom_decision
  for each row when (current_user <> 'loa_owner') execute function newsroom_decision_on_its_bulletin();
"""
BACKWARD = """
drop trigger newsroom_decision_on_its_bulletin on newsroom_decision;
drop function newsroom_decision_on_its_bulletin();
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0011_a_place_in_the_text")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        AddConstraintNotValid(
            "decision",
            models.CheckConstraint(
                condition=Q(
                    kind__in=("submitted", "recalled", "returned", "approved"), approval=None
                )
                | Q(kind__in=("withdrawn", "replaced"), approval__isnull=False),
                name="newsroom_decision_kind",
            ),
        ),
    ]
