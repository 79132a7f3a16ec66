"""One round of the signer: what waits is proven, published, sealed and passed on.

A round's transaction holds heads, sends and verdicts together: a kill loses none and repeats none. What is
urgent has rounds of its own (`loa.signer.lane`) and never waits for a plan's proof. Plans wait for it: after
an hour without signer or key, what stops sound is signed before what sounds.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, ProgrammingError, transaction
from django.db.models import Q
from loa_protocol import topics
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Act, Assignment, Plan, Purpose
from loa_protocol.refusals import Malformed
from loa_protocol.signing import Signs
from loa_protocol.timing import from_ms, to_ms

from loa.config.env import env
from loa.dispatch import targets
from loa.dispatch.models import Attempt
from loa.kernel import clock
from loa.keys.models import SignedHead, SignedKind, ToSign
from loa.keys.rules import CREDIBLE_MS
from loa.objects.port import StoreError
from loa.places import scope
from loa.places.models import Unit
from loa.signer import addressing, bundle, restored
from loa.signer.proofs import assignment, order, plan
from loa.signer.publish import Shelf
from loa.signer.refusing import Code, NotProven, Overtaken
from loa.signer.ring import NoKey, Ring
from loa.signer.round import Round

log = logging.getLogger("loa.signer")

AT_ONCE: Final = 200
LONGEST_SPREAD_S: Final = 1800
NEARNESS_S: Final = 90
AWAY: Final = (InterfaceError, OperationalError, ProgrammingError)
"""The database's affair, whatever was asked of it. A value that it will not take is one request's own."""


def everywhere() -> list[int]:
    """Ids of all units: the signer looks for work in each, and proves one at a time."""
    with scope.using([0]):
        return list(Unit.objects.values_list("id", flat=True))


def work(ring: Ring, shelf: Shelf) -> int:
    """Do one round of what is not urgent; gives how many requests were decided. Raises DatabaseError when the
    database is away."""
    units = everywhere()
    now = clock.now()
    with scope.using(units, units):
        ring.read(now)
        try:
            _renew(ring, shelf, now)
            addressing.announce(ring, now, env().public_url, env().mqtt_public)
        except NoKey as missing:
            log.error("no key to sign with: %s", missing)
        except Malformed:
            log.exception("no new list of keys: what it should say is more than one carries")
        waiting = ToSign.objects.filter(state=ToSign.State.WAITING, kind=SignedKind.PLAN).count()
    which = Q(urgent=False)
    if shelf.rests():
        which &= ~Q(kind=SignedKind.PLAN)
    return decide(units, which, lambda: Round(ring, shelf, now, waiting))


def _renew(ring: Ring, shelf: Shelf, now: datetime) -> None:
    """A new list of keys, unless it must lie at the file door and cannot be laid there yet."""
    try:
        with transaction.atomic():
            bundle.renew(ring, shelf, now)
    except StoreError as wrong:
        log.error("no new list of keys: %s", wrong)


def decide(units: list[int], which: Q, fresh: Callable[[], Round]) -> int:
    """Decide what waits among these requests, the oldest first and so many at once; gives how many. Raises
    DatabaseError when the database is away."""
    try:
        return _decide_all(units, which, fresh())
    except AWAY:
        raise
    except Exception:
        log.exception("a round failed; each request by itself")
        with scope.using(units, units):
            ids = [row.id for row in _waiting(which)]
        for each in ids:
            _decide_alone(units, each, fresh())
        return len(ids)


def _waiting(which: Q) -> list[ToSign]:
    """The requests, locked until the transaction ends; one that another round has in hand is left to it."""
    signable = restored.signable()
    waiting = ToSign.objects.filter(which, signable, state=ToSign.State.WAITING)
    rows = waiting.select_for_update(skip_locked=True)
    return list(rows.order_by("id")[:AT_ONCE])


def _decide_all(units: list[int], which: Q, now: Round) -> int:
    with scope.using(units, units):
        rows = _waiting(which)
        if any(row.kind == SignedKind.PLAN for row in rows) and _acts_go_first(now.ring):
            return 0
        if rows:
            now.read(rows)
            for row in rows:
                _decide(row, now)
            now.write()
    return len(rows)


def _acts_go_first(ring: Ring) -> bool:
    """Does an act wait that can be signed? Asked after the plans were read: whoever withdraws a bulletin asks
    for both at once, and never is the one seen without the other."""
    waiting = ToSign.objects.filter(urgent=True, kind=SignedKind.ACT, state=ToSign.State.WAITING)
    return ring.until(Purpose.ACT) is not None and waiting.exists()


def _decide_alone(units: list[int], each: int, now: Round) -> None:
    """One request in a transaction of its own; one that breaks the signer is refused, so that it blocks
    none."""
    try:
        _decide_all(units, Q(id=each), now)
    except AWAY:
        raise
    except Exception as wrong:
        log.exception("request %d broke the signer", each)
        with scope.using(units, units):
            mine = Round(now.ring, now.shelf, now.now, now.waiting)
            _close(
                ToSign.objects.get(id=each), mine, ToSign.State.REFUSED, Code.MISSING, type(wrong).__name__
            )
            mine.write()


def _decide(row: ToSign, now: Round) -> None:
    if row.kind == SignedKind.PLAN and now.newest.get(row.subject) != row.id:
        _close(row, now, ToSign.State.OVERTAKEN)
        return
    sign = _SIGNERS.get(row.kind, _nothing_to_sign)
    try:
        sign(row, now)
    except Overtaken:
        _close(row, now, ToSign.State.OVERTAKEN)
        return
    except StoreError:
        return  # it waits for the store
    except NotProven as why:
        log.warning("not signed: %s %s: %s", row.kind, row.subject, why)
        _close(row, now, ToSign.State.REFUSED, why.code, why.detail)
        now.unproven(row, why.parts)
    except NoKey as missing:
        log.error("not signed: %s %s: no key %s", row.kind, row.subject, missing)
        if row.kind == SignedKind.ACT and row.subject in order.stops(now.now):
            return  # it waits for its key
        _close(row, now, ToSign.State.REFUSED, Code.NO_KEY, str(missing))
    else:
        _close(row, now, ToSign.State.SIGNED)
        return
    if row.kind == SignedKind.ACT:
        Attempt.objects.filter(act_id=row.subject).update(state=Attempt.State.NOT_SIGNED)


def _close(row: ToSign, now: Round, state: ToSign.State, code: str = "", why: str = "") -> None:
    row.state, row.code, row.why, row.decided_at = state, code, why[:400], now.now
    now.decided(row)


def _nothing_to_sign(row: ToSign, now: Round) -> None:
    raise NotProven(Code.MISSING, f"nobody asks for {row.kind!r}")


def _sign_plan(row: ToSign, now: Round) -> None:
    proven = now.plans[row.subject]
    if isinstance(proven, NotProven | NoKey | StoreError):
        raise proven
    serial = now.ring.delegation(Purpose.PLAN).serial
    key = (row.subject, serial)
    last, reported = now.last.get(key, 0), now.reported.get(key, 0)
    head = plan.message(proven, _after(last, reported, now.now), now.now, _spread_s(proven, now))
    raw = _sealed(head, now.ring.key(Purpose.PLAN))
    made = _head(row, row.subject, (serial, head.seq), raw, head.valid_to, row.wanted)
    now.send(made, topics.plan(row.subject), row.urgent)


def _sign_assignment(row: ToSign, now: Round) -> None:
    delegation = now.ring.delegation(Purpose.ASSIGN)
    proven = assignment.prove(row.subject, delegation, now.now, now.assignments)
    key = (proven.device, delegation.serial)
    serial, reported = now.holds.get(proven.device, (0, 0))
    credible = reported if serial == delegation.serial else 0
    sequence = now.assigned[key] = _after(now.assigned.get(key, 0), credible, now.now)
    raw = _sealed(assignment.numbered(proven, sequence), now.ring.key(Purpose.ASSIGN))
    order = (delegation.serial, sequence)
    made = _head(row, proven.device, order, raw, to_ms(now.now + timedelta(days=400)))
    now.send(made, topics.down(proven.device), row.urgent)


def _sign_act(row: ToSign, now: Round) -> None:
    delegation = now.ring.delegation(Purpose.ACT)
    act = order.prove(row.subject, delegation, now.now)
    sequence = now.next_act(delegation.serial)
    raw = _sealed(order.numbered(act, sequence), now.ring.key(Purpose.ACT))
    topic = targets.topic(act.target.kind.value, act.target.id)
    made = _head(row, row.subject, (delegation.serial, sequence), raw, act.expires_ms)
    now.send(made, topic, row.urgent)


def _sealed(message: Plan | Assignment | Act, key: Signs) -> bytes:
    """The signed head. Raises NotProven for a message that no reader would take."""
    try:
        return seal(message, key)
    except Malformed as wrong:
        raise NotProven(Code.ALTERED, wrong.detail) from None


def _after(last: int, reported: int, now: datetime) -> int:
    """max(last + 1, UTC ms, highest credible value that a device reports of this key + 1): a restored backup
    silences no one."""
    credible = reported if reported <= to_ms(now) + CREDIBLE_MS else 0
    return max(last + 1, to_ms(now), credible + 1)


def _spread_s(proven: plan.Proven, now: Round) -> int:
    """Seconds over which devices fetch: one for each plan that waits, and never near the next start."""
    at = to_ms(now.now)
    starts = [item.start_ms for day in proven.days for item in day.plan.items if item.start_ms > at]
    room = (min(starts) - at) // 1000 - NEARNESS_S if starts else LONGEST_SPREAD_S
    return max(0, min(LONGEST_SPREAD_S, now.waiting - 1, room // 2))


def _head(
    row: ToSign, subject: str, order: tuple[int, int], raw: bytes, valid_to_ms: int, names: str = ""
) -> SignedHead:
    """`order`: serial of the delegation that signed it, and its sequence."""
    return SignedHead(
        unit_id=row.unit_id,
        kind=row.kind,
        subject=subject,
        serial=order[0],
        sequence=order[1],
        sha256=sha256_hex(raw),
        names=names,
        head=raw,
        signed_at=clock.now(),
        valid_to=from_ms(valid_to_ms),
    )


_SIGNERS: dict[str, Callable[[ToSign, Round], None]] = {
    SignedKind.PLAN: _sign_plan,
    SignedKind.ASSIGN: _sign_assignment,
    SignedKind.ACT: _sign_act,
}
