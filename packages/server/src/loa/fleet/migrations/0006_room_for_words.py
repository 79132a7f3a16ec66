"""Columns of words take the next word: longer, by the catalogue alone (no row is written again), and without a
list of words in the database."""

from django.db import migrations, models

FORWARD = """
drop trigger fleet_device_posting on fleet_device;
alter table fleet_site
  alter column power type varchar(40);
alter table fleet_device
  alter column kind type varchar(40),
  alter column state type varchar(40),
  alter column plan_id type varchar(80),
  alter column ceiling type varchar(40);
alter table fleet_posting
  alter column plan_id type varchar(80);
alter table fleet_health
  alter column clock type varchar(40),
  alter column plan_id type varchar(80),
  alter column refused_code type varchar(40);
create trigger fleet_device_posting after insert or update of state, plan_id, unit_id on fleet_device
  for each row execute function fleet_device_posting();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0005_unknown_acts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="device",
                    name="ceiling",
                    field=models.CharField(default="completed", max_length=40),
                ),
                migrations.AlterField(
                    model_name="device",
                    name="kind",
                    field=models.CharField(
                        choices=[("speaker", "cụm loa")], default="speaker", max_length=40
                    ),
                ),
                migrations.AlterField(
                    model_name="device",
                    name="plan_id",
                    field=models.CharField(max_length=80),
                ),
                migrations.AlterField(
                    model_name="device",
                    name="state",
                    field=models.CharField(
                        choices=[("new", "chưa nhận máy"), ("active", "đang dùng"), ("disabled", "đã khóa")],
                        default="new",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="health",
                    name="clock",
                    field=models.CharField(blank=True, db_default="", max_length=40),
                ),
                migrations.AlterField(
                    model_name="health",
                    name="plan_id",
                    field=models.CharField(blank=True, db_default="", max_length=80),
                ),
                migrations.AlterField(
                    model_name="health",
                    name="refused_code",
                    field=models.CharField(blank=True, db_default="", max_length=40),
                ),
                migrations.AlterField(
                    model_name="posting",
                    name="plan_id",
                    field=models.CharField(max_length=80),
                ),
                migrations.AlterField(
                    model_name="site",
                    name="power",
                    field=models.CharField(
                        choices=[
                            ("grid", "điện lưới"),
                            ("solar", "pin mặt trời"),
                            ("mixed", "điện lưới và pin"),
                        ],
                        default="grid",
                        max_length=40,
                        verbose_name="nguồn điện",
                    ),
                ),
            ],
        ),
    ]
