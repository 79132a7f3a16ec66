"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table media_sound
  alter column origin type varchar(40),
  alter column state type varchar(40),
  alter column reason type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="sound",
                    name="origin",
                    field=models.CharField(
                        choices=[("upload", "Thu hoặc gửi lên"), ("speech", "Máy đọc")], max_length=40
                    ),
                ),
                migrations.AlterField(
                    model_name="sound",
                    name="reason",
                    field=models.CharField(blank=True, max_length=40),
                ),
                migrations.AlterField(
                    model_name="sound",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("waiting", "Đang chờ xử lý"),
                            ("working", "Đang xử lý"),
                            ("ready", "Sẵn sàng"),
                            ("failed", "Không dùng được"),
                        ],
                        default="waiting",
                        max_length=40,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="sound",
            name="media_sound_state",
        ),
    ]
