"""Trust files that differ in their keys: delegations, revocations, roots."""

import msgspec

from loa_protocol import signing
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Purpose
from loa_protocol.signing import SoftKey
from loa_protocol.testing.golden.roots import statement
from loa_protocol.testing.golden.trust_parts import (
    BUNDLE,
    HEADS,
    NEW,
    PINS,
    PROVINCE,
    ROOT,
    TrustCase,
    file,
    granted,
    listing,
    revocation,
    unchecked,
)
from loa_protocol.testing.world import NOW, delegated, key
from loa_protocol.timing import DAY, HOUR

PLAN, ACT = PROVINCE.keys[Purpose.PLAN], PROVINCE.keys[Purpose.ACT]
PLAN_HEAD = PROVINCE.delegations[Purpose.PLAN]
STRANGER = key("stranger")


def delegations() -> list[TrustCase]:
    """Returns trust files that show which delegations count."""
    by_bundle = granted(Purpose.PLAN, STRANGER, by=BUNDLE)
    mine = granted(Purpose.PLAN, STRANGER)
    fewer = tuple(head for head in HEADS if head is not PLAN_HEAD)
    foreign = tuple(granted(purpose, holder, by=STRANGER) for purpose, holder in PROVINCE.keys.items())
    too_long = unchecked(STRANGER, valid_to=NOW + 400 * DAY)
    backwards = unchecked(STRANGER, valid_to=NOW - 2 * DAY)
    for_devices = unchecked(STRANGER, purpose="device")
    for_roots = unchecked(STRANGER, purpose="root")
    other_purpose = signing.sign("act", "delegation", encode(delegated(Purpose.PLAN, STRANGER)), ROOT)
    over = granted(Purpose.PLAN, STRANGER, valid_to=NOW - HOUR)
    found = [
        ("a delegation that root did not sign", (*HEADS, by_bundle)),
        ("one of 401 days", (*HEADS, too_long)),
        ("one that ends before it begins", (*HEADS, backwards)),
        ("one for the purpose device", (*HEADS, for_devices)),
        ("one for the purpose root", (*HEADS, for_roots)),
        ("one signed for another purpose", (*HEADS, other_purpose)),
        ("a plan among the delegations", (*HEADS, b"LOA\x01")),
        ("one more, of root", (*HEADS, mine)),
        ("one that is over", (*HEADS, over)),
    ]
    return [
        *(TrustCase(name, file(listing(*heads), *heads)) for name, heads in found),
        TrustCase("a delegation that the list leaves out", file(listing(*fewer), *HEADS)),
        TrustCase("a delegation that only the list names", file(listing(*HEADS, mine), *HEADS)),
        TrustCase("no delegation at all of this root", file(listing(*foreign), *foreign), "root-mismatch"),
    ]


def serials() -> list[TrustCase]:
    """Returns trust files with several delegations of one key. The one with the highest serial counts, in
    any order in the file."""
    low, high = (granted(Purpose.PLAN, STRANGER, serial=serial) for serial in (3, 4))
    twin = granted(Purpose.PLAN, STRANGER, serial=4, valid_to=NOW + DAY)
    first, ninth = (granted(Purpose.BUNDLE, BUNDLE, serial=serial) for serial in (1, 9))
    others = tuple(head for head in HEADS if head != first)
    pins = msgspec.structs.replace(PINS, trust_serial=9, trust_seq=1)
    made = []
    for name, heads in (
        ("the higher serial last", (*HEADS, low, high)),
        ("the higher serial first", (*HEADS, high, low)),
        ("the higher serial left out of the list", (*HEADS, low)),
        ("two of one serial", (*HEADS, high, twin)),
        ("two of one serial, the other way round", (*HEADS, twin, high)),
    ):
        made.append(TrustCase(f"two delegations of a key: {name}", file(listing(*heads), *heads, high)))
    many = tuple(granted(Purpose.PLAN, STRANGER, serial=serial) for serial in (10, 11, 12, 3, 4, 5, 6))
    made.append(TrustCase("seven delegations of a key", file(listing(*HEADS, *many), *HEADS, *many)))
    long, short = (granted(Purpose.BUNDLE, BUNDLE, serial=9, valid_to=NOW + days * DAY) for days in (9, 1))
    ended = "expired" if max(long, short, key=sha256_hex) is short else None
    for name, heads in (("short, long", (short, long, *others)), ("long, short", (long, short, *others))):
        told = f"two of one serial of the list's key in the order {name}"
        made.append(TrustCase(told, file(listing(*heads), *heads), ended, pins, NOW + 2 * DAY))
    for name, heads in (("1, 9", (first, ninth, *others)), ("9, 1", (ninth, first, *others))):
        told = f"two delegations of the list's key in the order {name}"
        made.append(TrustCase(told, file(listing(*heads), *heads), None, pins))
    return made


def revocations() -> list[TrustCase]:
    """Returns trust files with revocations. A revocation never ends."""
    pinned = msgspec.structs.replace(PINS, revoked=(ACT.key_id,))
    shut = msgspec.structs.replace(PINS, revoked=(BUNDLE.key_id,))
    usual, lost = listing(), tuple(key(f"lost {number}") for number in range(6))
    renewed = granted(Purpose.BUNDLE, NEW, serial=2)
    by_new = file(listing(*HEADS, renewed, by=NEW, seq=1), *HEADS, renewed)
    return [
        TrustCase("root revokes the act key", file(usual, revocations=(revocation(ACT),))),
        TrustCase("the list revokes the act key", file(listing(revoked=(ACT,)))),
        TrustCase("a revocation of tomorrow", file(usual, revocations=(revocation(ACT, at=NOW + DAY),))),
        TrustCase("the list revokes six keys", file(listing(revoked=lost))),
        TrustCase(
            "the list revokes from tomorrow on", file(listing(revoked=(ACT,), made_at=NOW + 9 * 60_000))
        ),
        TrustCase("a revocation held, which the list has forgotten", file(usual), None, pinned),
        TrustCase("a revocation of a key that nobody knows", file(listing(revoked=(STRANGER,)))),
        TrustCase("a revocation by another root", file(usual, revocations=(revocation(ACT, by=STRANGER),))),
        TrustCase("root revokes the list's key", file(usual, revocations=(revocation(BUNDLE),)), "revoked"),
        TrustCase("the list's key was revoked before", file(usual), "revoked", shut),
        TrustCase("the list revokes its own key", file(listing(revoked=(BUNDLE,)))),
        TrustCase("a list by the new key after it", by_new, None, shut),
    ]


def room() -> list[TrustCase]:
    """Returns trust files at the limit of revoked keys. A device stores 4,096 of them; more are refused until
    the list's key is replaced."""
    crowd = tuple(f"{number:032x}" for number in range(1, 4096))
    full = msgspec.structs.replace(PINS, trust_serial=1, trust_seq=1, revoked=(*crowd, ACT.key_id))
    almost = msgspec.structs.replace(full, revoked=crowd)
    renewed = (*HEADS, granted(Purpose.BUNDLE, NEW, serial=2))
    by_root = (revocation(STRANGER),)
    by_new = listing(*renewed, by=NEW, seq=1, revoked=(PLAN, key("lost")))
    unnamed = msgspec.structs.replace(PINS, trust_serial=1, revoked=(STRANGER.key_id,))
    return [
        TrustCase("the last one that there is room for", file(listing(revoked=(ACT,))), None, almost),
        TrustCase("one more than there is room for", file(listing(revoked=(PLAN,))), "too-large", full),
        TrustCase("one more, by root", file(listing(), revocations=by_root), "too-large", full),
        TrustCase("one more, by a newer list key", file(by_new, *renewed, revocations=by_root), None, full),
        TrustCase(
            "a newer list key, and there is room",
            file(listing(*renewed, by=NEW, seq=1), *renewed),
            None,
            unnamed,
        ),
    ]


def roots() -> list[TrustCase]:
    """Returns trust files with root statements that lead from the pinned root to the present one."""
    second, third = PROVINCE.next_root, STRANGER

    def renewed(root: SoftKey) -> tuple[bytes, ...]:
        return tuple(granted(purpose, holder, by=root) for purpose, holder in PROVINCE.keys.items())

    one, two = statement(second, 2), statement(third, 3)
    unannounced = msgspec.structs.replace(PINS, next_root_sha256="00" * 32)
    moved, twice = renewed(second), renewed(third)
    old = revocation(ACT)
    return [
        TrustCase("of the announced next root", file(listing(*moved), *moved, roots=(one,))),
        TrustCase("of a root two steps on", file(listing(*twice), *twice, roots=(one, two))),
        TrustCase(
            "two steps in the wrong order",
            file(listing(*twice), *twice, roots=(two, one)),
            "root-mismatch",
        ),
        TrustCase("of the pinned root, with a step behind", file(listing(), roots=(PROVINCE.statement,))),
        TrustCase(
            "of a root not announced",
            file(listing(*moved), *moved, roots=(one,)),
            "root-mismatch",
            unannounced,
        ),
        TrustCase("of the next root, without its statement", file(listing(*moved), *moved), "root-mismatch"),
        TrustCase("of the former root, after the step", file(listing(), roots=(one,)), "root-mismatch"),
        TrustCase(
            "the former root's revocation", file(listing(*moved), *moved, roots=(one,), revocations=(old,))
        ),
    ]


def cases() -> list[TrustCase]:
    """Returns all trust files of this module."""
    return [*delegations(), *serials(), *revocations(), *room(), *roots()]
