"""What a device holds is told by (serial, sequence), and what it reads by versions. Plan ids may name a channel."""

import django.contrib.postgres.fields
from django.db import migrations, models

# A column's type cannot change while a trigger names it.
WITHOUT = "drop trigger fleet_device_posting on fleet_device"
WITH = """
create trigger fleet_device_posting after insert or update of state, plan_id, unit_id on fleet_device
  for each row execute function fleet_device_posting()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('fleet', '0003_sealed_claims'),
    ]

    operations = [
        migrations.RunSQL(WITHOUT, WITH),
        migrations.AddField(
            model_name='health',
            name='address_sequence',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='health',
            name='address_serial',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='health',
            name='assignment_serial',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='health',
            name='let_in_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='health',
            name='plan_serial',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='health',
            name='speaks',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), db_default=[], size=None),
        ),
        migrations.AddField(
            model_name='health',
            name='speaks_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='health',
            name='trust_serial',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='device',
            name='plan_id',
            field=models.CharField(max_length=44),
        ),
        migrations.AlterField(
            model_name='health',
            name='plan_id',
            field=models.CharField(blank=True, db_default='', max_length=44),
        ),
        migrations.AlterField(
            model_name='health',
            name='refused_code',
            field=models.CharField(blank=True, db_default='', max_length=40),
        ),
        migrations.AlterField(
            model_name='posting',
            name='plan_id',
            field=models.CharField(max_length=44),
        ),
        migrations.RunSQL(WITH, WITHOUT),
    ]
