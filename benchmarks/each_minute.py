"""The job that counts every commune, once a minute until it is killed; a process of its own, for `served`."""

import time

import django

django.setup()

from loa.playlog import jobs  # noqa: E402 (Django stands ready before its models are imported)

MINUTE_S = 60.0


def main() -> None:
    """At once, then each minute; a count that takes longer is followed by the next."""
    due = time.monotonic()
    while True:
        jobs.count_minute.func(timestamp=0)
        due = max(due + MINUTE_S, time.monotonic())
        time.sleep(due - time.monotonic())


if __name__ == "__main__":
    main()
