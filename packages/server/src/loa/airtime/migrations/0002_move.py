"""Where an operator put a slot, as a row that the signer can ask: only ever added, in one's own name."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
create function airtime_move_added() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    raise insufficient_privilege using message = 'moves are only ever added';
  end if;
  if current_user <> 'loa_owner' and new.person_id is distinct from loa_scope_person() then
    raise insufficient_privilege using message = 'who moves a slot does so in their own name';
  end if;
  return new;
end $$;
create trigger airtime_move_added before insert or update or delete on airtime_move
  for each row execute function airtime_move_added();
"""
BACKWARD = """
drop trigger airtime_move_added on airtime_move;
drop function airtime_move_added();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("airtime", "0001_initial"),
        ("kernel", "0001_scope"),
        ("people", "0003_two_people"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("role", models.CharField(max_length=13)),
                ("at", models.DateTimeField()),
                ("approvals", models.JSONField()),
                ("before", models.JSONField(null=True)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("days", models.JSONField()),
                ("time", models.TimeField()),
                ("hamlets", models.JSONField()),
                ("latest_start_s", models.PositiveIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="airtime.slot",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần chuyển giờ",
                "ordering": ["slot", "-id"],
                "indexes": [models.Index(fields=["slot", "-id"], name="airtime_move_newest_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(last__gte=models.F("first")), name="move_dates_in_order"
                    ),
                    models.CheckConstraint(condition=models.Q(role="operator"), name="move_by_an_operator"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
