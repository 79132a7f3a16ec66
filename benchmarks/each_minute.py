"""Runs the job that counts every commune once a minute, until it is killed. A process of its own, for
`served`."""

import time

import django

django.setup()

from loa.playlog import jobs  # noqa: E402 (Django is set up before its models are imported)

MINUTE_S = 60.0


def count_forever() -> None:
    """Counts at once, then each minute. After a count that takes longer than a minute the next one starts at
    once."""
    due = time.monotonic()
    while True:
        jobs.count_minute.func(timestamp=0)
        due = max(due + MINUTE_S, time.monotonic())
        time.sleep(due - time.monotonic())


if __name__ == "__main__":
    count_forever()
