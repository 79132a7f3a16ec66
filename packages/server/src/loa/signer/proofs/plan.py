"""Proves a plan: every sound of every day is approved for that place and time, every day is within the rules.

The rules are the commune's own as proven (`regulation`), not what the day plan says of them. They are checked
by the same code that the device runs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import msgspec
from loa_protocol import messages
from loa_protocol.bodies import LARGEST_DOCUMENT
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Delegation, Item, Rules
from loa_protocol.messages.plan import MOST_ITEMS, PLAN_DAYS
from loa_protocol.refusals import Malformed
from loa_protocol.timing import SECOND, day_bounds, local_date, to_ms

from loa.dispatch.documents import Documents
from loa.dispatch.models import Plan
from loa.signer.proofs import carried, entitled, regulation
from loa.signer.proofs.day import ProvenDay, breaking, faultless
from loa.signer.proofs.right import ProvenRight, reaches
from loa.signer.proofs.sources import Rights, named_by
from loa.signer.proofs.starting import Moves, moved_for, starts
from loa.signer.refusing import Code, NotProven, Part

Doc = TypeVar("Doc", messages.Body, messages.DayPlan, Item)


@dataclass(frozen=True)
class ProvenPlan:
    """A proven plan, with all that its devices will fetch: documents by hash, and sounds by hash and size."""

    plan_id: str
    unit_id: int
    body_version: int
    body_sha256: str
    days: tuple[ProvenDay, ...]
    documents: dict[str, bytes]
    sounds: dict[str, int]


@dataclass
class Evidence:
    """What one transaction has read and proven already. A commune's plans share days, items, rights and
    rules."""

    rights: Rights = field(default_factory=Rights)
    moves: Moves = field(default_factory=Moves)
    documents: Documents = field(default_factory=Documents)
    days: dict[tuple[str, str], ProvenDay | NotProven] = field(default_factory=dict)
    items: dict[int, Item | NotProven] = field(default_factory=dict)
    frames: dict[bytes, messages.DayPlan] = field(default_factory=dict)
    within: dict[bytes, set[int]] = field(default_factory=dict)
    """By frame: the items of all days of that frame."""
    _faultless: dict[tuple[bytes, int, str], bool] = field(default_factory=dict)
    rules: dict[tuple[int, date], Rules | None] = field(default_factory=dict)
    covered: dict[tuple[int, int, date], tuple[ProvenRight, ...]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)

    def read(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Reads the rows of these plans (plan id, hash of the body) and the rights they name.

        The number of queries does not grow with the number of plans. Nothing in the documents is proven yet.
        """
        ids = [plan_id for plan_id, _ in wanted if plan_id not in self.plans]
        self.plans.update(Plan.objects.select_related("unit__parent__parent").in_bulk(ids))
        self.documents.read({name for _, name in wanted})
        # What was known of whole frames is void: new plans bring more items to them.
        self.within = defaultdict(set)
        self._faultless = {}
        for parts in self.documents.days.values():
            self.within[parts.frame].update(parts.items)
        self.take_items()

    def take_items(self) -> None:
        """Decodes the items that were read, and reads and proves the approvals and moves that they name."""
        for number, data in self.documents.items.items():
            if number not in self.items:
                self.items[number] = _item(data)
        whole = [each for each in self.items.values() if isinstance(each, Item)]
        self.rights.load(named_by(whole))
        self.moves.load(whole)

    def item(self, number: int) -> Item:
        """Returns an item by its row. Raises NotProven."""
        found = self.items.get(number, NotProven(Code.MISSING, f"item {number}"))
        if isinstance(found, NotProven):
            raise found
        return found

    def frame(self, data: bytes) -> messages.DayPlan:
        """Returns a day plan without items, in the exact form in which the server writes one. Raises
        NotProven."""
        if data not in self.frames:
            found = _decoded(data, messages.DayPlan)
            if found.items or encode(found) != data:
                raise NotProven(Code.ALTERED, "a day plan's frame of another form")
            self.frames[data] = found
        return self.frames[data]

    def breaks_nothing(self, frame: bytes, unit_id: int, delegation: Delegation) -> bool:
        """Returns whether no day of this frame breaks a rule or the key's envelope.

        All items of all days of the frame are judged at once, since a commune's hamlets hear much the same.
        False says nothing about any single day.
        """
        key = (frame, unit_id, delegation.public_key)
        if key not in self._faultless:
            day, items = self.frame(frame), [self.items.get(number) for number in self.within[frame]]
            read = [item for item in items if isinstance(item, Item)]
            own = day.rules == self.rules_on(unit_id, day.date)
            self._faultless[key] = own and len(read) == len(items) and faultless(day, read, delegation)
        return self._faultless[key]

    def granted(self, number: int, unit_id: int, day: date) -> tuple[ProvenRight, ...]:
        """Returns the rights of an item, at least one, each covering what it is for in a unit on a day at the
        item's time.

        Raises NotProven.
        """
        key = (number, unit_id, day)
        if key not in self.covered:
            item = self.item(number)
            granted = carried.granted(item, unit_id, day, self.rights.proven)
            starts(item, day, unit_id, granted, self.moves.of(item.slot))
            self.covered[key] = granted
        return self.covered[key]

    def rules_on(self, unit_id: int, day: date) -> Rules | None:
        """Returns the commune's rules in force on a local day, from its own rows.

        They are read for all communes of these plans at once, for PLAN_DAYS days from this day on.
        """
        if (unit_id, day) not in self.rules:
            days = [day + timedelta(days=n) for n in range(PLAN_DAYS)]
            chains = {plan.unit_id: list(entitled.above(plan.unit)) for plan in self.plans.values()}
            for unit, on in regulation.rules_on_all(chains, days[0], days[-1]).items():
                self.rules.update(((unit, each), on(each)) for each in days)
        return self.rules[unit_id, day]


def prove(plan_id: str, wanted: str, delegation: Delegation, evidence: Evidence) -> ProvenPlan:
    """Proves a plan whose rows the evidence has read, and returns it. Raises NotProven."""
    plan = evidence.plans.get(plan_id)
    data = evidence.documents.bodies.get(wanted)
    if plan is None or data is None:
        raise NotProven(Code.MISSING, f"plan {plan_id} or body {wanted[:12]}")
    _place(plan, delegation)
    if sha256_hex(data) != wanted:
        raise NotProven(Code.ALTERED, f"body {wanted[:12]} is not what its hash says")
    days: dict[str, ProvenDay] = {}
    parts: list[Part] = []
    body = _decoded(data, messages.Body)
    for ref in body.days:
        try:
            days[ref.sha256] = day = _day(ref, plan, delegation, evidence)
        except NotProven as why:
            if not why.parts:
                raise
            parts.extend(why.parts)
        else:
            parts.extend(_unproven(day, plan, evidence))
    if parts:
        raise NotProven(parts[0].code, parts[0].detail, tuple(parts))
    return ProvenPlan(
        plan_id,
        plan.unit_id,
        body.v,
        wanted,
        tuple(days.values()),
        {wanted: data, **{name: day.data for name, day in days.items()}},
        {
            sound.sha256: sound.bytes
            for day in days.values()
            for item in day.plan.items
            for sound in item.media
        },
    )


def without(proven: ProvenPlan, sounds: Mapping[str, NotProven]) -> NotProven:
    """Returns the refusal of a proven plan of which some sounds' files are missing: one part for each item
    with them."""
    parts = tuple(
        Part(day.plan.date, why.code, f"{item.id}: {why.detail}", number)
        for day in proven.days
        for number, item in zip(day.items, day.plan.items, strict=True)
        for sound in item.media
        if (why := sounds.get(sound.sha256)) is not None
    )
    return NotProven(parts[0].code, parts[0].detail, parts)


def _place(plan: Plan, delegation: Delegation) -> None:
    """Raises NotProven unless the plan is of its unit and the key may sign there."""
    if plan.plan_id != f"{plan.unit.code}.{plan.hamlet_id or 0}":
        raise NotProven(Code.OTHER_PLACE, f"{plan.plan_id} is not of {plan.unit.code}")
    if set(delegation.places).isdisjoint(entitled.above(plan.unit).values()):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")


def _decoded(data: bytes, kind: type[Doc]) -> Doc:
    try:
        return decode(data, kind)
    except Malformed as wrong:
        raise NotProven(Code.ALTERED, wrong.detail) from None


def _item(data: bytes) -> Item | NotProven:
    """Returns the decoded item, or the reason why it cannot be decoded."""
    try:
        return _decoded(data, Item)
    except NotProven as why:
        return why


def _day(ref: messages.DayRef, plan: Plan, delegation: Delegation, evidence: Evidence) -> ProvenDay:
    """Returns a day of this plan, checked against the commune's rules and the key's envelope.

    The check is made once for each day plan and key. Raises NotProven, with parts if items in the day are not
    what they were compiled as.
    """
    key = (ref.sha256, delegation.public_key)
    found = evidence.days.get(key)
    if found is None:
        try:
            found = whole(ref.sha256, evidence)
        except NotProven as why:
            evidence.days[key] = found = _altered(why, ref, evidence)
    if isinstance(found, NotProven):
        raise found
    if found.plan.date != ref.date or found.plan.unit != plan.unit.code:
        raise NotProven(Code.OTHER_PLACE, f"a day of {found.plan.unit}, {found.plan.date}")
    # Stored only once it is judged, and judged only once the place is checked: a stored day is both.
    if key not in evidence.days:
        broken = _breaking(found, ref.sha256, plan.unit_id, delegation, evidence)
        evidence.days[key] = found = replace(found, breaking=broken)
    return found


def _altered(why: NotProven, ref: messages.DayRef, evidence: Evidence) -> NotProven:
    """Returns the refusal of a day that is not whole.

    Its parts are the items that cannot be read or are not what their own hashes say, if those are the reason.
    """
    parts = evidence.documents.days.get(ref.sha256)
    listed = parts.items if parts and why.code == Code.ALTERED else ()
    unread = [number for number in listed if isinstance(evidence.items.get(number), NotProven)]
    numbers = unread or evidence.documents.altered(listed)
    items = tuple(Part(ref.date, why.code, f"item {number}: {why.detail}", number) for number in numbers)
    return NotProven(why.code, why.detail, items)


def whole(name: str, evidence: Evidence) -> ProvenDay:
    """Returns the day plan that a hash names, put together from its parts. Raises NotProven.

    Each item is decoded once, not in each of the days that hold it. This is safe: a frame in our form is a
    day plan with an empty list, and JSON values that are each an item by themselves are, in that list, these
    items.
    """
    try:
        parts, data = evidence.documents.days[name], evidence.documents.day(name)
    except KeyError:
        raise NotProven(Code.MISSING, f"day plan {name[:12]}") from None
    if sha256_hex(data) != name:
        raise NotProven(Code.ALTERED, f"day plan {name[:12]} is not what its hash says")
    if len(data) > LARGEST_DOCUMENT or len(parts.items) > MOST_ITEMS:
        raise NotProven(Code.OVERFULL, f"day plan {name[:12]}: {len(parts.items)} items, {len(data)} bytes")
    items = tuple(evidence.item(number) for number in parts.items)
    return ProvenDay(msgspec.structs.replace(evidence.frame(parts.frame), items=items), data, parts.items)


def _breaking(
    day: ProvenDay, name: str, unit_id: int, delegation: Delegation, evidence: Evidence
) -> tuple[Part, ...]:
    """Returns the parts of a day to leave out: the whole day if its rules are not the commune's own, else the
    items that break them."""
    if evidence.breaks_nothing(evidence.documents.days[name].frame, unit_id, delegation):
        return ()
    if day.plan.rules == evidence.rules_on(unit_id, day.plan.date):
        return breaking(day, name, delegation)
    detail = f"{day.plan.date}: rules differ from the commune's own"
    frame = sha256_hex(evidence.documents.days[name].frame)
    return (Part(day.plan.date, Code.RULES, detail, None, frame),)


def _unproven(day: ProvenDay, plan: Plan, evidence: Evidence) -> Iterator[Part]:
    """Yields what in a day may not sound in this plan's hamlet. Where the whole day is left out, no item is
    checked."""
    yield from day.breaking
    if any(part.item is None for part in day.breaking):
        return
    on = day.plan.date
    for number in day.items:
        try:
            heard(number, evidence.granted(number, plan.unit_id, on), plan, evidence)
        except NotProven as why:
            # An item that is covered failed only for this hamlet; any other fails in every plan of the unit.
            name, everywhere = evidence.item(number).id, (number, plan.unit_id, on) not in evidence.covered
            detail = why.detail if name in why.detail else f"{name}: {why.detail}"
            yield Part(on, why.code, detail, number, everywhere=everywhere)


def heard(number: int, granted: Sequence[ProvenRight], plan: Plan, evidence: Evidence) -> None:
    """Raises NotProven unless an approved item may sound in the plan's hamlet."""
    item, hamlet = evidence.item(number), plan.hamlet_id
    for each in granted:
        if not reaches(each, hamlet):
            raise NotProven(Code.OTHER_PLACE, f"{item.id} at hamlet {hamlet}")
    if not moved_for(evidence.moves.of(item.slot), hamlet):
        raise NotProven(Code.OTHER_PLACE, f"{item.id} was not moved at hamlet {hamlet}")


def message(proven: ProvenPlan, sequence: int, now: datetime, spread_s: int) -> messages.Plan:
    """Returns the head's message, valid from the first of its local days (or today) to the end of the
    last."""
    dates = [day.plan.date for day in proven.days]
    first = min([*dates, local_date(to_ms(now))])
    last = max([*dates, local_date(to_ms(now))])
    return messages.Plan(
        v=1,
        plan_id=proven.plan_id,
        seq=sequence,
        bodies=(messages.BodyRef(v=proven.body_version, sha256=proven.body_sha256),),
        valid_from=day_bounds(first)[0],
        valid_to=day_bounds(last)[1],
        fetch_from=to_ms(now),
        fetch_by=to_ms(now) + spread_s * SECOND,
    )
