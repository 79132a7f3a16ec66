"""What breaks a device's chain is marked by how it does: all of it is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('playlog', '0005_received_lately'),
    ]

    operations = [
        migrations.AlterField(
            model_name='gap',
            name='kind',
            field=models.CharField(choices=[('missing', 'chưa tới'), ('lost', 'đã mất'), ('fork', 'hai bản khác nhau'), ('overlap', 'trùng một phần'), ('unlinked', 'không nối với bản trước')], max_length=24),
        ),
    ]
