"""Golden verdicts: trust files, heads with authority, time answers."""

from typing import Any

import msgspec

from loa_protocol import issuing, timing
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Accepted, Me, judge
from loa_protocol.messages import (
    ActKind,
    AssignmentState,
    Purpose,
    Revocation,
    Target,
    TargetKind,
    TimeAnswer,
    TrustFile,
)
from loa_protocol.testing.world import (
    DEVICE,
    NOW,
    OTHER_DEVICE,
    PLACES,
    Province,
    act,
    assignment,
    delegated,
    key,
    me,
    plan,
)
from loa_protocol.trust import Pins

Case = dict[str, Any]
NONCE = "5a" * 16
LATER = NOW + timing.DAY


def _files(province: Province) -> dict[str, TrustFile]:
    """Trust files that are not as usual."""
    bundle, heads = province.keys[Purpose.BUNDLE], list(province.delegations.values())
    forged = [*heads, issuing.delegation(bundle, delegated(Purpose.PLAN, key("stranger")))]
    by_plan = issuing.trust_list(province.keys[Purpose.PLAN], heads, seq=6, made_at=NOW)
    listed = issuing.trust_list(bundle, forged, seq=6, made_at=NOW)
    following = issuing.root_statement(
        province.next_root, key("stranger").public_key, seq=2, demo=True, made_at=NOW
    )
    renewed = [
        issuing.delegation(province.next_root, delegated(p, holder)) for p, holder in province.keys.items()
    ]
    moved = issuing.trust_file(
        [following], renewed, [], issuing.trust_list(bundle, renewed, seq=7, made_at=NOW)
    )
    taken = issuing.root_revocation(province.root, Revocation(key("act").key_id, NOW, "mất khóa"))
    revoking = issuing.trust_file([], heads, [taken], issuing.trust_list(bundle, heads, seq=8, made_at=NOW))
    return {
        "forged": issuing.trust_file([], forged, [], listed),
        "by plan": issuing.trust_file([], heads, [], by_plan),
        "moved": moved,
        "revoking": revoking,
    }


def trust_cases() -> Case:
    """Trust files against pins: which keys count afterwards, or why the file is refused."""
    province = Province()
    pins = province.pinned()
    tried = _believed_or_not(province)
    return {
        "root_statement_hex": province.statement.hex(),
        "root_sha256": sha256_hex(province.statement),
        "pins_after_pinning": pins,
        "cases": [
            {
                "name": name,
                "file": file,
                "pins": held,
                "now": now,
                "sure": sure,
                "refused": outcome if isinstance(outcome, str) else None,
                "keys": [] if isinstance(outcome, str) else outcome,
            }
            for name, file, held, now, sure, outcome in tried
        ],
    }


def _believed_or_not(province: Province) -> list[tuple[str, TrustFile, Pins, int, bool, list[str] | str]]:
    """Name, file, pins before, now, whether the clock is sure, and the outcome."""
    pins = province.pinned()
    _, seen = province.believed(seq=5)
    files = _files(province)
    everyone = sorted(k.key_id for k in province.keys.values())
    without_act = [k for k in everyone if k != key("act").key_id]
    return [
        ("genuine", province.file(), pins, NOW, True, everyone),
        ("the same list again", province.file(seq=5), seen, NOW, True, everyone),
        ("a list that goes back", province.file(seq=4), seen, NOW, True, "replayed"),
        ("a list of 30 days ago", province.file(), pins, NOW + 30 * timing.DAY, True, "expired"),
        ("a list of tomorrow", province.file(made_at=LATER), pins, NOW, True, "not-yet-valid"),
        ("the same, clock not trusted", province.file(made_at=LATER), pins, 0, False, everyone),
        (
            "a delegation that root did not sign",
            files["forged"],
            pins,
            NOW,
            True,
            everyone,
        ),
        (
            "signed by the plan key",
            files["by plan"],
            pins,
            NOW,
            True,
            "wrong-purpose",
        ),
        (
            "of another root",
            files["moved"],
            msgspec.structs.replace(pins, next_root_sha256="00" * 32),
            NOW,
            True,
            "root-mismatch",
        ),
        ("of the announced next root", files["moved"], pins, NOW, True, everyone),
        ("root revokes the act key", files["revoking"], pins, NOW, True, without_act),
        (
            "the bundle key revokes the act key",
            province.file(seq=9, revoked=(key("act").key_id,)),
            pins,
            NOW,
            True,
            without_act,
        ),
    ]


Tried = list[tuple[str, bytes, Me, int, str | None]]


def _held_good(province: Province) -> Tried:
    """Heads that are accepted by a device that holds the plan of sequence NOW."""
    tone = act(ActKind.TONE, tone_ms=3000)
    return [
        ("assignment", province.seal(assignment(seq=2)), me(), NOW, None),
        ("plan with a higher sequence", province.seal(plan(seq=NOW + 1)), me(), NOW, None),
        ("the plan already held", province.seal(plan(seq=NOW)), me(), NOW, None),
        ("silence of the commune", province.seal(act()), me(), NOW, None),
        ("test tone in time", province.seal(tone), me(), NOW, None),
    ]


def _held_bad(province: Province) -> Tried:
    """Heads that it refuses."""
    old = delegated(Purpose.PLAN, key("stranger"))
    tone = act(ActKind.TONE, tone_ms=3000)
    disabled = me(state=AssignmentState.DISABLED)
    return [
        ("key without delegation", seal(plan(seq=NOW + 1), key("stranger")), me(), NOW, "unknown-key"),
        ("a delegation is no order", issuing.delegation(province.root, old), me(), NOW, "unknown-key"),
        ("plan by the act key", province.seal(plan(seq=NOW + 1), Purpose.ACT), me(), NOW, "wrong-purpose"),
        ("act by the plan key", province.seal(act(), Purpose.PLAN), me(), NOW, "wrong-purpose"),
        ("plan of another hamlet", province.seal(plan(plan_id="16012.35")), me(), NOW, "wrong-plan"),
        ("plan with a lower sequence", province.seal(plan(seq=NOW - 1)), me(), NOW, "replayed"),
        ("another plan, same sequence", province.seal(plan(body_sha256="cd" * 32)), me(), NOW, "replayed"),
        ("plan that is over", province.seal(plan(seq=NOW + 1)), me(), plan().valid_to, "expired"),
        ("plan of tomorrow", province.seal(plan(seq=NOW + 1, valid_from=LATER)), me(), NOW, "not-yet-valid"),
        ("sequence days ahead", province.seal(plan(seq=NOW + 3 * timing.DAY)), me(), NOW, "not-yet-valid"),
        ("plan for a disabled device", province.seal(plan(seq=NOW + 1)), disabled, NOW, "disabled"),
        (
            "plan before any assignment",
            province.seal(plan(seq=NOW + 1)),
            Me(DEVICE, me().public_key),
            NOW,
            "no-trust",
        ),
        (
            "assignment of another device",
            province.seal(assignment(device=OTHER_DEVICE)),
            me(),
            NOW,
            "wrong-device",
        ),
        (
            "act on another commune",
            province.seal(act(target=Target(TargetKind.UNIT, "16013"))),
            me(),
            NOW,
            "wrong-place",
        ),
        ("act that is over", province.seal(act()), me(), LATER, "expired"),
        ("act of the future", province.seal(act(at=NOW + timing.HOUR)), me(), NOW, "not-yet-valid"),
        ("test tone too late", province.seal(tone), me(), NOW + 2 * timing.MINUTE, "too-late"),
        ("trust list over", province.seal(plan(seq=NOW + 1)), me(), NOW + 30 * timing.DAY, "expired"),
    ]


def head_cases() -> Case:
    """Heads against one trust file, pins and assignment."""
    province = Province()
    trust, pins = province.believed()
    held = judge(province.seal(plan(seq=NOW)), trust, pins, me(), NOW)
    if not isinstance(held, Accepted):
        raise TypeError("the golden plan is refused")
    tried = [*_held_good(province), *_held_bad(province)]
    return {
        "trust_file": province.file(),
        "trust_now": NOW,
        "pins": held.pins,
        "device": DEVICE,
        "public_key_hex": me().public_key,
        "places": PLACES,
        "cases": [
            {
                "name": name,
                "head_hex": raw.hex(),
                "assignment": who.assignment,
                "now": now,
                "refused": code,
            }
            for name, raw, who, now, code in tried
        ],
    }


def time_cases() -> Case:
    """Answers to one nonce, with a clock that is not trusted."""
    province = Province()
    _, pins = province.believed()

    def answer(**changes: Any) -> bytes:
        fields: dict[str, Any] = {"v": 1, "device": DEVICE, "nonce": NONCE, "at": LATER}
        return province.seal(TimeAnswer(**{**fields, **changes}))

    tried = [
        ("genuine", answer(), None),
        ("another nonce", answer(nonce="5b" * 16), "replayed"),
        ("just under the floor", answer(at=NOW - 1), None),
        ("well under the floor", answer(at=NOW - 5001), "replayed"),
        ("for another device", answer(device=OTHER_DEVICE), "wrong-device"),
        ("after the trust list ended", answer(at=NOW + 30 * timing.DAY), "expired"),
        ("not a time answer", province.seal(act()), "wrong-purpose"),
    ]
    return {
        "trust_file": province.file(),
        "trust_now": NOW,
        "pins": pins,
        "device": DEVICE,
        "assignment": assignment(),
        "nonce": NONCE,
        "cases": [{"name": name, "head_hex": raw.hex(), "refused": code} for name, raw, code in tried],
    }
