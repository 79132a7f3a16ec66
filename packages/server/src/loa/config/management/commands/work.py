"""`manage work`: a worker that runs jobs of some queues, so that no job waits behind an hour of audio.

Procrastinate's own command takes the queues to serve. With "all but these" a new queue cannot be left without
a worker.
"""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    help = "Run jobs of all queues but those named, or only of those named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--all-but", nargs="+", metavar="QUEUE")
        choice.add_argument("--only", nargs="+", metavar="QUEUE")

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(serve(queues(options["all_but"], options["only"])))


def queues(all_but: list[str] | None, only: list[str] | None) -> list[str]:
    """Returns the queues to serve. The known queues are those of the tasks that apps declare in their
    jobs.py."""
    if only:
        return sorted(only)
    known = {task.queue for task in app.tasks.values()}
    return sorted(known - set(all_but or ()))


async def serve(names: list[str]) -> None:
    """Runs jobs of these queues until SIGTERM or SIGINT, and finishes the running ones first. Raises
    CommandError if there is no queue."""
    if not names:
        raise CommandError("no queue to serve")
    if not isinstance(app.connector, DjangoConnector):
        raise CommandError("procrastinate is not wired to Django's database")
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(queues=names, name="+".join(names))
