"""Repairs the published objects once after the start, and removes those that are not needed once a day.

PostgreSQL has every document and the media store every sound, so all objects can be made again. At the start,
before any new plan is signed, all that heads in force name is compared by hash, and what a power cut or a
person damaged or removed is published again. Later, what no row names any more is removed, one piece of the
store at a time.

Dates of files and lists of names do not decide: rows are read right before an object is removed, and an
object that a head will soon name is named by its request already. What a list lacks waits for the next day.
"""

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Item
from loa_protocol.messages.plan import PLAN_DAYS
from loa_protocol.refusals import Malformed

from loa.dispatch.documents import Documents
from loa.dispatch.models import DayPlan
from loa.kernel import clock
from loa.keys.models import SignedHead, SignedKind, ToSign
from loa.keys.rules import INLINE
from loa.objects.port import PIECES
from loa.places import scope
from loa.places.models import Unit
from loa.signer.publish import PublishedObjects

log = logging.getLogger("loa.signer")

MARGIN: Final = timedelta(days=40)
"""How long an object stays after the end of the head that named it. A plan lives at most 10 days and a
device's trust list 30: a device that was away for longer believes nothing that it held, and asks for what is
in force."""

EVERY: Final = timedelta(days=1)
"""How often unused objects are removed."""
AT_ONCE: Final = 10_000
"""How many objects are looked up and removed together."""

_SOUNDS: Final = """
select distinct s.sound->>'sha256' from dispatch_planneditem i, jsonb_array_elements(i.sounds) s(sound)
where i.date >= %s and s.sound->>'sha256' = any(%s)
"""
"""Which of some names are sounds of items planned on a day or later."""
_TRUST_FILES: Final = """
select encode(sha256(file), 'hex') from keys_trustbundle where expires_at > %s and length(file) > %s
"""
"""The names of published trust files in force: those longer than a packet holds."""


class Upkeep:
    """The repair and cleaning of one object store, in one process. Each step is short, so that requests need
    not wait."""

    def __init__(self, published: PublishedObjects) -> None:
        self._published = published
        self._unmended: list[int] | None = None
        self._swept_at: datetime | None = None
        self._piece = 0
        self._unnamed: list[str] = []

    def mend(self) -> bool:
        """Repairs what the heads in force of one more unit name; returns False when no unit is left.

        Raises django.db.DatabaseError and StoreError; the unit is then still to be done.
        """
        if self._unmended is None:
            with scope.using(scope.NOWHERE):
                self._unmended = list(Unit.objects.order_by("id").values_list("id", flat=True))
        if not self._unmended:
            return False
        unit_id = self._unmended[-1]
        with scope.using([unit_id]):
            laid = _mend(self._published, unit_id)
        if laid:
            log.warning("unit %d: %d objects were missing or torn, and are laid again", unit_id, laid)
        # Only now: where a store or the database failed above, the unit is repaired again.
        self._unmended.pop()
        return True

    def sweep(self) -> int:
        """Looks through one more piece if a day has passed since the last pass; returns how many objects were
        removed.

        Raises django.db.DatabaseError and StoreError; the piece is then still to be done.
        """
        now = clock.now()
        if self._swept_at is not None and now - self._swept_at < EVERY:
            return 0
        since = now - MARGIN
        if self._piece < PIECES:
            self._unnamed.extend(_no_document(self._published.names(self._piece), since))
            self._piece += 1
        done = self._piece == PIECES
        gone = 0
        if len(self._unnamed) >= AT_ONCE or done:
            gone = _take_away(self._published, self._unnamed, since)
            self._unnamed = []
        if done:
            self._swept_at, self._piece = now, 0
        return gone


def _mend(published: PublishedObjects, unit_id: int) -> int:
    """Publishes what is missing of all that the unit's heads in force name; returns how many objects it
    published."""
    heads = SignedHead.objects.filter(kind=SignedKind.PLAN, unit_id=unit_id)
    # DISTINCT ON: of each plan only the newest head.
    in_force = (
        heads.order_by("subject", "-serial", "-sequence").distinct("subject").values_list("names", "valid_to")
    )
    now = clock.now()
    found = Documents()
    found.read({name for name, valid_to in in_force if valid_to > now})
    documents = dict(found.bodies)
    for name in found.days:
        try:
            documents[name] = found.day(name)
        except KeyError:
            log.error("day plan %s of unit %d lacks an item in the database", name[:12], unit_id)
    # A document that is not what its hash says is never published; the signer refuses it too.
    true = {name: data for name, data in documents.items() if sha256_hex(data) == name}
    for name in documents.keys() - true.keys():
        log.error("document %s of unit %d is not what its hash says", name[:12], unit_id)
    laid, missing = published.publish_sounds(_sounds(found.items.values()))
    for why in missing.values():
        log.error("a planned sound cannot be laid again: %s", why)
    return laid + published.publish_all(true)


def _sounds(items: Collection[bytes]) -> dict[str, int]:
    """Returns name and size of each sound in these items."""
    found: dict[str, int] = {}
    for item in items:
        try:
            found.update((sound.sha256, sound.bytes) for sound in decode(item, Item).media)
        except Malformed as wrong:
            log.error("a planned item cannot be read: %s", wrong)
    return found


def _no_document(names: Collection[str], since: datetime) -> set[str]:
    """Returns which of these names are not documents that are still needed.

    Sounds are among them. They are not looked up yet, because that query costs more.
    """
    with scope.all_units():
        return set(names) - _documents(names, since)


def _take_away(published: PublishedObjects, names: Collection[str], since: datetime) -> int:
    """Removes what nothing names. Rows are read now, since many names may be in use since they were
    listed."""
    with scope.all_units():
        unnamed = set(names) - _documents(names, since) - _sounds_and_trust(names, since)
    return published.take_away(unnamed)


def _documents(names: Collection[str], since: datetime) -> set[str]:
    """Returns which of these names a head names that was in force at `since` or later, or that is still to be
    signed."""
    heads = SignedHead.objects.filter(kind=SignedKind.PLAN, valid_to__gt=since, names__in=names)
    waiting = ToSign.objects.filter(kind=SignedKind.PLAN, state=ToSign.State.WAITING, wanted__in=names)
    days = DayPlan.objects.filter(sha256__in=names, date__gte=_first_day(since))
    return {
        *heads.values_list("names", flat=True),
        *waiting.values_list("wanted", flat=True),
        *days.values_list("sha256", flat=True),
    }


def _sounds_and_trust(names: Collection[str], since: datetime) -> set[str]:
    """Returns which of these names are sounds of such days, and all trust files that a box may still ask
    for."""
    with connection.cursor() as cursor:
        cursor.execute(_SOUNDS, [_first_day(since), list(names)])
        sounds = {name for (name,) in cursor.fetchall()}
        cursor.execute(_TRUST_FILES, [since, INLINE])
        return sounds | {name for (name,) in cursor.fetchall()}


def _first_day(since: datetime) -> date:
    """Returns the first local day whose day plans and sounds are needed.

    A head's days are the PLAN_DAYS before its end.
    """
    return clock.local(since).date() - timedelta(days=PLAN_DAYS)
