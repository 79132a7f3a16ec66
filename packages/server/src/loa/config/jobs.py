"""Work by the clock that joins two rooms, and so belongs to neither."""

from loa.audit import chaining
from loa.places.scoped_job import periodic_job


@periodic_job("audit.chain", cron="* * * * * */5")
def chain_audit(timestamp: int) -> None:
    """Every five seconds: chain what the last seconds brought, over every unit."""
    while chaining.extend() == chaining.BATCH:
        pass
