"""Reacts to events of other rooms, in their transaction."""

from loa.airtime.events import ScheduleChanged
from loa.dispatch import rules, targets
from loa.dispatch.actions import recompiling
from loa.dispatch.actions.compiling import compile_unit, need_plan
from loa.dispatch.actions.deciding import cancel
from loa.fleet.events import DevicePlaced
from loa.kernel import clock
from loa.newsroom.events import BulletinWithdrawn
from loa.places import queries as places
from loa.places.models import Unit


def schedule_changed(event: ScheduleChanged) -> None:
    """Compiles a unit whose slots or rules changed, if the change touches the days that devices hold.

    A change of the province's own rules touches every commune that has none of its own. Each of these is
    compiled by a job, so that the page on which the change was made does not wait.
    """
    today = clock.today()
    if event.last < today or (event.first - today).days >= rules.DAYS:
        return
    compile_unit(event.unit_id, today)
    recompiling.ask(places.under(event.unit_id), event.narrows)


def bulletin_withdrawn(event: BulletinWithdrawn) -> None:
    """Cancels the bulletin on every cluster of the unit: what sounds now stops, whatever plan a cluster
    holds."""
    target = targets.unit(event.unit_id)
    if target.devices().exists():
        cancel(target, "right", [str(event.approval_id)], event.reason)


def device_placed(event: DevicePlaced) -> None:
    """Makes the plan that a device needs."""
    need_plan(Unit.objects.get(id=event.unit_id), event.hamlet_id)
