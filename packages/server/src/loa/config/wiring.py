"""Where events find their listeners. A room announces; only this file says who hears.

Listeners run at once, in the announcer's transaction, and only write rows or defer one job.
Add a block per listening room, in the order in which they must run:

    from loa.airtime import actions as airtime
    from loa.newsroom import events as newsroom
    listen(newsroom.BulletinApproved)(airtime.place_approved)
"""


def connect() -> None:
    """Connect all listeners. Called once, when all rooms are loaded."""
