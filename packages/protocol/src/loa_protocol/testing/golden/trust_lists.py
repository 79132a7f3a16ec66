"""Trust files that differ in their list: its signer, its dates, its order."""

import msgspec

from loa_protocol import signing
from loa_protocol.encoding import to_text
from loa_protocol.messages import Purpose, TrustFile
from loa_protocol.testing.golden.trust_parts import (
    BUNDLE,
    HEADS,
    NEW,
    PINS,
    PROVINCE,
    TrustCase,
    encode_unchecked,
    file,
    granted,
    list_fields,
    listing,
)
from loa_protocol.testing.world import DEVICE, NOW, OTHER_DEVICE, key
from loa_protocol.timing import DAY, HOUR, MINUTE

WRONG = "malformed"
ENDS = NOW + 30 * DAY


def signers() -> list[TrustCase]:
    """Returns trust files that differ in the key of the list and its delegation."""
    usual = listing()
    others = tuple(h for p, h in PROVINCE.delegations.items() if p is not Purpose.BUNDLE)
    over = (*others, granted(Purpose.BUNDLE, BUNDLE, valid_to=NOW + HOUR))
    coming = (*others, granted(Purpose.BUNDLE, BUNDLE, valid_from=NOW + HOUR))
    beyond = (*others, granted(Purpose.BUNDLE, BUNDLE, valid_from=ENDS + DAY))
    altered = usual[:-1] + bytes((usual[-1] ^ 1,))
    other_purpose = signing.sign("plan", "list", encode_unchecked(list_fields()), BUNDLE)
    other_type = signing.sign("bundle", "plan", encode_unchecked(list_fields()), BUNDLE)

    def ended(
        name: str, heads: tuple[bytes, ...], refused: str | None, now: int, sure: bool = True
    ) -> TrustCase:
        return TrustCase(
            f"the delegation of the list's key {name}",
            file(listing(*heads), *heads),
            refused,
            PINS,
            now,
            sure,
        )

    return [
        TrustCase("genuine", file(usual)),
        TrustCase("signed by the plan key", file(listing(by=PROVINCE.keys[Purpose.PLAN])), "wrong-purpose"),
        TrustCase("signed by a stranger", file(listing(by=key("stranger"))), "unknown-key"),
        TrustCase("altered", file(altered), "altered"),
        TrustCase("unsigned", file(usual[:-64]), "unsigned"),
        TrustCase("for another purpose", file(other_purpose), "wrong-purpose"),
        TrustCase("of another type", file(other_type), "wrong-purpose"),
        ended("in its last millisecond", over, None, NOW + HOUR - 1),
        ended("is over", over, "expired", NOW + HOUR),
        ended("is over by the floor", over, "expired", NOW + HOUR, False),
        ended("begins later", coming, "not-yet-valid", NOW + HOUR - 1),
        ended("begins after the list has ended", beyond, "not-yet-valid", ENDS),
        ended("begins now", coming, None, NOW + HOUR),
        ended("begins later, clock not trusted", coming, None, NOW, False),
    ]


def ages() -> list[TrustCase]:
    """Returns trust files that show when a list counts."""
    usual, coming = file(listing()), file(listing(made_at=NOW + DAY))
    risen = msgspec.structs.replace(PINS, floor=NOW + HOUR)
    return [
        TrustCase("in its last millisecond", usual, None, PINS, ENDS - 1),
        TrustCase("that has ended", usual, "expired", PINS, ENDS),
        TrustCase("that has ended by the floor", usual, "expired", PINS, ENDS, False),
        TrustCase("of tomorrow", coming, "not-yet-valid"),
        TrustCase("of tomorrow, clock not trusted", coming, None, PINS, 0, False),
        TrustCase("of ten minutes ahead", file(listing(made_at=NOW + 10 * MINUTE))),
        TrustCase("a millisecond more ahead", file(listing(made_at=NOW + 10 * MINUTE + 1)), "not-yet-valid"),
        TrustCase("read two hours after it was made", usual, None, PINS, NOW + 2 * HOUR),
        TrustCase("older than the floor", usual, None, risen, NOW + 2 * HOUR),
        TrustCase("read with the floor as clock", usual, None, risen, NOW + HOUR, False),
    ]


def orders() -> list[TrustCase]:
    """Returns trust files that show the order of lists: by serial, then by sequence."""
    held = msgspec.structs.replace(PINS, trust_serial=1, trust_seq=5)
    renewed = (*HEADS, granted(Purpose.BUNDLE, NEW, serial=2))
    later = msgspec.structs.replace(PINS, trust_serial=2, trust_seq=1)
    furthest = msgspec.structs.replace(PINS, trust_serial=1, trust_seq=2**53 - 1)
    return [
        TrustCase("the same sequence again", file(listing(seq=5)), None, held),
        TrustCase("a sequence lower", file(listing(seq=4)), "replayed", held),
        TrustCase("a sequence higher", file(listing(seq=6)), None, held),
        TrustCase(
            "a higher serial, a lower sequence",
            file(listing(*renewed, by=NEW, seq=1), *renewed),
            None,
            furthest,
        ),
        TrustCase("a lower serial, a higher sequence", file(listing(seq=9)), "replayed", later),
    ]


def forms() -> list[TrustCase]:
    """Returns trust files with parts that are not valid for their type."""
    usual = file(listing())

    def signed(**changes: object) -> TrustFile:
        payload = encode_unchecked({**list_fields(), **changes})
        return file(signing.sign("bundle", "list", payload, BUNDLE))

    def with_text(**parts: object) -> TrustFile:
        return msgspec.structs.replace(usual, **parts)

    twice = encode_unchecked(list_fields())[:-1] + b',"seq":9}'
    return [
        TrustCase("that ends before it was made", signed(expires_at=NOW - 1), WRONG),
        TrustCase(
            "that ends before it was made, long ago",
            signed(made_at=NOW - DAY, expires_at=NOW - 2 * DAY),
            WRONG,
        ),
        TrustCase("of 32 days", signed(expires_at=NOW + 32 * DAY), WRONG),
        TrustCase("with an unknown field", signed(x=1), WRONG),
        TrustCase("with a sequence twice", file(signing.sign("bundle", "list", twice, BUNDLE)), WRONG),
        TrustCase("not base64url", with_text(list=usual.list[:-1]), WRONG),
        TrustCase("roots not base64url", with_text(roots=("A",)), WRONG),
        TrustCase("delegations not base64url", with_text(delegations=(*usual.delegations, "AAAAA")), WRONG),
        TrustCase("spare bits in a delegation", with_text(delegations=(*usual.delegations, "_x")), WRONG),
        TrustCase("revocations not base64url", with_text(revocations=("A",)), WRONG),
        TrustCase("the only delegation not base64url", with_text(delegations=("A",)), WRONG),
        TrustCase(
            "other bytes among all parts",
            with_text(roots=("AAAA",), delegations=(*usual.delegations, "AAAA"), revocations=("AAAA",)),
        ),
        TrustCase("a list that is no head", with_text(list=to_text(b"LOA")), WRONG),
        TrustCase("boxes shut out", file(listing(devices=(DEVICE, OTHER_DEVICE)))),
    ]


def cases() -> list[TrustCase]:
    """Returns all trust files of this module."""
    return [*signers(), *ages(), *orders(), *forms()]
