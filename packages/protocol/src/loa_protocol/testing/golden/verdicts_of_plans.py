"""Plans that a device receives: which it accepts, and why it refuses the others."""

from loa_protocol import signing, timing
from loa_protocol.encoding import encode
from loa_protocol.heads import seal
from loa_protocol.judging import Recipient
from loa_protocol.messages import Assignment, AssignmentState, BodyRef, Purpose
from loa_protocol.testing.golden.worlds import PROVINCE, UNASSIGNED, Case, HeadCase
from loa_protocol.testing.world import NOW, assignment, key, me, plan
from loa_protocol.timing import DAY, HOUR

seal_of = PROVINCE.seal
HELD = seal_of(plan())
NEXT = seal_of(plan(seq=NOW + 1))
LIST_ENDS = NOW + 30 * DAY
HOUR_ON, HOUR_LESS = NOW + HOUR, NOW + HOUR - 1


def keys() -> list[HeadCase]:
    """Returns plans by different keys: who may sign a plan for this box."""
    signer, payload = PROVINCE.keys[Purpose.PLAN], encode(plan(seq=NOW + 1))
    siren = signing.sign("plan", "siren", b"{}", signer)
    extra = signing.sign("plan", "plan", payload[:-1] + b',"x":1}', signer)
    twice = signing.sign("plan", "plan", payload[:-1] + b',"v":1}', signer)
    altered = NEXT[:-1] + bytes((NEXT[-1] ^ 1,))
    return [
        HeadCase("plan with a higher sequence", NEXT),
        HeadCase("plan by a key without delegation", seal(plan(seq=NOW + 1), key("stranger")), "unknown-key"),
        HeadCase("plan by the act key", seal_of(plan(seq=NOW + 1), Purpose.ACT), "wrong-purpose"),
        HeadCase("plan by a key that the list leaves out", NEXT, "unknown-key", "left out"),
        HeadCase("plan by a key that the list revokes", NEXT, "revoked", "revoked by the list"),
        HeadCase("plan by a key revoked before", NEXT, "revoked", "revoked before"),
        HeadCase("plan by a key of another commune", NEXT, "wrong-place", "keys of another commune"),
        HeadCase(
            "plan by the top place's key where no place is above the commune", NEXT, who=me(places=("16012",))
        ),
        HeadCase("plan by a key of the commune", NEXT, None, "keys of the commune"),
        HeadCase("plan by a key of two communes", NEXT, None, "keys of two communes"),
        HeadCase("plan by a key in its last millisecond", NEXT, None, "keys of an hour", now=HOUR_LESS),
        HeadCase("plan by a key that is over", NEXT, "expired", "keys of an hour", now=HOUR_ON),
        HeadCase(
            "plan by a key over by the floor", NEXT, "expired", "keys of an hour", now=HOUR_ON, sure=False
        ),
        HeadCase("plan by a key that begins later", NEXT, "not-yet-valid", "keys of later", now=HOUR_LESS),
        HeadCase("plan by a key that begins now", NEXT, None, "keys of later", now=HOUR_ON),
        HeadCase(
            "plan by a key that begins later, clock not trusted",
            NEXT,
            None,
            "keys of later",
            now=NOW,
            sure=False,
        ),
        HeadCase(
            "plan after the list, before its key",
            NEXT,
            "not-yet-valid",
            "keys of next month",
            now=LIST_ENDS,
        ),
        HeadCase("plan altered", altered, "altered"),
        HeadCase("plan without signature", NEXT[:-64], "unsigned"),
        HeadCase("plan with an unknown field", extra, "malformed"),
        HeadCase("plan with a name twice", twice, "malformed"),
        HeadCase("an unknown type of the plan key", siren, "wrong-purpose"),
        HeadCase(
            "an assignment by the plan key",
            signing.sign("plan", "assignment", b"{}", signer),
            "wrong-purpose",
        ),
    ]


def orders() -> list[HeadCase]:
    """Returns plans with different orders and plan ids."""
    elsewhere = plan(plan_id="16012.35")
    disabled = me(state=AssignmentState.DISABLED)
    moved = me(plan_id="16012.35")
    old = seal_of(plan(seq=NOW - 1))
    return [
        HeadCase("the plan already held", HELD),
        HeadCase("the plan already held, its key delegated anew", HELD, None, "newer keys"),
        HeadCase("plan with a lower sequence", old, "replayed"),
        HeadCase("another plan, same sequence", seal_of(plan(bodies=(BodyRef(1, "cd" * 32),))), "replayed"),
        HeadCase("plan of another hamlet", seal_of(elsewhere), "wrong-plan"),
        HeadCase(
            "first plan of the hamlet it has moved to",
            seal_of(plan(plan_id="16012.35", seq=1)),
            None,
            who=moved,
        ),
        HeadCase("first plan of a 65th hamlet", NEXT, None, "64 other plans held"),
        HeadCase(
            "next plan of the oldest of 64 hamlets", _at(101, NOW + 1), None, "64 other plans held", _in(101)
        ),
        HeadCase(
            "plan already passed of the oldest of 64 hamlets",
            _at(101, 1),
            "replayed",
            "64 other plans held",
            _in(101),
        ),
        HeadCase("plan of the hamlet it has left", NEXT, "wrong-plan", who=moved),
        HeadCase("plan for a disabled device", NEXT, "disabled", who=disabled),
        HeadCase("plan before any assignment", NEXT, "no-trust", who=UNASSIGNED),
        HeadCase("sequence two days ahead", seal_of(plan(seq=NOW + 2 * DAY))),
        HeadCase(
            "sequence two days and a millisecond ahead", seal_of(plan(seq=NOW + 2 * DAY + 1)), "not-yet-valid"
        ),
        HeadCase(
            "sequence too far ahead, clock not trusted",
            seal_of(plan(seq=NOW + 2 * DAY + 1)),
            "not-yet-valid",
            sure=False,
        ),
        HeadCase(
            "sequence two days above the list, the floor long ago",
            seal_of(plan(seq=NOW + 2 * DAY)),
            None,
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        HeadCase(
            "sequence a millisecond more above the list, the floor long ago",
            seal_of(plan(seq=NOW + 2 * DAY + 1)),
            "not-yet-valid",
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        HeadCase(
            "sequence two days above the floor, the list a day ago",
            seal_of(plan(seq=NOW + 3 * DAY)),
            None,
            "a floor of tomorrow",
            now=NOW + DAY,
            sure=False,
        ),
        HeadCase(
            "sequence too far above a trusted clock that stands before the list",
            seal_of(plan(seq=NOW - HOUR + 2 * DAY + 1)),
            "not-yet-valid",
            now=NOW - HOUR,
        ),
        HeadCase("a plan held of a sequence too far ahead", seal_of(plan(seq=NOW + 2 * DAY + 1)), held=True),
        HeadCase(
            "plan by a key of a higher serial, lower sequence", seal_of(plan(seq=1)), None, "newer keys"
        ),
        HeadCase("plan by a key of a lower serial, higher sequence", NEXT, "replayed", "held by newer keys"),
        HeadCase("a plan held, judged anew after the next", old, held=True),
        HeadCase("a plan held, of a device now disabled", HELD, "disabled", who=disabled, held=True),
        HeadCase("a plan held, its key now revoked", HELD, "revoked", "revoked by the list", held=True),
    ]


def _at(hamlet: int, seq: int) -> bytes:
    return seal_of(plan(plan_id=f"16012.{hamlet}", seq=seq))


def _in(hamlet: int) -> Recipient:
    return me(plan_id=f"16012.{hamlet}")


def ages() -> list[HeadCase]:
    """Returns plans that show when a plan counts."""
    begins, ends = plan().valid_from, plan().valid_to
    tomorrow = seal_of(plan(seq=NOW + 1, valid_from=NOW + DAY))
    long = seal_of(plan(seq=NOW + 1, valid_from=LIST_ENDS - timing.HOUR, valid_to=LIST_ENDS + timing.HOUR))
    return [
        HeadCase("plan in its last millisecond", NEXT, now=ends - 1),
        HeadCase("plan that is over", NEXT, "expired", now=ends),
        HeadCase("plan over by the floor", NEXT, "expired", now=ends, sure=False),
        HeadCase("a plan held that is over", HELD, "expired", now=ends, held=True),
        HeadCase("plan of tomorrow", tomorrow, "not-yet-valid"),
        HeadCase("plan of tomorrow, clock not trusted", tomorrow, sure=False),
        HeadCase(
            "plan in its first millisecond", seal_of(plan(seq=begins + 1)), None, "fresh", now=begins + DAY
        ),
        HeadCase("plan in the last millisecond of the trust list", long, now=LIST_ENDS - 1),
        HeadCase("plan after the trust list", long, "expired", now=LIST_ENDS),
        HeadCase("plan after the trust list by the floor", long, "expired", now=LIST_ENDS, sure=False),
    ]


def grounds() -> list[Case]:
    """Returns cases of why a box may sound nothing at all, and of the time in which its stored plan is in
    force."""
    usual, shut = assignment(), assignment(state=AssignmentState.DISABLED)
    begins, ends = plan().valid_from, plan().valid_to
    beyond = seal_of(plan(valid_from=LIST_ENDS - HOUR, valid_to=LIST_ENDS + HOUR))
    tried: list[tuple[str, str | None, Assignment | None, str | None, bytes | None, list[int] | None]] = [
        ("trust and assignment", "usual", usual, None, None, None),
        ("no trust file", None, usual, "no-trust", None, None),
        ("no assignment", "usual", None, "no-trust", None, None),
        ("neither", None, None, "no-trust", None, None),
        ("disabled", "usual", shut, "disabled", None, None),
        ("named by the list", "a device shut out", usual, "disabled", None, None),
        ("another named by the list", "another device shut out", usual, None, None, None),
        ("a plan within its key and the list", "usual", usual, None, HELD, [begins, ends]),
        ("a plan whose key ends before it", "keys of an hour", usual, None, HELD, [begins, NOW + HOUR]),
        ("a plan whose key begins after it", "keys of later", usual, None, HELD, [NOW + HOUR, ends]),
        ("a plan past the list", "usual", usual, None, beyond, [LIST_ENDS - HOUR, LIST_ENDS]),
    ]
    fields = ("name", "world", "assignment", "why", "head_hex", "valid")
    return [dict(zip(fields, (*one[:4], one[4] and one[4].hex(), one[5]), strict=True)) for one in tried]


def cases() -> list[HeadCase]:
    """Returns all plans of this module."""
    return [*keys(), *orders(), *ages()]
