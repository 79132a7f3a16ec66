"""The file door's folder kept true: mended once after the start, swept once a day, a piece at a time.

PostgreSQL holds every document and the media folder every sound, so the folder can be made anew. At the
start, before anything new is signed, all that heads in force name is compared by hash and laid again where a
power cut or a hand has torn or removed it. Later, what no head has named for long is taken away.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
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
from loa.keys.models import SignedHead, SignedKind
from loa.places import scope
from loa.places.models import Unit
from loa.signer.publish import Shelf
from loa.signer.refusing import NotProven

log = logging.getLogger("loa.signer")

MARGIN: Final = timedelta(days=40)
"""What a head named stays so long after the head's end. A plan lives at most 10 days and a device's trust
list 30: a device that was away for longer believes nothing that it held, and asks for what is in force."""

EVERY: Final = timedelta(days=1)
FOLDERS: Final = 256
AT_ONCE: Final = 10_000
"""So many objects are asked about and removed together."""

_SOUNDS: Final = """
select distinct s.sound->>'sha256' from dispatch_planneditem i, jsonb_array_elements(i.sounds) s(sound)
where i.date >= %s and s.sound->>'sha256' = any(%s)
"""


class Upkeep:
    """Of one shelf, by one process. Each step is short, so that what is to be signed waits for none."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._unmended: list[int] | None = None
        self._swept_at: datetime | None = None
        self._folder = 0
        self._old: list[str] = []

    def mend(self) -> bool:
        """Mend what the heads in force of one more unit name; False when there was none left to do.

        Raises DatabaseError; the unit is then still to be done.
        """
        if self._unmended is None:
            with scope.using(scope.NOWHERE):
                self._unmended = list(Unit.objects.order_by("id").values_list("id", flat=True))
        if not self._unmended:
            return False
        unit_id = self._unmended[-1]
        with scope.using([unit_id]):
            laid = _mend(self._shelf, unit_id)
        if laid:
            log.warning("unit %d: %d objects were missing or torn, and are laid again", unit_id, laid)
        self._unmended.pop()
        return True

    def sweep(self) -> int:
        """Look through one more folder if a day has passed since the last sweep; gives how many objects were
        taken away. Raises DatabaseError."""
        now = clock.now()
        if self._swept_at is not None and now - self._swept_at < EVERY:
            return 0
        before = now - MARGIN
        if self._folder < FOLDERS:
            self._old.extend(self._shelf.old(self._folder, before.timestamp()))
            self._folder += 1
        done = self._folder == FOLDERS
        gone = 0
        if len(self._old) >= AT_ONCE or done:
            gone = _take_away(self._shelf, self._old, before)
            self._old = []
        if done:
            self._swept_at, self._folder = now, 0
        return gone


def _mend(shelf: Shelf, unit_id: int) -> int:
    heads = SignedHead.objects.filter(kind=SignedKind.PLAN, unit_id=unit_id)
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
    true = {name: data for name, data in documents.items() if sha256_hex(data) == name}
    for name in documents.keys() - true.keys():
        log.error("document %s of unit %d is not what its hash says", name[:12], unit_id)
    return shelf.lay_all(true) + sum(_mend_sounds(shelf, data) for data in found.items.values())


def _mend_sounds(shelf: Shelf, item: bytes) -> int:
    try:
        return sum(shelf.lay_sound(sound.sha256, sound.bytes) for sound in decode(item, Item).media)
    except (Malformed, NotProven) as wrong:
        log.error("a planned sound cannot be laid again: %s", wrong)
        return 0


def _take_away(shelf: Shelf, old: Collection[str], before: datetime) -> int:
    with scope.whole_house():
        named = _named(list(old), before)
    return sum(shelf.take_away(name, before.timestamp()) for name in old if name not in named)


def _named(names: list[str], since: datetime) -> set[str]:
    """Which of these a head names that was in force at that moment or later, or that is still to be signed.

    A head's days are those before its end, so the day plans of that time and their sounds are all that it
    needs.
    """
    heads = SignedHead.objects.filter(kind=SignedKind.PLAN, valid_to__gt=since, names__in=names)
    first = clock.local(since).date() - timedelta(days=PLAN_DAYS)
    days = DayPlan.objects.filter(sha256__in=names, date__gte=first)
    with connection.cursor() as cursor:
        cursor.execute(_SOUNDS, [first, names])
        sounds = {name for (name,) in cursor.fetchall()}
    return {*heads.values_list("names", flat=True), *days.values_list("sha256", flat=True), *sounds}
