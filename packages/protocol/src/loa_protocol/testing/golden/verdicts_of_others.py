"""Assignments and acts brought to a device, and heads that have no business there."""

from loa_protocol import issuing
from loa_protocol.heads import seal
from loa_protocol.messages import ActKind, AssignmentState, Purpose, Target, TargetKind, TimeAnswer
from loa_protocol.testing.golden.worlds import PROVINCE, SEQ, UNASSIGNED, Tried
from loa_protocol.testing.world import (
    DEVICE,
    NOW,
    OTHER_DEVICE,
    PLAN_ID,
    act,
    assignment,
    delegated,
    key,
    me,
)
from loa_protocol.timing import DAY, HOUR, MINUTE

seal_of = PROVINCE.seal
AHEAD = NOW + 10 * MINUTE
HOUR_ON, HOUR_LESS = NOW + HOUR, NOW + HOUR - 1


def assignments() -> list[Tried]:
    """Where the box belongs, and who may say so."""

    def made(**changes: object) -> bytes:
        return seal_of(assignment(**{"seq": SEQ + 1, **changes}))

    following = made()
    move = made(places=("38", "16013"), plan_id="16013.1")
    disabled = made(state=AssignmentState.DISABLED)
    return [
        Tried("assignment", following),
        Tried("assignment already held", made(seq=SEQ)),
        Tried("assignment with a lower sequence", made(seq=SEQ - 1), "replayed"),
        Tried("another assignment, same sequence", made(seq=SEQ, site="khác"), "replayed"),
        Tried("assignment held, judged anew after the next", made(seq=SEQ - 1), held=True),
        Tried("first assignment", made(seq=1), None, "fresh", UNASSIGNED),
        Tried("assignment that disables", disabled),
        Tried("assignment of another device", made(device=OTHER_DEVICE), "wrong-device"),
        Tried("assignment for another device key", made(public_key="11" * 32), "wrong-device"),
        Tried("assignment with a plan outside its places", made(plan_id="16013.1"), "wrong-place"),
        Tried(
            "assignment with the plan of a place that only begins alike",
            made(plan_id="1601.1"),
            "wrong-place",
        ),
        Tried("move by the province's key", move),
        Tried("move by a key of the old commune", move, "wrong-place", "keys of the commune"),
        Tried("move by a key of the new commune", move, "wrong-place", "keys of another commune"),
        Tried("move by a key of both", move, None, "keys of two communes"),
        Tried(
            "first assignment by a key of another commune",
            made(),
            "wrong-place",
            "keys of another commune",
            UNASSIGNED,
        ),
        Tried("first assignment by a key of the commune", made(), None, "keys of the commune", UNASSIGNED),
        Tried("assignment of ten minutes ahead", made(at=AHEAD)),
        Tried("assignment of a millisecond more ahead", made(at=AHEAD + 1), "not-yet-valid"),
        Tried(
            "assignment of tomorrow, clock not trusted",
            made(at=NOW + DAY),
            None,
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        Tried("assignment of an hour ago", made(at=NOW - HOUR)),
        Tried("assignment read an hour later", following, now=HOUR_ON),
        Tried("assignment of half an hour ago", made(at=NOW + HOUR // 2), now=HOUR_ON),
        Tried("assignment by the plan key", seal_of(assignment(seq=SEQ + 1), Purpose.PLAN), "wrong-purpose"),
        Tried("assignment by a revoked key", following, "revoked", "revoked by the list"),
        Tried("assignment by a key that is over", following, "expired", "keys of an hour", now=HOUR_ON),
        Tried("assignment by a key that begins later", following, "not-yet-valid", "keys of later"),
    ]


def targets() -> list[Tried]:
    """Whom an act is for."""
    tried: list[tuple[str, Target, str | None]] = [
        ("everyone", Target(TargetKind.ALL), None),
        ("the province", Target(TargetKind.UNIT, "38"), None),
        ("the commune", Target(TargetKind.UNIT, "16012"), None),
        ("another commune", Target(TargetKind.UNIT, "16013"), "wrong-place"),
        ("a unit that only begins alike", Target(TargetKind.UNIT, "1601"), "wrong-place"),
        ("the plan", Target(TargetKind.PLAN, PLAN_ID), None),
        ("another hamlet's plan", Target(TargetKind.PLAN, "16012.35"), "wrong-place"),
        ("the commune's own plan", Target(TargetKind.PLAN, "16012.0"), "wrong-place"),
        ("the device", Target(TargetKind.DEVICE, DEVICE), None),
        ("another device", Target(TargetKind.DEVICE, OTHER_DEVICE), "wrong-place"),
        ("a unit named as a plan", Target(TargetKind.PLAN, "16012"), "wrong-place"),
        ("the plan named as a unit", Target(TargetKind.UNIT, PLAN_ID), "wrong-place"),
    ]
    return [Tried(f"act on {name}", seal_of(act(target=target)), code) for name, target, code in tried]


def acts() -> list[Tried]:
    """When an act counts, and by whose key."""
    silence, ends = seal_of(act()), act().expires_ms
    tone = seal_of(act(ActKind.TONE, tone_ms=3000))
    latest = act().latest_start_ms
    return [
        Tried("silence of the commune", silence),
        Tried("act before any assignment", silence, "no-trust", who=UNASSIGNED),
        Tried("act on a disabled device", silence, who=me(state=AssignmentState.DISABLED)),
        Tried("act of ten minutes ahead", seal_of(act(at=AHEAD))),
        Tried("act of a millisecond more ahead", seal_of(act(at=AHEAD + 1)), "not-yet-valid"),
        Tried(
            "act of an hour ahead, clock not trusted",
            seal_of(act(at=NOW + HOUR)),
            None,
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        Tried("act of an hour ago", seal_of(act(at=NOW - HOUR))),
        Tried("act of half an hour ago", seal_of(act(at=NOW + HOUR // 2)), now=HOUR_ON),
        Tried("act read after two hours", silence, now=NOW + 2 * HOUR),
        Tried("act in its last millisecond", silence, now=ends - 1),
        Tried("act that is over", silence, "expired", now=ends),
        Tried("act over by the floor", silence, "expired", now=ends, sure=False),
        Tried("act held that is over", silence, now=ends, held=True),
        Tried("test tone in time", tone, now=latest),
        Tried("test tone too late", tone, "too-late", now=latest + 1),
        Tried("test tone held, too late", tone, now=latest + 1, held=True),
        Tried("silence after its latest start", silence, now=latest + 1),
        Tried("act by the plan key", seal_of(act(), Purpose.PLAN), "wrong-purpose"),
        Tried("act by a revoked key", silence, "revoked", "revoked before"),
        Tried("act held by a revoked key", silence, "revoked", "revoked by the list", held=True),
        Tried("act by a key of another commune", silence, "wrong-place", "keys of another commune"),
        Tried("act by a key of the commune", silence, None, "keys of the commune"),
        Tried("act by a key that is over", silence, "expired", "keys of an hour", now=HOUR_ON),
        Tried("act by a key in its last millisecond", silence, None, "keys of an hour", now=HOUR_LESS),
        Tried("act by a key that begins later", silence, "not-yet-valid", "keys of later"),
    ]


def strangers() -> list[Tried]:
    """Heads that no device takes as an order."""
    granted = issuing.delegation(PROVINCE.root, delegated(Purpose.PLAN, key("stranger")))
    answer = TimeAnswer(1, DEVICE, "5a" * 16, NOW)
    return [
        Tried("a delegation is no order", granted, "unknown-key"),
        Tried("a root statement is no order", PROVINCE.statement, "unknown-key"),
        Tried("a trust list is no order", _listed(), "wrong-purpose"),
        Tried("a time answer is judged with its nonce", seal_of(answer), "wrong-purpose"),
        Tried("the device's own word", seal(answer, key("device")), "unknown-key"),
        Tried("no head", b"{}", "malformed"),
    ]


def _listed() -> bytes:
    heads = PROVINCE.delegations.values()
    return issuing.trust_list(PROVINCE.keys[Purpose.BUNDLE], heads, seq=1, made_at=NOW)


def cases() -> list[Tried]:
    """All of them."""
    return [*assignments(), *targets(), *acts(), *strangers()]
