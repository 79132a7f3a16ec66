"""Figures that the worker counts, in place of counting for each reader. A day counted before is marked as such (a
default, no row is written), and counted by sound in time by the hourly job."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0004_bodies'),
        ('playlog', '0008_chain_of_a_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommuneFigures',
            fields=[
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='places.unit')),
                ('counted_at', models.DateTimeField(null=True)),
                ('clusters', models.JSONField(db_default=[])),
                ('missed_clusters', models.PositiveIntegerField(db_default=0)),
                ('missed_at', models.DateTimeField(null=True)),
                ('missed_why', models.CharField(blank=True, db_default='', max_length=40)),
                ('missed_reasons', models.PositiveSmallIntegerField(db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SoundTotal',
            fields=[
                ('pk', models.CompositePrimaryKey('day', 'unit', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('number', models.PositiveSmallIntegerField()),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
                ('item', models.CharField(max_length=80)),
                ('slot', models.UUIDField()),
                ('title', models.TextField()),
                ('cls', models.CharField(max_length=40)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('stands', models.BooleanField()),
                ('goes_on', models.BooleanField()),
                ('planned', models.PositiveIntegerField()),
                ('received', models.PositiveIntegerField()),
                ('started', models.PositiveIntegerField()),
                ('completed', models.PositiveIntegerField()),
                ('ordered', models.PositiveIntegerField()),
                ('reasons', models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name='daytotal',
            name='by_sound',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AlterField(
            model_name='daytotal',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit'),
        ),
        migrations.AddIndex(
            model_name='daytotal',
            index=models.Index(condition=models.Q(('by_sound', False)), fields=['day'], name='playlog_daytotal_whole_idx'),
        ),
    ]
