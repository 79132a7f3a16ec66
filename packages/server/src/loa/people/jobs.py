"""Forgets the sessions that ended."""

from django.contrib.sessions.models import Session

from loa.kernel import clock
from loa.places.scoped_job import periodic_job


@periodic_job("people.delete_ended_sessions", cron="37 * * * *")
def delete_ended_sessions(timestamp: int) -> None:
    """Deletes the sessions whose time is over. The worker cannot read which they are, only when each ends."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
