"""A unit reads a written form one way at any moment of its history, not only now: kept over the whole time, as of every
dated row. Readings that overlap, which only a clock that was set back could leave, end where the next one begins."""

import django.contrib.postgres.constraints
import django.db.models.functions.datetime
import loa.kernel.dated
from django.db import migrations, models


MEND = """
update speech_lexiconentry held set valid_to = following.begins
from (
  select id, lead(valid_from) over (partition by unit_id, written order by valid_from, id) as begins
  from speech_lexiconentry where valid_to is null or valid_to > valid_from
) following
where following.id = held.id and following.begins is not null
  and (held.valid_to is null or held.valid_to > following.begins)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_the_name_of_one'),
        ('places', '0005_dated_alike'),
        ('speech', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='lexiconentry',
            name='speech_one_reading_at_a_time',
        ),
        migrations.AlterField(
            model_name='lexiconentry',
            name='valid_from',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='từ lúc'),
        ),
        migrations.AlterField(
            model_name='lexiconentry',
            name='valid_to',
            field=models.DateTimeField(blank=True, null=True, verbose_name='đến lúc'),
        ),
        migrations.AddConstraint(
            model_name='lexiconentry',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('written', '='), (loa.kernel.dated.MomentSpan('valid_from', 'valid_to'), '&&')], name='speech_one_reading_a_moment'),
        ),
    ]
