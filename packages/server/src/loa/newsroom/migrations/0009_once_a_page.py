"""A bulletin knows the page that it was first written on: two requests of one page make one bulletin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0008_topics_one_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="page",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("page__isnull", False)),
                fields=("author", "page"),
                name="newsroom_bulletin_once_a_page",
            ),
        ),
    ]
