"""Connects events to their listeners. An app announces an event; only this file decides which functions
listen.

Listeners run at once, in the announcer's transaction, and only write rows or defer one job.
Add a block for each listening app, in the order in which they must run:

    from loa.airtime import actions as airtime
    from loa.newsroom import events as newsroom
    listen(newsroom.BulletinApproved)(airtime.place_approved)
"""


def connect() -> None:
    """Connects all listeners. Called once, when all apps are loaded."""
    exports_listens()
    airtime_listens()
    dispatch_listens()


def exports_listens() -> None:
    """Connects exports: it has the file written that is too long for a request."""
    from loa.exports import actions as exports
    from loa.kernel.events import listen
    from loa.lists import events as lists_events

    listen(lists_events.FileRequested)(exports.request)


def airtime_listens() -> None:
    """Connects airtime: an approved bulletin is placed and a withdrawn one removed, in the newsroom's
    transaction."""
    from loa.airtime import actions as airtime
    from loa.kernel.events import listen
    from loa.newsroom import events as newsroom

    listen(newsroom.BulletinSubmitting)(airtime.check_submitting)
    listen(newsroom.BulletinApproving)(airtime.check_approving)
    listen(newsroom.BulletinApproved)(airtime.place_approved)
    listen(newsroom.BulletinWithdrawn)(airtime.withdraw_bulletin)


def dispatch_listens() -> None:
    """Connects dispatch. It must come last, because it compiles what the other apps have placed."""
    from loa.airtime import events as airtime_events
    from loa.dispatch.actions import listening as dispatch
    from loa.fleet import events as fleet_events
    from loa.kernel.events import listen
    from loa.newsroom import events as newsroom_events

    listen(fleet_events.DevicePlaced)(dispatch.device_placed)
    listen(airtime_events.ScheduleChanged)(dispatch.schedule_changed)
    listen(newsroom_events.BulletinWithdrawn)(dispatch.bulletin_withdrawn)
