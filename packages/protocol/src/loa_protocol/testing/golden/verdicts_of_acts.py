"""Acts that a device receives, with different targets, keys and times."""

from loa_protocol import signing
from loa_protocol.encoding import encode
from loa_protocol.messages import (
    ActKind,
    AssignmentState,
    Purpose,
    Target,
    TargetKind,
)
from loa_protocol.testing.golden.worlds import PROVINCE, UNASSIGNED, HeadCase
from loa_protocol.testing.world import (
    DEVICE,
    NOW,
    OTHER_DEVICE,
    PLAN_ID,
    act,
    key,
    me,
)
from loa_protocol.timing import HOUR, MINUTE

seal_of = PROVINCE.seal
AHEAD = NOW + 10 * MINUTE
HOUR_ON, HOUR_LESS = NOW + HOUR, NOW + HOUR - 1


def reach() -> list[HeadCase]:
    """Returns acts with different targets and keys. A key has authority over the units that it names and
    those that lie in them by the device's places."""
    district = me(places=("38", "d1", "16012"))
    tried: list[tuple[str, Target, str, str | None]] = [
        ("everyone", Target(TargetKind.ALL), "keys of the commune", "wrong-place"),
        ("the province", Target(TargetKind.UNIT, "38"), "keys of the commune", "wrong-place"),
        ("the district", Target(TargetKind.UNIT, "d1"), "keys of the commune", "wrong-place"),
        ("the commune", Target(TargetKind.UNIT, "16012"), "keys of the commune", None),
        ("the plan", Target(TargetKind.PLAN, PLAN_ID), "keys of the commune", None),
        ("the device", Target(TargetKind.DEVICE, DEVICE), "keys of the commune", None),
        ("everyone", Target(TargetKind.ALL), "keys of the district", "wrong-place"),
        ("the province", Target(TargetKind.UNIT, "38"), "keys of the district", "wrong-place"),
        ("the district", Target(TargetKind.UNIT, "d1"), "keys of the district", None),
        ("the commune", Target(TargetKind.UNIT, "16012"), "keys of the district", None),
        ("the plan", Target(TargetKind.PLAN, PLAN_ID), "keys of the district", None),
        ("the device", Target(TargetKind.DEVICE, DEVICE), "keys of the district", None),
    ]
    return [
        HeadCase(f"act on {name} by {world}", seal_of(act(target=target)), code, world, district)
        for name, target, world, code in tried
    ]


def unknown() -> list[HeadCase]:
    """Returns acts of an unknown kind. All other checks come before `unsupported`."""
    data = encode(act()).replace(b'"kind":"silence"', b'"kind":"unheard-of","loudness":[9]')

    def sealed(payload: bytes) -> bytes:
        return signing.sign("act", "act", payload, key("act"))

    elsewhere = data.replace(b'"id":"16012"', b'"id":"16013"')
    street = data.replace(b'"kind":"unit"', b'"kind":"unheard-of"')
    return [
        HeadCase("an act of an unknown kind", sealed(data), "unsupported"),
        HeadCase("an act of an unknown kind on another commune", sealed(elsewhere), "wrong-place"),
        HeadCase("an act of an unknown kind on an unknown kind of target", sealed(street), "malformed"),
        HeadCase("an act of an unknown kind that is over", sealed(data), "expired", now=act().expires_ms),
        HeadCase("an act of an unknown kind by a revoked key", sealed(data), "revoked", "revoked before"),
    ]


def targets() -> list[HeadCase]:
    """Returns acts with different targets."""
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
    return [HeadCase(f"act on {name}", seal_of(act(target=target)), code) for name, target, code in tried]


def acts() -> list[HeadCase]:
    """Returns acts with different times and keys."""
    silence, ends = seal_of(act()), act().expires_ms
    tone = seal_of(act(ActKind.TONE))
    latest = act().latest_start_ms
    return [
        HeadCase("silence of the commune", silence),
        HeadCase("act before any assignment", silence, "no-trust", who=UNASSIGNED),
        HeadCase("act on a disabled device", silence, who=me(state=AssignmentState.DISABLED)),
        HeadCase("act of ten minutes ahead", seal_of(act(at=AHEAD))),
        HeadCase("act of a millisecond more ahead", seal_of(act(at=AHEAD + 1)), "not-yet-valid"),
        HeadCase(
            "act of an hour ahead, clock not trusted",
            seal_of(act(at=NOW + HOUR)),
            None,
            "no trusted clock yet",
            now=0,
            sure=False,
        ),
        HeadCase("act of an hour ago", seal_of(act(at=NOW - HOUR))),
        HeadCase("act of half an hour ago", seal_of(act(at=NOW + HOUR // 2)), now=HOUR_ON),
        HeadCase("act read after two hours", silence, now=NOW + 2 * HOUR),
        HeadCase("act in its last millisecond", silence, now=ends - 1),
        HeadCase("act that is over", silence, "expired", now=ends),
        HeadCase("act over by the floor", silence, "expired", now=ends, sure=False),
        HeadCase("act held that is over", silence, now=ends, held=True),
        HeadCase("test tone in time", tone, now=latest),
        HeadCase("test tone too late", tone, "too-late", now=latest + 1),
        HeadCase("test tone held, too late", tone, now=latest + 1, held=True),
        HeadCase("silence after its latest start", silence, now=latest + 1),
        HeadCase("act by the plan key", seal_of(act(), Purpose.PLAN), "wrong-purpose"),
        HeadCase("act by a revoked key", silence, "revoked", "revoked before"),
        HeadCase("act held by a revoked key", silence, "revoked", "revoked by the list", held=True),
        HeadCase("act by a key of another commune", silence, "wrong-place", "keys of another commune"),
        HeadCase("act by a key of the commune", silence, None, "keys of the commune"),
        HeadCase(
            "act by the top place's key where no place is above the commune",
            silence,
            who=me(places=("16012",)),
        ),
        HeadCase("act by a key that is over", silence, "expired", "keys of an hour", now=HOUR_ON),
        HeadCase(
            "act by a key of another commune that is over",
            silence,
            "expired",
            "an hour of another commune",
            now=HOUR_ON,
        ),
        HeadCase("act by a key in its last millisecond", silence, None, "keys of an hour", now=HOUR_LESS),
        HeadCase("act by a key that begins later", silence, "not-yet-valid", "keys of later"),
    ]


def cases() -> list[HeadCase]:
    """Returns all acts of this module."""
    return [*reach(), *targets(), *acts(), *unknown()]
