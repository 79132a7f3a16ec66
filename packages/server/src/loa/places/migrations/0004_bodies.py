"""Departments, offices, stations, production centres: bodies beside the tree, each at a place."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import loa.kernel.dated
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_one_province'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='places.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='places_body_ends_after_start'), models.UniqueConstraint(fields=('id', 'unit'), name='places_body_at_its_unit'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('name', '='), (loa.kernel.dated.DateSpan('valid_from', 'valid_to'), '&&')], name='places_body_one_a_name_a_day')],
            },
        ),
    ]
