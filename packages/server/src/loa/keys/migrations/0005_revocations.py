"""Revocations are only ever added, each in its decider's name, at the database's moment; one of a key needs a second
row. Several may name the same device or key: one that nobody may decide must not stand in the way of one that counts.
Those of keys that stand now were the tables' owner's work: agreed to in nobody's name, which no process may write."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


def carry_over(apps, schema_editor):
    agreement = apps.get_model("keys", "RevocationAgreement").objects
    for row in apps.get_model("keys", "Revocation").objects.exclude(key_id=None):
        agreement.create(unit_id=row.unit_id, revocation_id=row.pk)


FORWARD = """
create trigger keys_revocation_decided before insert on keys_revocation
  for each row execute function loa_decided('at', 'by_id');
create trigger keys_revocation_kept before update or delete on keys_revocation
  for each row execute function loa_only_added();
create trigger keys_revocationagreement_decided before insert on keys_revocationagreement
  for each row execute function loa_decided('at', 'person_id');
create trigger keys_revocationagreement_kept before update or delete on keys_revocationagreement
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger keys_revocationagreement_kept on keys_revocationagreement;
drop trigger keys_revocationagreement_decided on keys_revocationagreement;
drop trigger keys_revocation_kept on keys_revocation;
drop trigger keys_revocation_decided on keys_revocation;
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0004_refused"), ("kernel", "0002_decided"), ("people", "0003_two_people")]

    operations = [
        migrations.AlterField("revocation", "device", models.UUIDField(db_index=True, null=True)),
        migrations.AlterField("revocation", "key_id", models.CharField(db_index=True, max_length=32, null=True)),
        migrations.CreateModel(
            name="RevocationAgreement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "revocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="keys.revocation",
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
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
