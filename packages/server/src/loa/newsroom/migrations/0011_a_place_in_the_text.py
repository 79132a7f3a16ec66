"""A bulletin is returned at a place in its text, or as a whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0010_priority")]

    operations = [
        migrations.AddField("decision", "place_start", models.PositiveIntegerField(null=True)),
        migrations.AddField("decision", "place_end", models.PositiveIntegerField(null=True)),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=models.Q(place_start__isnull=True, place_end__isnull=True)
                | models.Q(
                    kind="returned", place_start__isnull=False, place_end__gt=models.F("place_start")
                )
                & models.Q(place_end__isnull=False),
                name="newsroom_decision_place",
            ),
        ),
    ]
