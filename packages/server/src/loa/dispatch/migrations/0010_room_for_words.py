"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table dispatch_plan
  alter column plan_id type varchar(80);
alter table dispatch_planday
  alter column plan_id type varchar(80);
alter table dispatch_planneditem
  alter column cls type varchar(40);
alter table dispatch_act
  alter column kind type varchar(40),
  alter column target type varchar(40),
  alter column target_id type varchar(80);
alter table dispatch_attempt
  alter column state type varchar(40),
  alter column code type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0009_given_acts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="act",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("silence", "tắt tiếng"),
                            ("restore", "mở lại"),
                            ("cancel", "dừng"),
                            ("tone", "kêu thử"),
                        ],
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="act",
                    name="target",
                    field=models.CharField(
                        choices=[
                            ("all", "tất cả"),
                            ("unit", "một xã, phường"),
                            ("plan", "một thôn"),
                            ("device", "một cụm loa"),
                        ],
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="act",
                    name="target_id",
                    field=models.CharField(blank=True, max_length=80),
                ),
                migrations.AlterField(
                    model_name="attempt",
                    name="code",
                    field=models.CharField(blank=True, max_length=40),
                ),
                migrations.AlterField(
                    model_name="attempt",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("waiting", "chưa trả lời"),
                            ("applied", "đã làm"),
                            ("refused", "từ chối"),
                            ("unsupported", "máy chưa hiểu lệnh này"),
                            ("expired", "hết hạn"),
                            ("unsigned", "không được ký"),
                        ],
                        default="waiting",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="plan",
                    name="plan_id",
                    field=models.CharField(max_length=80, primary_key=True, serialize=False),
                ),
                migrations.AlterField(
                    model_name="planneditem",
                    name="cls",
                    field=models.CharField(max_length=40),
                ),
            ],
        ),
    ]
