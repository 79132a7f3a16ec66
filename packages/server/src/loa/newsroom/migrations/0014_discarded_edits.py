"""An edit of an approved bulletin that is thrown away is a decision too. The rows of before, all of kinds known
already, are looked at by the next migration, which does not keep anybody waiting."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0013_decisions_validated")]
    operations = [
        migrations.RemoveConstraint("decision", "newsroom_decision_kind"),
        AddConstraintNotValid(
            "decision",
            models.CheckConstraint(
                condition=Q(
                    kind__in=("submitted", "recalled", "returned", "approved", "discarded"), approval=None
                )
                | Q(kind__in=("withdrawn", "replaced"), approval__isnull=False),
                name="newsroom_decision_kind",
            ),
        ),
    ]
