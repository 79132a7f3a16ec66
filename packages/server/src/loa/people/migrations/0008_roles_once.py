"""What no grant may be derives from the table of roles (loa.kernel.roles): known roles, and pairs that are never
held together."""

import django.contrib.postgres.constraints
import loa.kernel.dated
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_moments_of_grants"),
        ("places", "0003_one_province"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rolegrant",
            name="people_administrator_never_approves",
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["editor", "approver", "operator", "auditor", "administrator"])
                ),
                name="people_grant_of_a_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    (
                        models.Case(
                            models.When(role="approver", then=models.Value(1)),
                            models.When(role="administrator", then=models.Value(2)),
                            output_field=models.IntegerField(null=True),
                        ),
                        "<>",
                    ),
                    (loa.kernel.dated.DateSpan("valid_from", "valid_to"), "&&"),
                ],
                name="people_never_approver_and_administrator",
            ),
        ),
    ]
