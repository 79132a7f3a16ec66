"""The wire in which items say by what right they sound. What was planned before stays as it was compiled, and
its sounds say their right in the words of now; every plan is compiled anew and asked to be signed, by the job
that extends plans. A cancel of an approval is now one of a right. Words have room for what is to come."""

from django.db import migrations, models

FORWARD = """
set constraints all immediate;
update dispatch_planneditem set sounds = (
  select jsonb_agg((s.sound - 'approval')
    || jsonb_build_object('source', 'bulletin', 'right', s.sound->>'approval') order by s.place)
  from jsonb_array_elements(sounds) with ordinality as s(sound, place)
) where sounds @? '$[*].approval';
update dispatch_act set cancels = (
  select jsonb_agg(case c.one->>'what' when 'approval' then c.one || '{"what": "right"}' else c.one end
    order by c.place)
  from jsonb_array_elements(cancels) with ordinality as c(one, place)
) where cancels @? '$[*] ? (@.what == "approval")';
update dispatch_plan set compiled_for = null;
"""
BACKWARD = """
set constraints all immediate;
update dispatch_planneditem set sounds = (
  select jsonb_agg((s.sound - 'source' - 'right')
    || jsonb_build_object('approval', s.sound->>'right') order by s.place)
  from jsonb_array_elements(sounds) with ordinality as s(sound, place)
) where sounds @? '$[*].right';
update dispatch_act set cancels = (
  select jsonb_agg(case c.one->>'what' when 'right' then c.one || '{"what": "approval"}' else c.one end
    order by c.place)
  from jsonb_array_elements(cancels) with ordinality as c(one, place)
) where cancels @? '$[*] ? (@.what == "right")';
update dispatch_plan set compiled_for = null;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0007_verdict'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('silence', 'tắt tiếng'), ('restore', 'mở lại'), ('cancel', 'dừng'), ('tone', 'kêu thử')], max_length=24),
        ),
        migrations.AlterField(
            model_name='act',
            name='target',
            field=models.CharField(choices=[('all', 'tất cả'), ('unit', 'một xã, phường'), ('plan', 'một thôn'), ('device', 'một cụm loa')], max_length=24),
        ),
        migrations.AlterField(
            model_name='act',
            name='target_id',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='code',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='state',
            field=models.CharField(choices=[('waiting', 'chưa trả lời'), ('applied', 'đã làm'), ('refused', 'từ chối'), ('unsupported', 'máy chưa hiểu lệnh này'), ('expired', 'hết hạn'), ('unsigned', 'không được ký')], default='waiting', max_length=24),
        ),
        migrations.AlterField(
            model_name='plan',
            name='plan_id',
            field=models.CharField(max_length=44, primary_key=True, serialize=False),
        ),
    ]
