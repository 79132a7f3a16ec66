"""Decides which object to fetch next, and when.

Fetches are spread over the fleet, and a failed fetch is tried again after a wait that grows.
"""

from __future__ import annotations

from loa_protocol.messages.device import Door
from loa_protocol.refusals import Code, Refusal

from loa_agent.door import Fetch, FetchRequest, FetchResult
from loa_agent.link import spread
from loa_agent.plan_store import MissingObject, RejectedObject

_FIRST_WAIT_MS = 1_000  # after a failed fetch, doubled with each failure
_LONGEST_WAIT_MS = 120_000
_SLOW_WAIT_MS = 60_000  # the door lacks the object, or the disk has no room: neither changes quickly
_ALTERED_WAIT_MS = 600_000  # the whole object came and had another hash: the server has to repair it first
_BEFORE_START_MS = 120_000  # an object is due at least this long before its first sound
_BEFORE_SPREAD_MS = 180_000  # and up to this much earlier, by device, so that not all fetch at once


class Sync:
    """The order and the times of one device's fetches. Waits are in monotonic ms, plans in wall ms."""

    def __init__(self, device: str, fetch: Fetch) -> None:
        self._device = device
        self._fetch = fetch
        self._not_before: dict[str, int] = {}
        self._tries: dict[str, int] = {}
        self.door: Door | None = None
        self._denied = False
        self._tell = False
        self.full = False
        self.received = 0

    def due_ms(self, lack: MissingObject) -> int:
        """Returns the wall time (ms) from which this device fetches the object.

        An object that cannot wait is due at once (0). Any other is due at this device's own place between
        fetch-from and fetch-by of the plan, and in any case 2 to 5 minutes before its first sound.
        """
        plan = lack.plan
        if plan is None:
            return 0
        place = spread(self._device, str(plan.seq), plan.fetch_by - plan.fetch_from)
        due = plan.fetch_from + place
        if lack.before_ms is not None:
            ahead = _BEFORE_START_MS + spread(self._device, lack.sha256, _BEFORE_SPREAD_MS)
            due = min(due, lack.before_ms - ahead)
        return due

    def step(self, missing_objects: list[MissingObject], wall_ms: int | None, mono_ms: int) -> int | None:
        """Asks for the next object that is due.

        Returns when to look again (monotonic ms), or None if the time does not decide that: nothing is
        missing, there is no door, or a fetch is under way. wall_ms is None without a trusted clock; then no
        object waits for its turn.
        """
        self._forget(missing_objects)
        if not missing_objects or self.door is None or self._fetch.busy:
            return None
        soonest: int | None = None
        for lack in missing_objects:
            wait = 0 if wall_ms is None else max(self.due_ms(lack) - wall_ms, 0)
            at = max(mono_ms + wait, self._not_before.get(lack.sha256, 0))
            if at <= mono_ms:
                self._fetch.want(FetchRequest(lack.sha256, self.door.url, self.door.token, lack.size))
                return None
            soonest = at if soonest is None else min(soonest, at)
        return soonest

    def _forget(self, missing_objects: list[MissingObject]) -> None:
        """Forgets the failed fetches of objects that are not missing any more."""
        if self._tries:
            missing = {lack.sha256 for lack in missing_objects}
            self._tries = {name: tries for name, tries in self._tries.items() if name in missing}
            self._not_before = {name: at for name, at in self._not_before.items() if name in missing}

    def take(self, mono_ms: int) -> tuple[bool, list[RejectedObject]]:
        """Takes the results of the fetches. Returns whether an object is new, and what was rejected."""
        came, turned = False, []
        for done in self._fetch.take():
            self.received += done.received
            # A 404 too shows that the door accepts the token.
            if done.why in ("", "gone"):
                self._denied = False
            if not done.why:
                came = True
                self.full = False
                self._not_before.pop(done.sha256, None)
                self._tries.pop(done.sha256, None)
            else:
                self._wait(done, mono_ms)
                if done.why == "altered":
                    turned.append(RejectedObject(done.sha256, Refusal(Code.ALTERED, "object")))
        return came, turned

    def _wait(self, done: FetchResult, mono_ms: int) -> None:
        """Sets when an object may be asked for again after a failed fetch."""
        tries = self._tries[done.sha256] = self._tries.get(done.sha256, 0) + 1
        wait = min(_FIRST_WAIT_MS << min(tries - 1, 10), _LONGEST_WAIT_MS)
        wait = {"gone": _SLOW_WAIT_MS, "disk": _SLOW_WAIT_MS, "altered": _ALTERED_WAIT_MS}.get(done.why, wait)
        if done.received and done.why == "network":
            # Some bytes came: on a slow line the fetch goes on from there, without the longer waits.
            wait, self._tries[done.sha256] = _FIRST_WAIT_MS, 1
        if done.why == "denied":
            # Without a door no fetch is tried. The server is asked for a new token once only, so that a door
            # that refuses every token does not make the box ask without end.
            self._tell = self._tell or not self._denied
            self.door, self._denied, wait = None, True, 0
        self.full = done.why == "disk"
        self._not_before[done.sha256] = mono_ms + wait

    def take_denied(self) -> bool:
        """Returns True once after a door has refused this box, and again only after one has accepted it."""
        tell, self._tell = self._tell, False
        return tell

    @property
    def busy(self) -> bool:
        """True while a fetch is under way."""
        return self._fetch.busy
