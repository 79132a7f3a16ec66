"""Heads are in the order of (serial of the delegation that signed them, sequence). A head says the key, the
delegation of that key says the serial. Kinds and subjects have room for what is to come."""

import json

from django.db import migrations, models

# Where the key's id stands in a head: after the magic and the names of purpose and type (PROTOCOL.md, 2).
FILL = """
update keys_signedhead set serial = %s
where substring(head from case kind when 'plan' then 16 when 'act' then 14 else 24 end for 16) = %s
"""
PAYLOAD = 41
SIGNATURE = 64


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for row in apps.get_model("keys", "Delegation").objects.all():
            said = json.loads(bytes(row.head)[PAYLOAD:-SIGNATURE])
            cursor.execute(FILL, [said["serial"], bytes.fromhex(row.key_id)])


class Migration(migrations.Migration):

    dependencies = [
        ('keys', '0005_revocations'),
    ]

    operations = [
        migrations.AddField(
            model_name='signedhead',
            name='serial',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='assignment',
            name='plan_id',
            field=models.CharField(max_length=44),
        ),
        migrations.AlterField(
            model_name='signedhead',
            name='kind',
            field=models.CharField(choices=[('plan', 'lịch phát'), ('act', 'lệnh'), ('assign', 'cấp quyền cụm loa'), ('address', 'địa chỉ máy chủ')], max_length=24),
        ),
        migrations.AlterField(
            model_name='signedhead',
            name='subject',
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name='tosign',
            name='kind',
            field=models.CharField(choices=[('plan', 'lịch phát'), ('act', 'lệnh'), ('assign', 'cấp quyền cụm loa'), ('address', 'địa chỉ máy chủ')], max_length=24),
        ),
        migrations.AlterField(
            model_name='tosign',
            name='subject',
            field=models.CharField(max_length=80),
        ),
    ]
