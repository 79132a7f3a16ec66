"""Assignments and addresses that a device receives, and heads that no device accepts."""

from loa_protocol import issuing, signing
from loa_protocol.heads import seal
from loa_protocol.messages import (
    AssignmentState,
    Purpose,
    Target,
    TargetKind,
    TimeAnswer,
)
from loa_protocol.testing.golden.worlds import ADDRESS_SEQ, PROVINCE, SEQ, UNASSIGNED, HeadCase
from loa_protocol.testing.world import (
    DEVICE,
    NOW,
    OTHER_DEVICE,
    address,
    assignment,
    delegated,
    key,
    me,
)
from loa_protocol.timing import DAY, HOUR, MINUTE

seal_of = PROVINCE.seal
AHEAD = NOW + 10 * MINUTE
HOUR_ON, HOUR_LESS = NOW + HOUR, NOW + HOUR - 1


def assignments() -> list[HeadCase]:
    """Returns assignments with different places and keys."""

    def made(**changes: object) -> bytes:
        return seal_of(assignment(**{"seq": SEQ + 1, **changes}))

    following = made()
    move = made(places=("38", "16013"), plan_id="16013.1")
    disabled = made(state=AssignmentState.DISABLED)
    return [
        HeadCase("assignment", following),
        HeadCase("assignment already held", made(seq=SEQ)),
        HeadCase("assignment already held, its key delegated anew", made(seq=SEQ), None, "newer keys"),
        HeadCase("assignment with a lower sequence", made(seq=SEQ - 1), "replayed"),
        HeadCase("another assignment, same sequence", made(seq=SEQ, site="khác"), "replayed"),
        HeadCase("assignment held, judged anew after the next", made(seq=SEQ - 1), held=True),
        HeadCase(
            "assignment held, judged anew before its places are known, by the commune's key",
            made(seq=SEQ),
            None,
            "keys of the commune",
            UNASSIGNED,
            held=True,
        ),
        HeadCase(
            "assignment held, judged anew before its places are known, by a key of another commune",
            made(seq=SEQ),
            "wrong-place",
            "keys of another commune",
            UNASSIGNED,
            held=True,
        ),
        HeadCase("first assignment", made(seq=1), None, "fresh", UNASSIGNED),
        HeadCase("assignment that disables", disabled),
        HeadCase("assignment of another device", made(device=OTHER_DEVICE), "wrong-device"),
        HeadCase("assignment for another device key", made(public_key="11" * 32), "wrong-device"),
        HeadCase("assignment with a plan outside its places", made(plan_id="16013.1"), "wrong-place"),
        HeadCase(
            "assignment with the plan of a place that only begins alike",
            made(plan_id="1601.1"),
            "wrong-place",
        ),
        HeadCase("assignment by a key of a higher serial, lower sequence", made(seq=1), None, "newer keys"),
        HeadCase(
            "assignment by a key of a lower serial, higher sequence",
            made(),
            "replayed",
            "held by newer keys",
        ),
        HeadCase("assignment of a sequence two days ahead", made(seq=NOW + 2 * DAY)),
        HeadCase("assignment of one too far ahead", made(seq=NOW + 2 * DAY + 1), "not-yet-valid"),
        HeadCase(
            "assignment of one too far ahead, clock not trusted",
            made(seq=2**53 - 1),
            "not-yet-valid",
            now=NOW,
            sure=False,
        ),
        HeadCase("move by the province's key", move),
        HeadCase("the commune's key takes the province away", _apart(), "wrong-place", "keys of the commune"),
        HeadCase(
            "the commune's key turns the order of places",
            made(places=("16012", "38"), plan_id="38.1"),
            "wrong-place",
            "keys of the commune",
        ),
        HeadCase(
            "the commune's key adds a place",
            made(places=("38", "d1", "16012")),
            "wrong-place",
            "keys of the commune",
        ),
        HeadCase(
            "a key of two districts moves a place that it does not name from one to the other",
            made(places=("38", "d2", "x", "16012")),
            None,
            "keys of two districts",
            me(places=("38", "d1", "x", "16012")),
        ),
        HeadCase(
            "a key of the district and the commune sets the one above the other",
            made(places=("38", "d1", "16012")),
            "wrong-place",
            "keys of two districts",
        ),
        HeadCase(
            "a key of two districts takes one of them away",
            made(places=("38", "d1", "16012")),
            "wrong-place",
            "keys of two districts",
            me(places=("38", "d1", "d2", "16012")),
        ),
        HeadCase(
            "assignment held, judged anew, by a key of a place in it alone",
            made(places=("38", "d1", "16012")),
            None,
            "keys of the district",
            UNASSIGNED,
            held=True,
        ),
        HeadCase("assignment held, judged anew, of a sequence too far ahead", made(seq=2**53 - 1), held=True),
        HeadCase(
            "assignment held, judged anew, made too far ahead", made(at=AHEAD + 1), "not-yet-valid", held=True
        ),
        HeadCase("the province's key takes a place away", _apart()),
        HeadCase(
            "first assignment by a key of the commune, to it alone",
            _apart(),
            None,
            "keys of the commune",
            UNASSIGNED,
        ),
        HeadCase(
            "assignment with the plan of a place above its own",
            made(plan_id="38.1"),
            "wrong-place",
        ),
        HeadCase("move by a key of the old commune", move, "wrong-place", "keys of the commune"),
        HeadCase("move by a key of the new commune", move, "wrong-place", "keys of another commune"),
        HeadCase("move by a key of both", move, None, "keys of two communes"),
        HeadCase(
            "first assignment by a key of another commune",
            made(),
            "wrong-place",
            "keys of another commune",
            UNASSIGNED,
        ),
        HeadCase(
            "first assignment by a key of the commune",
            made(),
            "wrong-place",
            "keys of the commune",
            UNASSIGNED,
        ),
        HeadCase("assignment of ten minutes ahead", made(at=AHEAD)),
        HeadCase("assignment of a millisecond more ahead", made(at=AHEAD + 1), "not-yet-valid"),
        HeadCase(
            "assignment of tomorrow, clock not trusted",
            made(at=NOW + DAY),
            None,
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        HeadCase("assignment of an hour ago", made(at=NOW - HOUR)),
        HeadCase("assignment read an hour later", following, now=HOUR_ON),
        HeadCase("assignment of half an hour ago", made(at=NOW + HOUR // 2), now=HOUR_ON),
        HeadCase(
            "assignment by the plan key", seal_of(assignment(seq=SEQ + 1), Purpose.PLAN), "wrong-purpose"
        ),
        HeadCase("assignment by a revoked key", following, "revoked", "revoked by the list"),
        HeadCase("assignment by a key that is over", following, "expired", "keys of an hour", now=HOUR_ON),
        HeadCase("assignment by a key that begins later", following, "not-yet-valid", "keys of later"),
    ]


def _apart() -> bytes:
    """Returns an assignment whose places are the commune alone, without any unit above it."""
    return seal_of(assignment(seq=SEQ + 1, places=("16012",)))


def addresses() -> list[HeadCase]:
    """Returns new addresses of the server."""

    def made(**changes: object) -> bytes:
        return seal_of(address(**changes))

    commune, another = Target(TargetKind.UNIT, "16012"), Target(TargetKind.UNIT, "16013")
    last = ADDRESS_SEQ
    return [
        HeadCase("address for everyone", made()),
        HeadCase("address for the commune", made(target=commune)),
        HeadCase("address for another commune", made(target=another), "wrong-place"),
        HeadCase("address for everyone by the commune's key", made(), "wrong-place", "keys of the commune"),
        HeadCase("address for the commune by its key", made(target=commune), None, "keys of the commune"),
        HeadCase("address before any assignment", made(), "no-trust", who=UNASSIGNED),
        HeadCase("address of ten minutes ahead", made(at=AHEAD)),
        HeadCase("address of a millisecond more ahead", made(at=AHEAD + 1), "not-yet-valid"),
        HeadCase(
            "address of tomorrow, clock not trusted",
            made(at=NOW + DAY),
            None,
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        HeadCase("address already held", made(seq=last)),
        HeadCase("address already held, its key delegated anew", made(seq=last), None, "newer keys"),
        HeadCase("another address, same sequence", made(seq=last, url="https://loa.example"), "replayed"),
        HeadCase("address of the next sequence", made(seq=last + 1)),
        HeadCase("address with a lower sequence", made(seq=last - 1), "replayed"),
        HeadCase(
            "address with a lower sequence by a key of a higher serial", made(seq=1), None, "newer keys"
        ),
        HeadCase("address held, judged anew after the next", made(seq=last - 1), held=True),
        HeadCase("address by a key of a lower serial", made(), "replayed", "held by newer keys"),
        HeadCase("address of a sequence too far ahead", made(seq=2**53 - 1), "not-yet-valid"),
        HeadCase("address by the plan key", _as(made(), "plan"), "wrong-purpose"),
    ]


def _as(head: bytes, purpose: str) -> bytes:
    """Returns an address head with the same payload, signed by the key of another purpose."""
    payload = head[head.index(b"{") : -64]
    return signing.sign("assign", "address", payload, key(purpose))


def strangers() -> list[HeadCase]:
    """Returns heads that have no authority over a device."""
    granted = issuing.delegation(PROVINCE.root, delegated(Purpose.PLAN, key("stranger")))
    answer = TimeAnswer(1, DEVICE, "5a" * 16, NOW)
    return [
        HeadCase("a delegation is no order", granted, "unknown-key"),
        HeadCase("a root statement is no order", PROVINCE.statement, "unknown-key"),
        HeadCase("a trust list is no order", _listed(), "wrong-purpose"),
        HeadCase("a time answer is judged with its nonce", seal_of(answer), "wrong-purpose"),
        HeadCase("the device's own word", seal(answer, key("device")), "unknown-key"),
        HeadCase("no head", b"{}", "malformed"),
    ]


def _listed() -> bytes:
    heads = PROVINCE.delegations.values()
    return issuing.trust_list(PROVINCE.keys[Purpose.BUNDLE], heads, seq=1, made_at=NOW)


def cases() -> list[HeadCase]:
    """Returns all heads of this module."""
    return [*assignments(), *addresses(), *strangers()]
