"""Jobs of the queue, each in the scope of the unit, or of the body at a unit, that it is about.

@scoped_job("media.render", queue="media")
def render(*, unit_id: int, sound_id: str) -> None: ...

render.defer(unit_id=sound.unit_id, sound_id=str(sound.id))      # inside the action's transaction

@periodic_job("media.sweep", cron="17 * * * *")
def sweep(timestamp: int) -> None: ...                # for all units and bodies, once at each time
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate.contrib.django import app

from loa.kernel import actor
from loa.places import scope

WORKER = actor.process("worker")


def scoped_job(name: str, queue: str = "default", **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Declares a job that gets `unit_id` by keyword and may read and write only that unit's rows, in one
    transaction. A job that is deferred with `body_id` too gets both, and the body's rows as well: `unit_id`
    is then the place of the body. Other options are Procrastinate's (`retry`, `queueing_lock`, `priority`,
    ...)."""

    def declare(work: Callable[..., None]) -> Any:
        @app.task(name=name, queue=queue, **options)
        @wraps(work)
        def run(*, unit_id: int, **given: Any) -> None:
            bodies = [given["body_id"]] if "body_id" in given else []
            with actor.acting(WORKER), scope.using([unit_id], [unit_id], bodies=bodies):
                work(unit_id=unit_id, **given)

        return run

    return declare


def periodic_job(
    name: str, cron: str, queue: str = "default", **options: Any
) -> Callable[[Callable[[int], None]], Any]:
    """Declares a periodic job over all units and bodies, in one transaction. It runs once each time, however
    many workers there are. `work` gets the scheduled time in Unix seconds. Other options are
    Procrastinate's."""

    def declare(work: Callable[[int], None]) -> Any:
        @app.periodic(cron=cron)
        @app.task(name=name, queue=queue, queueing_lock=name, **options)
        @wraps(work)
        def run(timestamp: int) -> None:
            with actor.acting(WORKER), scope.all_units():
                work(timestamp)

        return run

    return declare
