"""Regulations are only ever added: a later row takes the earlier one's place, one to come is taken back by a row,
and one that allows more than before counts once a second person's row agrees. Those that stand now count as they
are: the tables' owner agrees, in nobody's name, which no process may."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Now


def carry_over(apps, schema_editor):
    rule = apps.get_model("airtime", "BroadcastRule").objects
    decision = apps.get_model("airtime", "RuleDecision").objects
    for row in rule.exclude(valid_to=None).iterator():
        # It ended where the next began: now the next one's row says so.
        if rule.filter(unit_id=row.unit_id, valid_from=row.valid_to).exists():
            rule.filter(pk=row.pk).update(valid_to=None)
    for row in rule.iterator():
        decision.create(unit_id=row.unit_id, rule_id=row.pk, kind="agreed")


FORWARD = """
create trigger airtime_broadcastrule_decided before insert on airtime_broadcastrule
  for each row execute function loa_decided('made_at', 'made_by_id');
create trigger airtime_broadcastrule_kept before update or delete on airtime_broadcastrule
  for each row execute function loa_only_added();
create trigger airtime_ruledecision_decided before insert on airtime_ruledecision
  for each row execute function loa_decided('at', 'person_id');
create trigger airtime_ruledecision_kept before update or delete on airtime_ruledecision
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger airtime_ruledecision_kept on airtime_ruledecision;
drop trigger airtime_ruledecision_decided on airtime_ruledecision;
drop trigger airtime_broadcastrule_kept on airtime_broadcastrule;
drop trigger airtime_broadcastrule_decided on airtime_broadcastrule;
"""


class Migration(migrations.Migration):
    dependencies = [("airtime", "0004_moves"), ("people", "0003_two_people"), ("places", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RuleDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="airtime.broadcastrule",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={"ordering": ["rule", "id"], "verbose_name": "quyết định về quy chế"},
        ),
        migrations.RemoveConstraint("broadcastrule", "one_rule_a_unit_a_day"),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AddIndex(
            "broadcastrule", models.Index(fields=["unit", "-id"], name="airtime_rule_newest_idx")
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
