"""Day plans that were compiled before are taken apart; their hashes stay true, since their bytes do."""

import hashlib
from datetime import UTC, datetime, timedelta

import django.contrib.postgres.fields
import msgspec
from django.db import migrations, models


class Day(msgspec.Struct):
    items: list[msgspec.Raw]


class Sound(msgspec.Struct):
    sha256: str
    duration_ms: int
    approval: str
    title: str


class Item(msgspec.Struct):
    id: str
    slot: str
    cls: str
    title: str
    start_ms: int
    latest_start_ms: int
    expires_ms: int
    media: list[Sound]


def apart(data):
    """A day plan's frame and items. Raises ValueError when they would not give these bytes again."""
    items = [bytes(each) for each in msgspec.json.decode(data, type=Day).items]
    text = b",".join(items)
    frame = data.replace(b'"items":[' + text + b"]", b'"items":[]', 1)
    if together(frame, items) != data:
        raise ValueError("a day plan that was not written by this house")
    return frame, items


def together(frame, items):
    return frame.replace(b'"items":[]', b'"items":[' + b",".join(items) + b"]", 1)


def moment(ms):
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def take_apart(apps, schema_editor):
    day_plans, planned = apps.get_model("dispatch", "DayPlan"), apps.get_model("dispatch", "PlannedItem")
    # Foreign keys are checked at once: no ALTER TABLE may follow checks that are still due.
    schema_editor.execute("set constraints all immediate")
    for day in day_plans.objects.order_by("sha256").iterator(500):
        day.frame, items = apart(bytes(day.bytes))
        day.items = [kept(planned, day, data).pk for data in items]
        day.save(update_fields=["frame", "items"])


def kept(planned, day, data):
    item = msgspec.json.decode(data, type=Item)
    ends = item.start_ms + sum(sound.duration_ms for sound in item.media)
    return planned.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={
            "unit_id": day.unit_id,
            "date": day.date,
            "item": item.id,
            "slot": item.slot,
            "cls": item.cls,
            "title": item.title,
            "starts_at": moment(item.start_ms),
            "latest_start_at": moment(item.latest_start_ms),
            "ends_at": moment(ends),
            "expires_at": moment(item.expires_ms),
            "sounds": msgspec.to_builtins(item.media),
            "bytes": data,
        },
    )[0]


def put_together(apps, schema_editor):
    """The bytes of day plans; the table of items as it was before stays empty until plans are compiled anew."""
    day_plans, planned = apps.get_model("dispatch", "DayPlan"), apps.get_model("dispatch", "PlannedItem")
    for day in day_plans.objects.order_by("sha256").iterator(500):
        items = planned.objects.in_bulk(day.items)
        day.bytes = together(bytes(day.frame), [bytes(items[each].bytes) for each in day.items])
        day.save(update_fields=["bytes"])


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0004_items_once")]
    operations = [
        migrations.RunPython(take_apart, put_together),
        migrations.AlterField("DayPlan", "frame", models.BinaryField()),
        migrations.AlterField(
            "DayPlan", "items", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())
        ),
        migrations.RemoveField("DayPlan", "bytes"),
    ]
