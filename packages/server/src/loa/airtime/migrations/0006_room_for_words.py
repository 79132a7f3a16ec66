"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table airtime_slot
  alter column state type varchar(40),
  alter column cls type varchar(40);
alter table airtime_move
  alter column role type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("airtime", "0005_rules"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="move",
                    name="role",
                    field=models.CharField(max_length=40),
                ),
                migrations.AlterField(
                    model_name="slot",
                    name="cls",
                    field=models.CharField(max_length=40),
                ),
                migrations.AlterField(
                    model_name="slot",
                    name="state",
                    field=models.CharField(
                        choices=[("placed", "Trong lịch"), ("withdrawn", "Đã bỏ")],
                        default="placed",
                        max_length=40,
                    ),
                ),
            ],
        ),
    ]
