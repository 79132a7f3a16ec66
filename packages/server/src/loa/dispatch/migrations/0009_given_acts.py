"""Acts that devices hold and this house has lost."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0008_new_wire'),
        ('fleet', '0004_what_it_reads'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='GivenAct',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('act', models.UUIDField()),
                ('serial', models.BigIntegerField()),
                ('sequence', models.BigIntegerField()),
                ('kind', models.CharField(max_length=24)),
                ('target', models.CharField(max_length=24)),
                ('target_id', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('head', models.BinaryField()),
                ('given_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fleet.device')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-decided_at'], name='dispatch_givenact_unit_idx')],
            },
        ),
    ]
