"""The plan in force and the next one: heads as received, bodies and days by hash, and what has to be fetched.

The next plan takes over when its body and all its days are here and admitted; until then the old one sounds.
Each head is judged again by the keys trusted now, so the plan of a revoked key is silent at once.
"""

from __future__ import annotations

import contextlib

import msgspec
from loa_protocol import BODY_VERSIONS
from loa_protocol.bodies import LARGEST_DOCUMENT, admit_body, admit_day
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import AcceptedHead
from loa_protocol.messages import Body, DayPlan, DayRef, Delegation, Plan
from loa_protocol.refusals import Code, Refusal
from loa_protocol.rule import Timeline, timelines

from loa_agent.objects import Objects
from loa_agent.shared_cache import SharedCache
from loa_agent.store import Store, StoreFull
from loa_agent.trust_state import TrustState

SPEAKS = BODY_VERSIONS
"""The versions of bodies that this program reads."""


class StoredPlan(msgspec.Struct):
    """One accepted plan. ``line`` is None until its body and every day are here."""

    head: bytes
    sha256: str
    plan: Plan
    delegation: Delegation
    key_id: str
    body: Body | None = None
    line: Timeline | None = None
    days: tuple[DayPlan, ...] = ()

    @property
    def body_sha256(self) -> str:
        """The hash of the body that this program reads; "" if the plan has no such version."""
        return self.plan.body(SPEAKS) or ""


class MissingObject(msgspec.Struct, frozen=True):
    """A missing object: the box needs it and does not have it. ``plan`` is the plan that names it, None for
    an object that cannot wait. ``before_ms`` is when its first sound is planned. ``size`` is how many bytes
    it has at most."""

    sha256: str
    before_ms: int | None
    plan: Plan | None
    size: int = LARGEST_DOCUMENT


class RejectedObject(msgspec.Struct, frozen=True):
    """A rejected item: its hash, and the reason."""

    sha256: str
    refusal: Refusal


class PlanStore:
    """The plans that one box holds: ``current`` is in force, ``coming`` is the next one.

    Only `accept` needs room on the disk. Every other change is in force at once, and if the disk is full, it
    is stored later: a plan that is complete must not wait for disk space.
    """

    def __init__(
        self, store: Store, objects: Objects, trust_state: TrustState, shared_cache: SharedCache
    ) -> None:
        self._store = store
        self._objects = objects
        self._trust_state = trust_state
        self._shared_cache = shared_cache
        self.current: StoredPlan | None = None
        self.coming: StoredPlan | None = None
        self._unstored: dict[str, bytes | None] = {}  # heads that a full disk refused; None: to be removed

    def reload(self) -> list[RejectedObject]:
        """Judges again what is stored. Returns what was rejected."""
        self.current, turned = self._judged("plan")
        self.coming, more = self._judged("next")
        return turned + more + self.settle()

    def _judged(self, name: str) -> tuple[StoredPlan | None, list[RejectedObject]]:
        """Returns a stored plan if its head is still accepted, and what was rejected."""
        head = self._unstored[name] if name in self._unstored else self._store.get(name)
        if head is None:
            return None, []
        verdict = self._trust_state.judge(head, held=True)
        if isinstance(verdict, Refusal):
            return None, [RejectedObject(sha256_hex(head), verdict)]
        return _held(head, verdict), []

    def accept(self, head: bytes, accepted: AcceptedHead) -> Refusal | None:
        """Stores an accepted plan head as the next plan. Raises StoreFull.

        A plan that has no body in a version that is read here takes over at once, and the box is silent from
        now on: the method then returns `unsupported`.
        """
        assert isinstance(accepted.message, Plan)
        if accepted.again and self.holds(head):
            return None
        new = _held(head, accepted)
        changed: dict[str, bytes | None] = {"next": head} if new.body_sha256 else {"plan": head, "next": None}
        with self._trust_state.keeping(accepted.pins):
            self._write({**self._unstored, **changed})
        self._unstored = {}
        if new.body_sha256:
            self.coming = new
            return None
        self.current, self.coming = new, None
        return Refusal(Code.UNSUPPORTED, "no body of a version that is read here")

    @property
    def unreadable(self) -> bool:
        """True while the plan in force has no body in a version that is read here."""
        return self.current is not None and not self.current.body_sha256

    def holds(self, head: bytes) -> bool:
        """Returns True if this is the plan in force or the next one."""
        return any(held is not None and held.head == head for held in (self.current, self.coming))

    def settle(self) -> list[RejectedObject]:
        """Builds the timeline of each plan that has become complete, and lets the next plan take over.
        Returns what was rejected."""
        turned = []
        for held in (self.current, self.coming):
            if held is not None and held.line is None:
                turned += self._lay(held)
        if self.coming is not None and self.coming.line is not None:
            self.current, self.coming = self.coming, None
            self._keep({"plan": self.current.head, "next": None})
        return turned

    def _keep(self, changed: dict[str, bytes | None]) -> None:
        """Stores these heads by their names, now or as soon as the disk has room."""
        self._unstored.update(changed)
        self.store_late()

    def store_late(self) -> None:
        """Stores what a full disk refused before."""
        if self._unstored:
            with contextlib.suppress(StoreFull):
                self._write(self._unstored)
                self._unstored = {}

    def _write(self, heads: dict[str, bytes | None]) -> None:
        """Stores these heads by their names, and removes those that are None. Raises StoreFull."""
        with self._store.transaction():
            for name, head in heads.items():
                if head is None:
                    self._store.remove(name)
                else:
                    self._store.put(name, head)

    def _lay(self, held: StoredPlan) -> list[RejectedObject]:
        """Builds the timeline of a plan, if its body and all days are here. Returns what was rejected."""
        named = held.body_sha256
        data = self._objects.read(named) if named else None
        if data is None:
            return []
        body = admit_body(named, data)
        if isinstance(body, Refusal):
            return [self._refuse(held, named, body)]
        held.body = body
        # The limits of the delegation decide which days are admitted, so it is part of the key.
        key = (named, held.plan.plan_id, held.delegation)
        laid = self._shared_cache.get(key)
        if laid is not None:
            held.days, held.line = laid
            return []
        days = []
        for ref in body.days:
            day = self._day(held, ref)
            if isinstance(day, RejectedObject):
                return [day]
            if day is None:
                return []
            days.append(day)
        line = timelines(days, held.delegation.envelope, held.delegation.highest)
        held.days, held.line = tuple(days), line
        self._shared_cache.put(key, (held.days, line))
        return []

    def _day(self, held: StoredPlan, ref: DayRef) -> DayPlan | RejectedObject | None:
        """Returns the day plan, or why it is rejected, or None if it is not here."""
        data = self._objects.read(ref.sha256)
        if data is None:
            return None
        day = admit_day(ref, data, held.plan.plan_id, held.delegation)
        return self._refuse(held, ref.sha256, day) if isinstance(day, Refusal) else day

    def _refuse(self, held: StoredPlan, sha256: str, refusal: Refusal) -> RejectedObject:
        """Drops a plan whose body or day is not admitted. If it was the next one, the other goes on."""
        if held is self.coming:
            self.coming = None
            self._keep({"next": None})
        else:
            self.current = None
            self._keep({"plan": None})
        return RejectedObject(sha256, refusal)

    def forget(self) -> None:
        """Removes both plans, because they are for another plan id than the box now has."""
        self.current = self.coming = None
        self._keep({"plan": None, "next": None})

    def missing_objects(self) -> list[MissingObject]:
        """Returns what has to be fetched, by need: bodies, days, then sounds by their first planned start."""
        found: dict[str, MissingObject] = {}
        for held in (self.coming, self.current):
            if held is not None:
                for lack in self._of(held):
                    found.setdefault(lack.sha256, lack)
        return sorted(found.values(), key=lambda lack: lack.before_ms or 0)

    def _of(self, held: StoredPlan) -> list[MissingObject]:
        """Returns the objects that this plan needs and the box does not have."""
        if not held.body_sha256:
            return []
        if held.body is None:
            return [MissingObject(held.body_sha256, None, held.plan)]
        missing_objects = [
            MissingObject(ref.sha256, None, held.plan)
            for ref in held.body.days
            if not self._objects.has(ref.sha256)
        ]
        if held.line is not None:
            missing_objects += [
                MissingObject(media.sha256, stretch.start_ms, held.plan, media.bytes)
                for stretch in held.line.stretches
                if (media := stretch.media) is not None and not self._objects.has(media.sha256)
            ]
        return missing_objects

    def needed(self) -> set[str]:
        """Returns the hash of every object that a held plan names."""
        names: set[str] = set()
        for held in (self.current, self.coming):
            if held is None:
                continue
            names.update({held.body_sha256} - {""})
            if held.body is not None:
                names.update(ref.sha256 for ref in held.body.days)
            names.update(sound.sha256 for day in held.days for item in day.items for sound in item.media)
        return names


def _held(head: bytes, accepted: AcceptedHead) -> StoredPlan:
    assert isinstance(accepted.message, Plan)
    return StoredPlan(head, accepted.head.sha256, accepted.message, accepted.delegation, accepted.head.key_id)
