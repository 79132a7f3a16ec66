"""Looks at the decisions of before. It reads the table while everybody goes on reading and writing it: the
constraint came by a transaction of its own."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0014_discarded_edits")]
    operations = [ValidateConstraint("decision", "newsroom_decision_kind")]
