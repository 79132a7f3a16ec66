"""Slots that were moved before moves were rows.

Each keeps its place where the audit record says who put it there. One that stands elsewhere than the record
says gets no row, and so is not signed until an operator moves it again.
"""

from datetime import time

from django.db import migrations


def carry_over(apps, schema_editor):
    """A move for each standing slot that the audit record shows was added or moved to where it stands."""
    Slot, Move = apps.get_model("airtime", "Slot"), apps.get_model("airtime", "Move")
    Entry, Person = apps.get_model("audit", "Entry"), apps.get_model("people", "Person")
    for slot in Slot.objects.filter(state="placed").prefetch_related("items"):
        acts = Entry.objects.filter(
            subject=f"airtime.slot:{slot.pk}", verb__in=["airtime.added", "airtime.moved"]
        )
        last = acts.order_by("-id").first()
        if last is None or not Person.objects.filter(pk=last.person_id).exists():
            continue
        if last.verb == "airtime.moved" and time.fromisoformat(last.detail["time"]) != slot.time:
            continue
        Move.objects.create(
            unit_id=slot.unit_id,
            slot=slot,
            person_id=last.person_id,
            role="operator",
            at=last.at,
            approvals=[str(item.approval_id) for item in slot.items.all()],
            before=last.detail.get("before"),
            first=slot.first,
            last=slot.last,
            days=slot.days,
            time=slot.time,
            hamlets=slot.hamlets,
            latest_start_s=slot.latest_start_s,
        )


class Migration(migrations.Migration):
    dependencies = [("airtime", "0002_move"), ("audit", "0002_append_only"), ("people", "0003_two_people")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
