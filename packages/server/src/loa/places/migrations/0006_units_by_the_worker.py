"""The worker writes units of lists that a person had written (migration imports.0003), so it too is asked whether
the house has its province already."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0005_dated_alike")]
    operations = [
        migrations.RunSQL(
            "grant execute on function places_has_province() to loa_worker",
            "revoke execute on function places_has_province() from loa_worker",
        )
    ]
