"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table playlog_gap
  alter column kind type varchar(40);
alter table playlog_playrecord
  alter column kind type varchar(40),
  alter column clock type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("playlog", "0006_marks"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="gap",
                    name="kind",
                    field=models.CharField(
                        choices=[("missing", "chưa tới"), ("lost", "đã mất"), ("fork", "hai bản khác nhau"), ("overlap", "trùng một phần"), ("unlinked", "không nối với bản trước")],
                        max_length=40,
                    ),
                ),
            ],
        ),
    ]
