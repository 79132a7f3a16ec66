"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
alter table newsroom_bulletin
  alter column state type varchar(40),
  alter column cls type varchar(40);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0004_decisions"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="bulletin",
                    name="cls",
                    field=models.CharField(
                        choices=[("ordinary", "Thông thường"), ("priority", "Ưu tiên")],
                        default="ordinary",
                        max_length=40,
                        verbose_name="Loại tin",
                    ),
                ),
                migrations.AlterField(
                    model_name="bulletin",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("draft", "Bản nháp"),
                            ("submitted", "Chờ duyệt"),
                            ("returned", "Bị trả lại"),
                            ("approved", "Đã duyệt"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=40,
                    ),
                ),
            ],
        ),
    ]
