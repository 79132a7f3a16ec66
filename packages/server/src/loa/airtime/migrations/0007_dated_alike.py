"""Regulations take their dates and source from the one piece of dated rows: names of fields, and the same check in its
words."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('airtime', '0006_room_for_words'),
        ('people', '0010_the_name_of_one'),
        ('places', '0005_dated_alike'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='broadcastrule',
            name='rule_validity_in_order',
        ),
        migrations.AlterField(
            model_name='broadcastrule',
            name='source',
            field=models.CharField(max_length=200, verbose_name='căn cứ'),
        ),
        migrations.AlterField(
            model_name='broadcastrule',
            name='valid_from',
            field=models.DateField(verbose_name='từ ngày'),
        ),
        migrations.AlterField(
            model_name='broadcastrule',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='đến ngày'),
        ),
        migrations.AddConstraint(
            model_name='broadcastrule',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='rule_validity_in_order'),
        ),
    ]
