"""Where a sign-in comes from, and how many failed from there. axes closes a name from an address after five;
this bounds what one address may try over all names."""

from ipaddress import ip_address
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from loa.kernel import clock

MOST_FROM_ONE_ADDRESS: Final = 60
"""Failures within the time that a name stays closed. An office shares an address; a guesser needs many."""


def address(request: HttpRequest) -> str:
    """The reader's address. Behind the declared proxy the last one that it names: earlier ones are the
    reader's own claim, and the proxy's own would make everyone one reader."""
    named = (
        request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if settings.LOA_ENV.proxy
        else ""
    )
    try:
        return str(ip_address(named or request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 (no address to listen on: the one that stands for none)


def too_many(request: HttpRequest) -> bool:
    """Has this address failed too often of late, whatever the names?"""
    since = clock.now() - settings.AXES_COOLOFF_TIME
    recent = AccessAttempt.objects.filter(ip_address=address(request), attempt_time__gte=since)
    failed: int = recent.aggregate(n=Sum("failures_since_start", default=0))["n"]
    return failed >= MOST_FROM_ONE_ADDRESS
