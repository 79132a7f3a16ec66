"""Checks of roots, trust files, and the heads that claim authority over a device."""

from loa_protocol import heads, judging, roots, signing, trust, verdict
from loa_protocol.messages import Assignment, Delegation, Plan, TrustFile
from loa_protocol.pins import Pins
from loa_protocol.refusals import Refusal
from loa_protocol.testing.deciding.reading import Document, Failing, as_, plain, refused
from loa_protocol.trust import AcceptedTrust


def pinned_roots(document: Document) -> Failing:
    for case in document["pinning"]:
        outcome = roots.pin_root(
            bytes.fromhex(case["statement_hex"]),
            case["root_sha256"],
            demo_allowed=case["demo_allowed"],
            floor=case["floor"],
        )
        if not _is(outcome, case["refused"], case["pins_after"]):
            yield case["name"]
    for case in document["changes"]:
        outcome = roots.change_root(bytes.fromhex(case["statement_hex"]), as_(case["pins"], Pins))
        if not _is(outcome, case["refused"], case["pins_after"]):
            yield case["name"]


def trust_files(document: Document) -> Failing:
    for case in document["cases"]:
        file, pins = as_(case["file"], TrustFile), as_(case["pins"], Pins)
        outcome = trust.believe(file, pins, case["now"], sure=case["sure"], device=document["device"])
        if isinstance(outcome, Refusal):
            if outcome.code.value != case["refused"]:
                yield case["name"]
        elif case["refused"] is not None or believed(outcome) != {k: case[k] for k in believed(outcome)}:
            yield case["name"]


def believed(outcome: AcceptedTrust) -> Document:
    """Returns an accepted trust file in the form of trust.json."""
    found = {one: outcome.trust.key(one) for one in sorted(outcome.trust.keys)}
    return {
        "keys": [
            {"key_id": one, "serial": delegation.serial, "valid_to": delegation.valid_to}
            for one, delegation in found.items()
            if isinstance(delegation, Delegation)
        ],
        "devices": sorted(outcome.trust.devices_revoked),
        "pins_after": plain(outcome.pins),
    }


def verdicts(document: Document) -> Failing:
    yield from floors(document)
    yield from _grounds(document, {name: believes for name, (believes, _) in _worlds(document).items()})


def floors(document: Document) -> Failing:
    worlds = _worlds(document)
    for case in document["cases"]:
        if case["world"] not in worlds:
            yield case["name"]
            continue
        believes, pins = worlds[case["world"]]
        who = _me(document, case)
        outcome = judging.judge(
            bytes.fromhex(case["head_hex"]),
            believes,
            pins,
            who,
            case["now"],
            sure=case["sure"],
            held=case["held"],
        )
        if isinstance(outcome, Refusal):
            if outcome.code.value != case["refused"]:
                yield case["name"]
        elif case["refused"] is not None or (outcome.again, plain(outcome.pins)) != (
            case["again"],
            case["pins_after"],
        ):
            yield case["name"]


def _grounds(document: Document, trusts: dict[str | None, trust.Trust]) -> Failing:
    """Checks why nothing at all may sound, and when the stored plan is in force."""
    for case in document["grounds"]:
        believes, mine = trusts.get(case["world"]), as_(case["assignment"], Assignment)
        why = verdict.refused(believes, mine, document["device"])
        if (None if why is None else why.value) != case["why"]:
            yield case["name"]
        elif case["head_hex"] is not None and believes is not None:
            head = bytes.fromhex(case["head_hex"])
            opened = signing.open_head(head)
            by = opened if isinstance(opened, Refusal) else believes.key(opened.key_id)
            plan = by if isinstance(by, Refusal) else heads.unseal(head, bytes.fromhex(by.public_key), Plan)
            valid = None
            if not isinstance(plan, Refusal) and not isinstance(by, Refusal):
                valid = list(verdict.in_force(plan[1], by, believes))
            if valid != case["valid"]:
                yield case["name"]


def time_answers(document: Document) -> Failing:
    worlds = _worlds(document)
    for case in document["cases"]:
        if case["world"] not in worlds:
            yield case["name"]
            continue
        believes, pins = worlds[case["world"]]
        who = _me(document, case)
        outcome = judging.judge_time(bytes.fromhex(case["head_hex"]), believes, pins, who, case["nonce"])
        if isinstance(outcome, Refusal):
            if outcome.code.value != case["refused"]:
                yield case["name"]
        elif case["refused"] is not None or [getattr(outcome.message, "at", None), outcome.pins.floor] != [
            case["time"],
            case["time"],
        ]:
            yield case["name"]


def _is(outcome: Pins | Refusal, code: str | None, after: Document | None) -> bool:
    return refused(outcome) == code and (isinstance(outcome, Refusal) or plain(outcome) == after)


def _worlds(document: Document) -> dict[str, tuple[trust.Trust, Pins]]:
    """Returns the trust and the pins of a device, by the name of the world that cases refer to. A world whose
    trust file is refused is left out, and its cases then fail."""
    made = {}
    for name, world in document["worlds"].items():
        pins = as_(world["pins"], Pins)
        outcome = trust.believe(as_(world["trust_file"], TrustFile), pins, world["now"])
        if isinstance(outcome, AcceptedTrust):
            made[name] = (outcome.trust, pins)
    return made


def _me(document: Document, case: Document) -> judging.Recipient:
    return judging.Recipient(
        document["device"], document["public_key_hex"], as_(case["assignment"], Assignment)
    )
