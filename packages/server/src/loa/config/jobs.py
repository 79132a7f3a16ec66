"""Periodic jobs that join two apps and so belong to neither."""

from loa.audit import chaining
from loa.places.scoped_job import periodic_job


@periodic_job("audit.chain", cron="* * * * * */5")
def chain_audit(timestamp: int) -> None:
    """Adds the newest audit entries of all units to the chain, every five seconds."""
    while chaining.extend() == chaining.BATCH:
        pass
