"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table keys_tosign
  alter column kind type varchar(40),
  alter column subject type varchar(80),
  alter column state type varchar(40);
alter table keys_signedhead
  alter column kind type varchar(40),
  alter column subject type varchar(80);
alter table keys_assignment
  alter column state type varchar(40),
  alter column plan_id type varchar(80),
  alter column ceiling type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("keys", "0009_restoration"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="assignment",
                    name="ceiling",
                    field=models.CharField(default="completed", max_length=40),
                ),
                migrations.AlterField(
                    model_name="assignment",
                    name="plan_id",
                    field=models.CharField(max_length=80),
                ),
                migrations.AlterField(
                    model_name="assignment",
                    name="state",
                    field=models.CharField(max_length=40),
                ),
                migrations.AlterField(
                    model_name="signedhead",
                    name="kind",
                    field=models.CharField(
                        choices=[("plan", "lịch phát"), ("act", "lệnh"), ("assign", "cấp quyền cụm loa"), ("address", "địa chỉ máy chủ")],
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="signedhead",
                    name="subject",
                    field=models.CharField(max_length=80),
                ),
                migrations.AlterField(
                    model_name="tosign",
                    name="kind",
                    field=models.CharField(
                        choices=[("plan", "lịch phát"), ("act", "lệnh"), ("assign", "cấp quyền cụm loa"), ("address", "địa chỉ máy chủ")],
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="tosign",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("waiting", "chờ ký"),
                            ("signed", "đã ký"),
                            ("refused", "không ký"),
                            ("overtaken", "đã có bản mới hơn"),
                        ],
                        default="waiting",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="tosign",
                    name="subject",
                    field=models.CharField(max_length=80),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="keys_assignment_state_known",
        ),
    ]
