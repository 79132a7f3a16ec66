"""Where this house is to be found, as announced."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keys', '0007_own_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Address',
            fields=[
                ('head', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='keys.signedhead')),
                ('url', models.CharField(max_length=300)),
                ('mqtt', models.CharField(max_length=300)),
                ('serial', models.BigIntegerField()),
                ('sequence', models.BigIntegerField()),
                ('announced_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('serial', 'sequence'), name='keys_address_in_order')],
            },
        ),
    ]
