"""What a request names is an id, or the plain text of a plan's id. Rows of before are not asked: one that a
taken part wrote must not keep a house from its next version."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

UUID_TEXT = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class Migration(migrations.Migration):
    dependencies = [("keys", "0014_notify")]

    operations = [
        AddConstraintNotValid(
            model_name="tosign",
            constraint=models.CheckConstraint(
                condition=models.Q(subject__regex="^[0-9A-Za-z._-]+$"), name="keys_tosign_subject_is_plain"
            ),
        ),
        AddConstraintNotValid(
            model_name="tosign",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind__in=["act", "assign"]) | models.Q(subject__regex=UUID_TEXT),
                name="keys_tosign_subject_is_an_id",
            ),
        ),
    ]
