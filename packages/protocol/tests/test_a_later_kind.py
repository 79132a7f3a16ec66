"""A kind that comes later is a file of its own and a line: nothing frozen changes, sounds stay the same."""

import random
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from later_kind import Stream, known
from loa_protocol import schemas
from loa_protocol.bodies import admit_day
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Act,
    Cancel,
    Cancelled,
    CancelWhat,
    DayPlan,
    DayRef,
    Delegation,
    Purpose,
    Right,
    UnknownDoing,
    UnsupportedContent,
    later,
)
from loa_protocol.messages.common import NEVER, Priority, Struct
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.rule import HeldAct, Reason, breaches, clashes, timeline
from loa_protocol.testing import deciding, frozen, golden
from loa_protocol.testing.days import APPROVALS, day_plan, envelope, rules
from loa_protocol.testing.promises import all_holds
from loa_protocol.testing.world import act
from loa_protocol.timing import MINUTE, day_bounds
from loa_protocol.verdict import Grounds, SilentVerdict, SoundVerdict, verdict

PACKAGE = Path(__file__).parents[1]
ALL_TIME = (0, 2**53)


@pytest.fixture
def stream(monkeypatch):
    known(monkeypatch)


def mixed(rng, day):
    """The same day, some of its items streams."""

    def one(item):
        if rng.random() < 0.6:
            return item
        right = Right("relay", rng.choice(APPROVALS))
        carries = Stream(f"studio-{rng.randrange(9)}", rng.randrange(101), ("tinh",), right)
        return msgspec.structs.replace(item, carries=carries)

    return msgspec.structs.replace(day, items=tuple(one(item) for item in day.items))


def read_both(day, monkeypatch):
    """A day's bytes as the build reads them that knows the kind, and as one does that does not."""
    data = encode(day)
    with monkeypatch.context() as older:
        older.setattr(later, "CARRIED", ())
        old = decode(data, DayPlan)
    return decode(data, DayPlan), old


def test_no_frozen_file_changes_and_it_has_a_schema_of_its_own(stream, tmp_path):
    assert frozen.changed(PACKAGE) == []
    (tmp_path / "schemas").mkdir()
    schemas.write(tmp_path / "schemas")
    for lists in (frozen.FILE, frozen.LATER):
        (tmp_path / lists).write_bytes((PACKAGE / lists).read_bytes())
    (tmp_path / "golden").mkdir()
    for name, text in golden.files().items():
        (tmp_path / "golden" / name).write_text(text, "utf-8")
    assert frozen.changed(tmp_path) == ["schemas/carried-stream.json"]
    frozen.add(tmp_path)
    assert frozen.changed(tmp_path) == []
    jsonschema.Draft202012Validator.check_schema(schemas.schema("carried-stream"))


@pytest.mark.parametrize("name", deciding.CHECKS)
def test_every_golden_case_is_answered_as_before(stream, name):
    document = msgspec.json.decode((PACKAGE / "golden" / name).read_bytes())
    assert list(deciding.CHECKS[name](document)) == []


def test_no_kind_has_the_name_of_what_is_never_known_nor_one_of_version_1():
    tags = [kind.__struct_config__.tag for kind in later.CARRIED]
    assert len({*tags, "sound", NEVER}) == len(tags) + 2


def test_it_is_read_as_written_and_strictly(stream):
    rng = random.Random(3)
    day = next(d for d in (mixed(rng, day_plan(rng, rules(rng))) for _ in range(99)) if streams(d))
    data = encode(day)
    assert decode(data, DayPlan) == day
    for old, new in (
        (b'"fallback":["tinh"]', b'"fallback":["tinh"],"port":1'),
        (b'"fallback":["tinh"]', b'"fallback":["a","b","c","d"]'),
        (b'"fallback":["tinh"],', b""),
    ):
        assert old in data
        with pytest.raises(Malformed):
            decode(data.replace(old, new, 1), DayPlan)


def streams(day):
    return [item for item in day.items if isinstance(item.carries, Stream)]


def samples(line):
    """What sounds by its file, sample for sample, and all that was dropped and cut."""
    heard = [
        (s.start_ms, s.end_ms, s.item.id, s.sound, s.offset_ms, s.volume) for s in line.stretches if s.media
    ]
    drops = [(drop.item.id, drop.breach.code) for drop in line.dropped]
    return heard, drops, [(cut.item.id, cut.start_ms, cut.end_ms) for cut in line.cuts], line.starts()


def asked(line, day, rng):
    """Moments at which an answer may change, and some between."""
    edges = {edge for s in line.stretches for edge in (s.start_ms, s.start_ms + 1, s.end_ms - 1, s.end_ms)}
    return sorted({*edges, *(item.start_ms + rng.randrange(600_000) for item in day.items)})


def orders(rng, day):
    """A cancel of a right, an item and a slot of the day, or nothing."""
    if not day.items or rng.random() < 0.5:
        return ()
    one, at = rng.choice(day.items), day_bounds(day.date)[0]
    named = (
        (CancelWhat.RIGHT, rng.choice(APPROVALS)),
        (CancelWhat.ITEM, one.id),
        (CancelWhat.SLOT, one.slot),
    )
    chosen = tuple(Cancelled(what, name) for what, name in named if rng.random() < 0.5)
    if not chosen:
        return ()
    return (HeldAct(act(does=Cancel(chosen), at=at, expires_ms=at + 10 * 60 * MINUTE)),)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_both_builds_sound_the_same_samples_of_any_day(stream, monkeypatch, seed):
    rng = random.Random(seed)
    frame, outer = rules(rng), envelope(rng)
    new, old = read_both(mixed(rng, day_plan(rng, frame)), monkeypatch)
    ours, theirs = timeline(new, outer), timeline(old, outer)
    assert samples(ours) == samples(theirs)
    all_holds(new, outer, ours)
    assert {(b.item, b.code) for b in breaches(old)} <= {(b.item, b.code) for b in breaches(new)}
    assert len(clashes(new)) == len(clashes(old))
    held = orders(rng, new)
    for now in asked(ours, new, rng):
        known_to_us = verdict(Grounds(None, True, ours, ALL_TIME, held, None), now)
        unknown_to_them = verdict(Grounds(None, True, theirs, ALL_TIME, held, None), now)
        told_alike(known_to_us, unknown_to_them)


def told_alike(ours, theirs):
    """The same, but that one is due there which the older build says that it does not know."""
    assert ours.until_ms == theirs.until_ms
    if ours.stretch is None or ours.stretch.media is not None:
        assert type(ours) is type(theirs)
        assert getattr(ours, "why", None) == getattr(theirs, "why", None)
        assert getattr(ours, "offset_ms", None) == getattr(theirs, "offset_ms", None)
        assert getattr(ours, "volume", None) == getattr(theirs, "volume", None)
        return
    assert isinstance(theirs, SilentVerdict)
    if theirs.why is Reason.UNSUPPORTED:
        assert isinstance(theirs.stretch.item.carries, UnsupportedContent)
        assert isinstance(ours, SoundVerdict) or ours.why in (Reason.CANCELLED, Reason.TOO_LATE)
    else:
        assert ours.why is theirs.why


@pytest.mark.parametrize("what", [CancelWhat.ITEM, CancelWhat.SLOT, CancelWhat.RIGHT, CancelWhat.MEDIA])
def test_a_cancel_names_it_by_its_item_its_slot_or_its_right(stream, what):
    rng = random.Random(1)
    days = (mixed(rng, day_plan(rng, rules(rng))) for _ in range(200))
    line = next(
        t for t in map(timeline, days) if any(s.item.carries.rights and not s.media for s in t.stretches)
    )
    one = next(s for s in line.stretches if not s.media)
    rights = one.item.rights
    name = {"item": one.item.id, "slot": one.item.slot, "right": rights[0].id, "media": "0" * 64}[what]
    made = act(does=Cancel((Cancelled(what, name),)), at=one.start_ms - 1, expires_ms=one.end_ms + 1)
    answer = verdict(Grounds(None, True, line, ALL_TIME, (HeldAct(made),), None), one.start_ms)
    if what is CancelWhat.MEDIA:
        assert isinstance(answer, SoundVerdict)
        assert (answer.stretch, answer.volume) == (one, one.volume)
    else:
        assert isinstance(answer, SilentVerdict)
        assert answer.why is Reason.CANCELLED


def test_a_day_that_the_older_build_refuses_the_newer_refuses_too(stream, monkeypatch):
    rng, taken, refused = random.Random(5), 0, 0
    for _ in range(300):
        data, outer = encode(mixed(rng, day_plan(rng, rules(rng), most=3))), envelope(rng)
        if outer is None:
            continue
        ref = DayRef(decode(data, DayPlan).date, sha256_hex(data))
        given_to = Delegation(1, 1, Purpose.PLAN, "0" * 64, ("38",), Priority.EMERGENCY, 0, 1, outer)
        ours = admit_day(ref, data, "16012.1", given_to)
        with monkeypatch.context() as older:
            older.setattr(later, "CARRIED", ())
            theirs = admit_day(ref, data, "16012.1", given_to)
        assert not isinstance(theirs, Refusal) or isinstance(ours, Refusal)
        taken += not isinstance(ours, Refusal)
        refused += isinstance(theirs, Refusal)
    assert taken
    assert refused


class Siren(Struct, frozen=True, tag_field="kind", tag="siren"):
    """An act that no version has."""

    rounds: int


def test_an_act_of_a_later_kind_is_read_where_it_is_known_and_its_frozen_schema_stays(monkeypatch):
    made = act(does=Siren(3))
    data = encode(made)
    assert decode(data, Act).does == UnknownDoing("siren")
    monkeypatch.setattr(later, "DOES", (Siren,))
    assert decode(data, Act) == made
    assert decode(data, Act).kind is None, "no ActKind names it"
    with pytest.raises(Malformed):
        decode(data.replace(b'"rounds":3', b'"rounds":"3"'), Act)
    assert schemas.text("Act") == (PACKAGE / "schemas" / "Act.json").read_text("utf-8")
    assert "does-siren" in schemas.documents()
