"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table places_unit
  alter column kind type varchar(40);
alter table places_succession
  alter column extent type varchar(40);
alter table places_hamlet
  alter column kind type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="hamlet",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("thon", "thôn"),
                            ("ban", "bản"),
                            ("to_dan_pho", "tổ dân phố"),
                            ("khu_pho", "khu phố"),
                        ],
                        max_length=40,
                        verbose_name="loại",
                    ),
                ),
                migrations.AlterField(
                    model_name="succession",
                    name="extent",
                    field=models.CharField(
                        choices=[("whole", "toàn bộ"), ("part", "một phần")], max_length=40
                    ),
                ),
                migrations.AlterField(
                    model_name="unit",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("province", "tỉnh, thành phố"),
                            ("district", "huyện"),
                            ("commune", "xã, phường"),
                        ],
                        max_length=40,
                    ),
                ),
            ],
        ),
    ]
