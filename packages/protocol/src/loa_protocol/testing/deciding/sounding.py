"""Checks of bodies and days, timelines, moments, and held acts."""

import msgspec

from loa_protocol import bodies, encoding, rule, verdict
from loa_protocol.messages import Act, DayPlan, DayRef, Delegation, Envelope, Priority
from loa_protocol.rule import Reason
from loa_protocol.testing.deciding.reading import Document, Failing, as_, refused


def plan_bodies(document: Document) -> Failing:
    for case in document["bodies"]:
        if refused(bodies.admit_body(case["named_sha256"], _with_spaces(case, "body"))) != case["refused"]:
            yield case["name"]
    granted = as_(document["delegation"], Delegation)
    for case in document["days"]:
        ref = as_({"date": case["date"], "sha256": case["named_sha256"]}, DayRef)
        outcome = bodies.admit_day(ref, _with_spaces(case, "day"), document["plan_id"], granted)
        if refused(outcome) != case["refused"]:
            yield case["name"]


def _with_spaces(case: Document, part: str) -> bytes:
    text: str = case[part] + " " * case["spaces"]
    return text.encode()


def timelines(document: Document) -> Failing:
    for case in document["cases"]:
        outer, highest = as_(case["envelope"], Envelope), as_(case["highest"], Priority)
        line = rule.timeline(read_day(case["day"]), outer, highest)
        if told(line) != {part: case[part] for part in ("stretches", "dropped", "cuts")}:
            yield case["name"]


def told(line: rule.Timeline) -> Document:
    """Returns a timeline in the form of the golden files: what sounds by time, what is dropped by id."""
    return {
        "stretches": [
            [s.start_ms, s.end_ms, s.item.id, s.sound if s.media else None, s.offset_ms, s.volume]
            for s in line.stretches
        ],
        "dropped": sorted([d.item.id, d.breach.code.value] for d in line.dropped),
        "cuts": [[c.item.id, c.start_ms, c.end_ms] for c in line.cuts],
    }


def moments(document: Document) -> Failing:
    for case in document["cases"]:
        if heard(verdict.verdict(grounds(case), case["now"])) != {part: case[part] for part in HEARD}:
            yield case["name"]


HEARD = ("sounds", "why", "until_ms")


def grounds(case: Document) -> verdict.Grounds:
    """Returns the inputs of the verdict for a case of moments.json."""
    return verdict.Grounds(
        refused=as_(case["refused"], Reason),
        sure=case["sure"],
        line=rule.timeline(read_day(case["day"])) if case["held"] else None,
        valid=tuple(case["valid"]),
        acts=held(case["acts"]),
        begun=frozenset(case["begun"]),
        volume=case["volume"],
    )


def read_day(day: Document) -> DayPlan:
    """Returns a day plan of a golden file, decoded as if it had been received."""
    return encoding.decode(msgspec.json.encode(day), DayPlan)


def held(acts: list[Document]) -> tuple[rule.HeldAct, ...]:
    """Returns acts as a device holds them, each with the serial of the delegation of the signing key."""
    return tuple(rule.HeldAct(as_(one["act"], Act), one["serial"], one["until"]) for one in acts)


def heard(answer: verdict.SoundVerdict | verdict.SilentVerdict) -> Document:
    """Returns a verdict in the form of the golden files: item, sound, offset in the sound, per cent."""
    if isinstance(answer, verdict.SilentVerdict):
        return {"sounds": None, "why": answer.why.value, "until_ms": answer.until_ms}
    stretch = answer.stretch
    sounds = [stretch.item.id, stretch.sound, answer.offset_ms, answer.volume]
    return {"sounds": sounds, "why": None, "until_ms": answer.until_ms}


def held_acts(document: Document) -> Failing:
    for case in document["kept"]:
        kept = rule.keep_acts(held(case["acts"]), case["now"])
        if [[one.act.id, one.ends] for one in kept] != case["kept"]:
            yield case["name"]
    for case in document["due"]:
        due = rule.tone_due(held(case["acts"]), case["now"], frozenset(case["done"]))
        if ((None, None) if due is None else (due.id, due.tone_ms)) != (case["tone"], case["length_ms"]):
            yield case["name"]
    for case in document["tones"]:
        days = [] if case["day"] is None else [read_day(case["day"])]
        ground = verdict.Grounds(
            as_(case["refused"], Reason), case["sure"], None, (0, 0), held(case["acts"]), None
        )
        why = verdict.tone_verdict(ground, case["now"], as_(case["envelope"], Envelope), days)
        if (None if why is None else why.value) != case["why"]:
            yield case["name"]
