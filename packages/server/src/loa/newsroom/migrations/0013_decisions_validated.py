"""Looks at the decisions of before. It reads the table while everybody goes on reading and writing it: the
constraint came by a transaction of its own."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0012_decisions_of_known_kinds")]
    operations = [ValidateConstraint("decision", "newsroom_decision_kind")]
