"""`recompile`: one slot of a compiled province is moved, and its commune's plans are compiled and signed
again. The floor is to encode and sign from memory what changed, and to write its rows by bare COPY."""

from benchmarks import compile as whole
from benchmarks import ground
from benchmarks.harness import Result, command, result, seconds
from benchmarks.written import WrittenRows

# isort: split
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from loa.airtime.actions.slots import proof
from loa.airtime.models import Slot
from loa.dispatch.models import DayPlan, Plan
from loa.kernel.roles import Role

TRIES = 5


def move(slot: Slot, person_id: int) -> None:
    """Moves a slot by a minute, with the rows that an operator's move leaves."""
    slot.time = (datetime.combine(slot.first, slot.time) + timedelta(minutes=1)).time()
    slot.save(update_fields=["time"])
    proof(slot, person_id, Role.OPERATOR, [each.approval_id for each in slot.items.all()]).save()


def run(quick: bool) -> list[Result]:
    """Measures the median of some communes' moves, one at a time. The slot is one of the whole commune, so
    that all its plans change."""
    size = whole.QUICK if quick else whole.FULL
    ours: list[float] = []
    floors: list[float] = []
    days_changed = bodies_changed = 0
    with ground.database() as own, TemporaryDirectory() as folder:
        made, signing = whole.build(own, size, Path(folder))
        assert made.operator is not None
        whole.compile_all(own, [unit.pk for unit in made.communes])
        signing.sign()
        for unit in made.communes[: min(TRIES, len(made.communes))]:
            ground.become(own, "owner")
            before = DayPlan.objects.count()
            move(made.slots[unit.pk][0], made.operator.person_id)
            written = WrittenRows(own)
            took = seconds(lambda: whole.compile_all(own, [unit.pk]))  # noqa: B023 (called at once)
            ours.append(took + seconds(signing.sign))
            ground.become(own, "owner")
            days, bodies = whole.manifests([unit.pk])
            floors.append(whole.floor_of(written, days, bodies))
            days_changed, bodies_changed = DayPlan.objects.count() - before, len(bodies)
            assert days_changed == len(days)
        assert whole.signed([unit.pk for unit in made.communes]) == Plan.objects.count()
    kind = "quick" if quick else "full"
    work = (
        f"{kind}: {size[1]} devices in {size[0]} communes compiled; one slot moved: {bodies_changed} plans,"
        f" {days_changed} days changed; median of {len(ours)}"
    )
    return [result("recompile", median(ours), "s", median(floors), 6.0, work)]


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
