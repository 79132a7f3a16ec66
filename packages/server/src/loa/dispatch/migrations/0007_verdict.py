"""The signer's verdicts on parts of plans. Plans that were refused whole before are asked for again: what in them
can be proven is signed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
AGAIN = """
update keys_tosign t set state = 'waiting', code = '', why = '', decided_at = null
where t.kind = 'plan' and t.state = 'refused' and t.code <> 'no-key'
  and not exists (
    select from keys_tosign n where n.kind = 'plan' and n.subject = t.subject and n.id > t.id
  )
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0006_stops_asked_again"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Verdict",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("date", models.DateField()),
                ("within", models.CharField(blank=True, max_length=64)),
                ("code", models.CharField(max_length=40)),
                ("detail", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(db_default=Now())),
                ("fell_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="dispatch.planneditem"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=CASCADE,
                        related_name="+",
                        to="dispatch.plan",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="places.unit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "date"], name="dispatch_verdict_unit_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(fell_at=None),
                        fields=("unit", "date", "plan", "item", "within"),
                        name="dispatch_verdict_stands_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=Q(item__isnull=False) | ~Q(within=""), name="dispatch_verdict_names_its_part"
                    ),
                    models.CheckConstraint(condition=~Q(code=""), name="dispatch_verdict_says_why"),
                ],
            },
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
