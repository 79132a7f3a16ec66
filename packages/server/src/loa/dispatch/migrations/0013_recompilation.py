"""What waits to be compiled since a rule above communes changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0012_from_unit'),
        ('places', '0004_bodies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recompilation',
            fields=[
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='places.unit')),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
