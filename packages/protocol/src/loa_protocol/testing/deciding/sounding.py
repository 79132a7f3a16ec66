"""Bodies and days, timelines, moments, and the acts that are held."""

from loa_protocol import bodies, rule
from loa_protocol.messages import Act, Cls, DayPlan, DayRef, Delegation, Envelope, Plan
from loa_protocol.testing.deciding.reading import Document, Failing, as_, refused


def plan_bodies(document: Document) -> Failing:
    for case in document["bodies"]:
        if refused(bodies.admit_body(as_(case["plan"], Plan), case["body"].encode())) != case["refused"]:
            yield case["name"]
    granted = as_(document["delegation"], Delegation)
    for case in document["days"]:
        ref = as_({"date": case["date"], "sha256": case["named_sha256"]}, DayRef)
        outcome = bodies.admit_day(ref, case["day"].encode(), document["plan_id"], granted)
        if refused(outcome) != case["refused"]:
            yield case["name"]


def timelines(document: Document) -> Failing:
    for case in document["cases"]:
        outer, highest = as_(case["envelope"], Envelope), as_(case["highest"], Cls)
        line = rule.timeline(as_(case["day"], DayPlan), outer, highest)
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
        line = rule.timeline(as_(case["day"], DayPlan))
        acts = as_(case["acts"], tuple[Act, ...])
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
        kept = rule.keep_acts(as_(case["acts"], tuple[Act, ...]), case["now"])
        if [act.id for act in kept] != case["kept"]:
            yield case["name"]
    for case in document["tones"]:
        acts, outer = as_(case["acts"], tuple[Act, ...]), as_(case["envelope"], Envelope)
        due = rule.tone_due(acts, case["now"], frozenset(case["done"]), outer)
        if (None if due is None else due.id) != case["tone"]:
            yield case["name"]
