"""The address of a sign-in, and the limit of failed sign-ins from it. django-axes blocks a name from an
address after five failures; this module limits what one address may try over all names. A wrong old password
inside a session counts as a failed sign-in does: an open session is no way to try passwords."""

from ipaddress import ip_address
from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest

from loa.kernel import clock

MOST_FROM_ONE_ADDRESS: Final = 60
"""Failures of one address within `AXES_COOLOFF_TIME` that block it. The number is high because an office
shares one address; whoever guesses passwords needs many more."""


def address(request: HttpRequest) -> str:
    """Returns the client's address. Behind the declared proxy it is the last address in X-Forwarded-For:
    earlier ones are the client's own claim, and the proxy's own address would be the same for everyone."""
    named = (
        request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if settings.LOA_ENV.proxy
        else ""
    )
    try:
        return str(ip_address(named or request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 (no address to listen on: the one that stands for none)


def is_closed(request: HttpRequest, username: str) -> bool:
    """Returns whether no password of this name is tried from this address now."""
    allowed: bool = AxesProxyHandler.is_allowed(request, {"username": username})
    return not allowed or too_many(request)


def count_wrong(request: HttpRequest, username: str) -> None:
    """Counts a wrong password that was not typed at the sign-in."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def too_many(request: HttpRequest) -> bool:
    """Returns whether this address has failed too often recently, over all names."""
    since = clock.now() - settings.AXES_COOLOFF_TIME
    recent = AccessAttempt.objects.filter(ip_address=address(request), attempt_time__gte=since)
    failed: int = recent.aggregate(n=Sum("failures_since_start", default=0))["n"]
    return failed >= MOST_FROM_ONE_ADDRESS
