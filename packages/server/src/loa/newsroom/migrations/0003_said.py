"""What was approved is kept with the approval, as bytes: of form 1 those fields of Wagtail's revision whose
hash its form names. A revision that is gone leaves nothing, and the signer turns that approval down as before.
Classes are words that the code knows; the table takes the next one."""

from django.db import migrations, models

from loa.newsroom.form import first


def keep(apps, schema_editor):
    approvals = apps.get_model("newsroom", "Approval").objects
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for row in approvals.filter(said=None).iterator():
        content = revisions.filter(pk=row.revision_id).values_list("content", flat=True).first()
        row.said = first.said(content) if isinstance(content, dict) else b""
        row.save(update_fields=["said"])


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_topics_and_workflow")]

    operations = [
        migrations.AddField("approval", "said", models.BinaryField(null=True)),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField("approval", "said", models.BinaryField()),
        migrations.RemoveConstraint("bulletin", "bulletin_class_known"),
        migrations.AlterField(
            "bulletin",
            "cls",
            models.CharField(
                choices=[("ordinary", "Thông thường"), ("priority", "Ưu tiên")],
                default="ordinary",
                max_length=40,
                verbose_name="Loại tin",
            ),
        ),
    ]
