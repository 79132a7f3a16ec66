"""One round of the signer: proves, publishes, signs and queues the waiting requests.

One transaction writes the heads, the sends and the verdicts of a round together, so that a killed process
loses none and repeats none. Urgent requests have rounds of their own (`loa.signer.urgent`) and never wait for
the proof of a plan. Plans wait for urgent requests: after an hour without signer or key, what stops sound is
signed before what sounds.
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
from loa_protocol.signing import Signer
from loa_protocol.timing import from_ms, to_ms

from loa.config.env import env
from loa.dispatch import targets
from loa.dispatch.models import Attempt
from loa.kernel import clock
from loa.kernel.ids import read_uuid
from loa.keys.models import SignedHead, SignedKind, ToSign
from loa.keys.rules import CREDIBLE_MS
from loa.objects.port import StoreError
from loa.places import scope
from loa.places.scope import Scope
from loa.signer import addressing, bundle, restored
from loa.signer.key_ring import KeyRing, NoKey
from loa.signer.proofs import acts, assignment, plan
from loa.signer.publish import PublishedObjects
from loa.signer.refusing import AlreadySigned, Code, NotProven
from loa.signer.round import Round

log = logging.getLogger("loa.signer")

AT_ONCE: Final = 200
"""The most requests that one round decides."""
LONGEST_SPREAD_S: Final = 1800
"""The longest time in seconds over which devices spread their fetching."""
NEARNESS_S: Final = 90
"""Devices shall have fetched this many seconds before the next start."""
AWAY: Final = (InterfaceError, OperationalError, ProgrammingError)
"""Errors of the database itself, whatever was asked of it. Any other error, such as a value that the database
does not accept, concerns one request only."""


def work(key_ring: KeyRing, published: PublishedObjects) -> int:
    """Runs one round of what is not urgent and returns how many requests were decided.

    Raises django.db.DatabaseError when the database is away.
    """
    # The signer looks for work everywhere and proves one request at a time.
    here = scope.everywhere()
    now = clock.now()
    with scope.entered(here):
        key_ring.read(now)
        try:
            _renew(key_ring, published, now)
            addressing.announce(key_ring, now, env().public_url, env().mqtt_public)
        except NoKey as missing:
            log.error("no key to sign with: %s", missing)
        except Malformed:
            # The old list stays in force, and the round goes on.
            log.exception("no new list of keys: what it should say is more than one carries")
        # For `_spread_s`: the devices of all these plans will fetch at about the same time.
        waiting = ToSign.objects.filter(state=ToSign.State.WAITING, kind=SignedKind.PLAN).count()
    which = Q(urgent=False)
    if published.rests():
        which &= ~Q(kind=SignedKind.PLAN)
    return decide(here, which, lambda: Round(key_ring, published, now, waiting))


def _renew(key_ring: KeyRing, published: PublishedObjects, now: datetime) -> None:
    """Makes a new trust bundle if one is due. One that must be published and cannot be yet is left to a later
    round."""
    try:
        with transaction.atomic():
            bundle.renew(key_ring, published, now)
    except StoreError as wrong:
        log.error("no new list of keys: %s", wrong)


def decide(here: Scope, which: Q, fresh: Callable[[], Round]) -> int:
    """Decides the waiting requests among these, the oldest first and at most AT_ONCE; returns how many.

    Where the round fails, each request is decided in a transaction of its own. Raises django.db.DatabaseError
    when the database is away.
    """
    try:
        return _decide_all(here, which, fresh())
    except AWAY:
        raise
    except Exception:
        log.exception("a round failed; each request by itself")
        with scope.entered(here):
            # The scope's transaction ends here and with it the locks; `_decide_alone` takes each lock again.
            ids = [row.id for row in _waiting(which)]
        for each in ids:
            _decide_alone(here, each, fresh())
        return len(ids)


def _waiting(which: Q) -> list[ToSign]:
    """Returns waiting requests, locked until the transaction ends. Requests that another round has locked are
    skipped."""
    signable = restored.signable()
    waiting = ToSign.objects.filter(which, signable, state=ToSign.State.WAITING)
    rows = waiting.select_for_update(skip_locked=True)
    return list(rows.order_by("id")[:AT_ONCE])


def _decide_all(here: Scope, which: Q, now: Round) -> int:
    """Decides waiting requests in one transaction and returns how many; 0 also where plans have to wait for
    an act."""
    with scope.entered(here):
        rows = _waiting(which)
        if any(row.kind == SignedKind.PLAN for row in rows) and _acts_go_first(now.key_ring):
            return 0
        if rows:
            now.read(rows)
            for row in rows:
                _decide(row, now)
            now.write()
    return len(rows)


def _acts_go_first(key_ring: KeyRing) -> bool:
    """Returns whether an act waits that can be signed.

    This is asked after the plans were read. Who withdraws a bulletin asks for an act and a plan in one
    transaction, so a round that sees the plan also sees the act.
    """
    waiting = ToSign.objects.filter(urgent=True, kind=SignedKind.ACT, state=ToSign.State.WAITING)
    return key_ring.until(Purpose.ACT) is not None and waiting.exists()


def _decide_alone(here: Scope, each: int, now: Round) -> None:
    """Decides one request in a transaction of its own.

    A request on which the signer fails is refused, so that it does not block the others.
    """
    try:
        _decide_all(here, Q(id=each), now)
    except AWAY:
        raise
    except Exception as wrong:
        log.exception("request %d broke the signer", each)
        with scope.entered(here):
            # A new round: the failed one may hold verdicts and heads that were rolled back.
            mine = Round(now.key_ring, now.published, now.now, now.waiting)
            _close(
                ToSign.objects.get(id=each), mine, ToSign.State.REFUSED, Code.MISSING, type(wrong).__name__
            )
            mine.write()


def _decide(row: ToSign, now: Round) -> None:
    """Signs one request, or closes it with the reason why not. One that lacks a store, or a stop that lacks
    its key, keeps waiting."""
    if row.kind == SignedKind.PLAN and now.newest.get(row.subject) != row.id:
        _close(row, now, ToSign.State.OVERTAKEN)
        return
    sign = _SIGNERS.get(row.kind, _nothing_to_sign)
    try:
        sign(row, now)
    except AlreadySigned:
        _close(row, now, ToSign.State.OVERTAKEN)
        return
    except StoreError:
        return  # the request keeps waiting, for the store
    except NotProven as why:
        log.warning("not signed: %r %r: %s", row.kind, row.subject, why)
        _close(row, now, ToSign.State.REFUSED, why.code, why.detail)
        now.unproven(row, why.parts)
    except NoKey as missing:
        log.error("not signed: %r %r: no key %s", row.kind, row.subject, missing)
        if row.kind == SignedKind.ACT and row.subject in acts.stops(now.now):
            return  # the request keeps waiting, for its key
        _close(row, now, ToSign.State.REFUSED, Code.NO_KEY, str(missing))
    else:
        _close(row, now, ToSign.State.SIGNED)
        return
    # Only a refused request comes here: every other way has returned.
    if row.kind == SignedKind.ACT and (act := read_uuid(row.subject)) is not None:
        Attempt.objects.filter(act_id=act).update(state=Attempt.State.NOT_SIGNED)


def _close(row: ToSign, now: Round, state: ToSign.State, code: str = "", why: str = "") -> None:
    # 400 characters: the size of the column.
    row.state, row.code, row.why, row.decided_at = state, code, why[:400], now.now
    now.decided(row)


def _nothing_to_sign(row: ToSign, now: Round) -> None:
    raise NotProven(Code.MISSING, f"nobody asks for {row.kind!r}")


def _sign_plan(row: ToSign, now: Round) -> None:
    """Signs and queues the head of a plan. Raises NotProven, NoKey, StoreError."""
    proven = now.plans[row.subject]
    if isinstance(proven, NotProven | NoKey | StoreError):
        raise proven
    serial = now.key_ring.delegation(Purpose.PLAN).serial
    key = (row.subject, serial)
    last, reported = now.last.get(key, 0), now.reported.get(key, 0)
    head = plan.message(proven, _after(last, reported, now.now), now.now, _spread_s(proven, now))
    raw = _sealed(head, now.key_ring.key(Purpose.PLAN))
    made = _head(row, row.subject, (serial, head.seq), raw, head.valid_to, row.wanted)
    now.send(made, topics.plan(row.subject), row.urgent)


def _sign_assignment(row: ToSign, now: Round) -> None:
    """Signs and queues an assignment. Raises NotProven, AlreadySigned, NoKey."""
    delegation = now.key_ring.delegation(Purpose.ASSIGN)
    proven = assignment.prove(row.subject, delegation, now.now, now.assignments)
    key = (proven.device, delegation.serial)
    serial, reported = now.holds.get(proven.device, (0, 0))
    # Sequences of different keys are not compared: a higher serial alone makes a message newer.
    credible = reported if serial == delegation.serial else 0
    sequence = now.assigned[key] = _after(now.assigned.get(key, 0), credible, now.now)
    raw = _sealed(assignment.numbered(proven, sequence), now.key_ring.key(Purpose.ASSIGN))
    order = (delegation.serial, sequence)
    made = _head(row, proven.device, order, raw, to_ms(now.now + timedelta(days=400)))
    now.send(made, topics.down(proven.device), row.urgent)


def _sign_act(row: ToSign, now: Round) -> None:
    """Signs and queues an act. Raises NotProven, AlreadySigned, NoKey."""
    delegation = now.key_ring.delegation(Purpose.ACT)
    act = acts.prove(row.subject, delegation, now.now)
    sequence = now.next_act(delegation.serial)
    raw = _sealed(acts.numbered(act, sequence), now.key_ring.key(Purpose.ACT))
    topic = targets.topic(act.target.kind.value, act.target.id)
    made = _head(row, row.subject, (delegation.serial, sequence), raw, act.expires_ms)
    now.send(made, topic, row.urgent)


def _sealed(message: Plan | Assignment | Act, key: Signer) -> bytes:
    """Returns the signed head. Raises NotProven for a message that no reader would accept."""
    try:
        return seal(message, key)
    except Malformed as wrong:
        raise NotProven(Code.ALTERED, wrong.detail) from None


def _after(last: int, reported: int, now: datetime) -> int:
    """Returns the next sequence: max(last + 1, UTC ms, highest credible value that a device reports + 1).

    A device ignores sequences that are not above its own. After a restore of a backup `last` may be too low,
    so the reported value counts too. A reported value too far ahead of the clock is not credible and is left
    out.
    """
    credible = reported if reported <= to_ms(now) + CREDIBLE_MS else 0
    return max(last + 1, to_ms(now), credible + 1)


def _spread_s(proven: plan.ProvenPlan, now: Round) -> int:
    """Returns over how many seconds devices spread their fetching.

    That is one second for each other plan that waits, at most half of the time that is left until NEARNESS_S
    before the next start, and at most LONGEST_SPREAD_S.
    """
    at = to_ms(now.now)
    starts = [item.start_ms for day in proven.days for item in day.plan.items if item.start_ms > at]
    room = (min(starts) - at) // 1000 - NEARNESS_S if starts else LONGEST_SPREAD_S
    return max(0, min(LONGEST_SPREAD_S, now.waiting - 1, room // 2))


def _head(
    row: ToSign, subject: str, order: tuple[int, int], raw: bytes, valid_to_ms: int, names: str = ""
) -> SignedHead:
    """Returns an unsaved row for a signed head. `order`: serial of the delegation that signed it, and its
    sequence."""
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
