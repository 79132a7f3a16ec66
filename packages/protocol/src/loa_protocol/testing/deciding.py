"""Reads the golden files as a device would, and tells which cases this implementation answers otherwise.

Every function is handed one decoded file and yields the names of its failing cases, one by one, so that a
caller may stop at the first. The library is asked through its modules: whoever changes one is judged by it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from loa_protocol import bodies, encoding, enrolment, heads, judging, messages, rule, trust
from loa_protocol.messages import (
    Act,
    Assignment,
    ClaimCode,
    Cls,
    DayPlan,
    DayRef,
    Delegation,
    Envelope,
    Plan,
    RecordBatch,
    TrustFile,
)
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.signing import SoftKey
from loa_protocol.trust import Believed, Pins

Document = dict[str, Any]
Failing = Iterator[str]


def documents(folder: Path) -> dict[str, Document]:
    """The golden files of a folder, by name."""
    return {path.name: msgspec.json.decode(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def failing(files: dict[str, Document]) -> Failing:
    """`file: case` of every case that is answered otherwise."""
    for name, check in CHECKS.items():
        for case in check(files[name]):
            yield f"{name}: {case}"


def keys(document: Document) -> Failing:
    for name, one in document["keys"].items():
        key = SoftKey(bytes.fromhex(one["seed_hex"]))
        if (key.public_key.hex(), key.key_id) != (one["public_key_hex"], one["key_id"]):
            yield name


def base64url(document: Document) -> Failing:
    for case in document["cases"]:
        try:
            found = encoding.from_text(case["text"]).hex()
        except Malformed:
            found = None
        if found != case["hex"]:
            yield case["name"]


def plan_heads(document: Document) -> Failing:
    """heads.json and signatures.json: each head verified with one key as a plan, and its payload decoded."""
    for case in document["cases"]:
        data = bytes.fromhex(case["head_hex"]) + bytes(case["zeros"])
        outcome = heads.unseal(data, bytes.fromhex(case["public_key_hex"]), Plan)
        if _refused(outcome) != case["refused"]:
            yield case["name"]


def read_messages(document: Document) -> Failing:
    for case in document["cases"]:
        data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
        data += b" " * case["spaces"]
        try:
            encoding.decode(data, getattr(messages, case["message"]))
            refused = None
        except Malformed as error:
            refused = error.code.value
        if refused != case["refused"]:
            yield f"{case['message']}, {case['name']}"


def roots(document: Document) -> Failing:
    for case in document["pinning"]:
        outcome = trust.pin_root(
            bytes.fromhex(case["statement_hex"]), case["root_sha256"], demo_allowed=case["demo_allowed"]
        )
        if not _is(outcome, case["refused"], case["pins_after"]):
            yield case["name"]
    for case in document["changes"]:
        outcome = trust.change_root(bytes.fromhex(case["statement_hex"]), _as(case["pins"], Pins))
        if not _is(outcome, case["refused"], case["pins_after"]):
            yield case["name"]


def trust_files(document: Document) -> Failing:
    for case in document["cases"]:
        file, pins = _as(case["file"], TrustFile), _as(case["pins"], Pins)
        outcome = trust.believe(file, pins, case["now"], sure=case["sure"])
        if isinstance(outcome, Refusal):
            if outcome.code.value != case["refused"]:
                yield case["name"]
        elif case["refused"] is not None or believed(outcome) != {k: case[k] for k in believed(outcome)}:
            yield case["name"]


def believed(outcome: Believed) -> Document:
    """What a golden trust file says of one that is accepted."""
    found = {one: outcome.trust.key(one) for one in sorted(outcome.trust.keys)}
    return {
        "keys": [
            {"key_id": one, "serial": delegation.serial, "valid_to": delegation.valid_to}
            for one, delegation in found.items()
            if isinstance(delegation, Delegation)
        ],
        "devices": sorted(outcome.trust.devices_revoked),
        "pins_after": _plain(outcome.pins),
    }


def verdicts(document: Document) -> Failing:
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
        elif case["refused"] is not None or (outcome.again, _plain(outcome.pins)) != (
            case["again"],
            case["pins_after"],
        ):
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


def enrolments(document: Document) -> Failing:
    for case in document["codes"]:
        try:
            read: ClaimCode | None = enrolment.read_code(case["text"])
        except Malformed:
            read = None
        if read != _as(case["code"], ClaimCode):
            yield case["name"]
    public = bytes.fromhex(document["public_key_hex"])
    for case in document["passwords"]:
        outcome = enrolment.check_password(
            case["password"], public, document["server"], document["device"], document["last_counter"]
        )
        if _refused(outcome) != case["refused"]:
            yield case["name"]


def records(document: Document) -> Failing:
    """Batches that verify and hang on one another."""
    public, before, number = bytes.fromhex(document["public_key_hex"]), messages.FIRST_BATCH, 1
    for place, case in enumerate(document["batches"]):
        opened = heads.unseal(bytes.fromhex(case["head_hex"]), public, RecordBatch)
        if isinstance(opened, Refusal):
            yield f"batch {place}"
            return
        head, batch = opened
        if (batch.prev_sha256, batch.first, head.sha256) != (before, number, case["sha256"]):
            yield f"batch {place}"
        before, number = head.sha256, batch.last + 1


def plan_bodies(document: Document) -> Failing:
    for case in document["bodies"]:
        if _refused(bodies.admit_body(_as(case["plan"], Plan), case["body"].encode())) != case["refused"]:
            yield case["name"]
    granted = _as(document["delegation"], Delegation)
    for case in document["days"]:
        ref = _as({"date": case["date"], "sha256": case["named_sha256"]}, DayRef)
        outcome = bodies.admit_day(ref, case["day"].encode(), document["plan_id"], granted)
        if _refused(outcome) != case["refused"]:
            yield case["name"]


def timelines(document: Document) -> Failing:
    for case in document["cases"]:
        outer, highest = _as(case["envelope"], Envelope), _as(case["highest"], Cls)
        line = rule.timeline(_as(case["day"], DayPlan), outer, highest)
        if told(line) != {part: case[part] for part in ("stretches", "dropped", "cuts")}:
            yield case["name"]


def told(line: rule.Timeline) -> Document:
    """A timeline as the golden files say it: what sounds by time, what does not by id."""
    return {
        "stretches": [
            [s.start_ms, s.end_ms, s.item.id, s.sound, s.offset_ms, s.volume] for s in line.stretches
        ],
        "dropped": sorted([d.item.id, d.breach.code.value] for d in line.dropped),
        "cuts": [[c.item.id, c.start_ms, c.end_ms] for c in line.cuts],
    }


def moments(document: Document) -> Failing:
    for case in document["cases"]:
        line = rule.timeline(_as(case["day"], DayPlan))
        acts = _as(case["acts"], tuple[Act, ...])
        answer = rule.moment(line, acts, case["now"], frozenset(case["begun"]), sure=case["sure"])
        if heard(answer) != {"sounds": case["sounds"], "quiet": case["quiet"]}:
            yield case["name"]


def heard(answer: rule.Sounding | rule.Silent) -> Document:
    """What sounds at a moment as the golden files say it."""
    if isinstance(answer, rule.Silent):
        return {"sounds": None, "quiet": answer.why.value}
    stretch = answer.stretch
    return {"sounds": [stretch.item.id, stretch.sound, answer.offset_ms], "quiet": None}


def held_acts(document: Document) -> Failing:
    for case in document["kept"]:
        kept = rule.keep_acts(_as(case["acts"], tuple[Act, ...]), case["now"])
        if [act.id for act in kept] != case["kept"]:
            yield case["name"]
    for case in document["tones"]:
        acts, outer = _as(case["acts"], tuple[Act, ...]), _as(case["envelope"], Envelope)
        due = rule.tone_due(acts, case["now"], frozenset(case["done"]), outer)
        if (None if due is None else due.id) != case["tone"]:
            yield case["name"]


CHECKS: dict[str, Callable[[Document], Failing]] = {
    "keys.json": keys,
    "base64url.json": base64url,
    "messages.json": read_messages,
    "enrolment.json": enrolments,
    "records.json": records,
    "bodies.json": plan_bodies,
    "acts.json": held_acts,
    "moments.json": moments,
    "heads.json": plan_heads,
    "signatures.json": plan_heads,
    "roots.json": roots,
    "time.json": time_answers,
    "timelines.json": timelines,
    "verdicts.json": verdicts,
    "trust.json": trust_files,
}
"""The quick ones first."""


def _refused(outcome: object) -> str | None:
    return outcome.code.value if isinstance(outcome, Refusal) else None


def _is(outcome: Pins | Refusal, refused: str | None, after: Document | None) -> bool:
    return _refused(outcome) == refused and (isinstance(outcome, Refusal) or _plain(outcome) == after)


def _plain(message: Any) -> Any:
    """As it stands in a golden file."""
    return msgspec.json.decode(msgspec.json.encode(message))


def _as(data: Any, kind: Any) -> Any:
    return data if data is None else msgspec.convert(data, kind)


def _worlds(document: Document) -> dict[str, tuple[trust.Trust, Pins]]:
    """What a device believes and has pinned, by the name under which cases ask for it."""
    made = {}
    for name, world in document["worlds"].items():
        pins = _as(world["pins"], Pins)
        outcome = trust.believe(_as(world["trust_file"], TrustFile), pins, world["now"])
        if isinstance(outcome, Believed):
            made[name] = (outcome.trust, pins)
    return made


def _me(document: Document, case: Document) -> judging.Me:
    return judging.Me(document["device"], document["public_key_hex"], _as(case["assignment"], Assignment))
