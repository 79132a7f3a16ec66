"""A topic's name may be written again for another time, and of one name there is one a day. `valid_to` is from now on
the first day on which it no longer holds, as in every dated row; it was the last on which it did."""

import django.contrib.postgres.constraints
import loa.kernel.dated
from django.db import migrations, models


EXCLUDED = "update newsroom_topic set valid_to = valid_to + 1 where valid_to is not null"
INCLUDED = "update newsroom_topic set valid_to = valid_to - 1 where valid_to is not null"


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0007_one_state'),
    ]

    operations = [
        migrations.RunSQL(EXCLUDED, INCLUDED),
        migrations.AlterField(
            model_name='topic',
            name='name',
            field=models.CharField(max_length=80, verbose_name='tên chuyên mục'),
        ),
        migrations.AlterField(
            model_name='topic',
            name='source',
            field=models.CharField(max_length=200, verbose_name='căn cứ'),
        ),
        migrations.AlterField(
            model_name='topic',
            name='valid_from',
            field=models.DateField(verbose_name='từ ngày'),
        ),
        migrations.AlterField(
            model_name='topic',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='đến ngày'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='newsroom_topic_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('name', '='), (loa.kernel.dated.DateSpan('valid_from', 'valid_to'), '&&')], name='newsroom_topic_one_a_name_a_day'),
        ),
    ]
