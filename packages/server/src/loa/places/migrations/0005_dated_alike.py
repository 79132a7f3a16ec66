"""Units and bodies take their two dates from the one piece of dated rows: names of fields, nothing in the tables."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0004_bodies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='body',
            name='valid_from',
            field=models.DateField(verbose_name='từ ngày'),
        ),
        migrations.AlterField(
            model_name='body',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='đến ngày'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='valid_from',
            field=models.DateField(verbose_name='từ ngày'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='đến ngày'),
        ),
    ]
