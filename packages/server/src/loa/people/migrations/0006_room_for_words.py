"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table people_rolegrant
  alter column role type varchar(40);
alter table people_onetimelink
  alter column purpose type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_two_hands_on_a_link"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="onetimelink",
                    name="purpose",
                    field=models.CharField(
                        choices=[("invite", "mời"), ("reset", "đặt lại mật khẩu"), ("first_run", "khởi đầu")],
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="rolegrant",
                    name="role",
                    field=models.CharField(
                        choices=[
                            ("editor", "biên tập"),
                            ("approver", "duyệt"),
                            ("operator", "vận hành"),
                            ("auditor", "kiểm tra"),
                            ("administrator", "quản trị"),
                        ],
                        max_length=40,
                        verbose_name="vai trò",
                    ),
                ),
            ],
        ),
    ]
