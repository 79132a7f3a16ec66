"""A role may be held at a body: it counts there, and at no place. The row keeps the place where the body stands,
for whoever administers it; that it is that one, the pair of both columns says."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import loa.kernel.dated
from django.db import migrations, models


OF_ITS_PLACE = """
alter table people_rolegrant add constraint people_grant_body_at_its_unit
  foreign key (body_id, unit_id) references places_body (id, unit_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_roles_once'),
        ('places', '0004_bodies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='people_grant_once',
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.body', verbose_name='cơ quan'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('body', None)), expressions=[('person', '='), ('role', '='), ('unit', '='), (loa.kernel.dated.DateSpan('valid_from', 'valid_to'), '&&')], name='people_grant_once'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('body__isnull', False)), expressions=[('person', '='), ('role', '='), ('body', '='), (loa.kernel.dated.DateSpan('valid_from', 'valid_to'), '&&')], name='people_grant_once_at_a_body'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('body', None), ('role__in', []), _connector='OR'), name='people_grant_at_a_body'),
        ),
        migrations.RunSQL(OF_ITS_PLACE, "alter table people_rolegrant drop constraint people_grant_body_at_its_unit"),
    ]
