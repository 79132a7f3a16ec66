"""The C reference gives every golden verdict on heads, trust, days, acts and moments.

What it does not read (enrolment, records, what a device says, the unsigned words) is listed here by name.
"""

from pathlib import Path

import msgspec
import pytest
from c_reference import asking, days
from c_reference.compiled import Reader, parcel
from c_reference.pins import pins_parts, read_pins
from loa_protocol import rule
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Recipient
from loa_protocol.messages import Assignment, Delegation, Envelope, Plan, Priority, TrustFile
from loa_protocol.pins import Pins
from loa_protocol.rule import HeldAct
from loa_protocol.testing.deciding import sounding
from loa_protocol.testing.deciding.reading import as_
from loa_protocol.trust import believe

FOLDER = Path(__file__).parents[1] / "golden"
NOT_IN_C = {"keys.json", "enrolment.json", "records.json"}
IN_C = {
    "acts.json",
    "base64url.json",
    "bodies.json",
    "floors.json",
    "growing.json",
    "heads.json",
    "messages.json",
    "moments.json",
    "roots.json",
    "signatures.json",
    "time.json",
    "timelines.json",
    "trust.json",
    "verdicts.json",
}
READ = {"Root", "Delegation", "RootRevocation", "LoweredFloor", "TrustList", "TrustFile", "Assignment"}
READ |= {"NewAddress", "Plan", "Act", "TimeAnswer"}


def read(name):
    return msgspec.json.decode((FOLDER / name).read_bytes())


def cases(name, part="cases"):
    return [pytest.param(case, id=case["name"]) for case in read(name)[part]]


def test_each_golden_file_is_asked_of_the_c_reference_or_named_here():
    assert {path.name for path in FOLDER.glob("*.json")} == IN_C | NOT_IN_C


@pytest.mark.parametrize("name", ["heads.json", "signatures.json"])
def test_heads(c_library, name):
    for case in read(name)["cases"]:
        data = bytes.fromhex(case["head_hex"]) + bytes(case["zeros"])
        code, _ = asking.unseal(c_library, data, bytes.fromhex(case["public_key_hex"]), "plan", "plan")
        if code is None:
            start = data.index(b"{")
            code = asking.message(c_library, "Plan", data[start:-64])
        assert code == case["refused"], case["name"]


def test_base64url(c_library):
    for case in read("base64url.json")["cases"]:
        reader = c_library.ask("test_base64url", parcel(case["text"].encode()))
        code = asking.code_of(c_library, reader)
        assert (None if code else reader.bytes().hex()) == case["hex"], case["name"]


def test_messages(c_library):
    asked = set()
    for case in read("messages.json")["cases"]:
        data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
        data += b" " * case["spaces"]
        name = case["message"]
        if name in READ:
            said = asking.message(c_library, name, data)
        elif name in ("DayPlan", "Body"):
            said = document(c_library, name == "DayPlan", data)[0]
        else:
            continue
        asked.add(name)
        if len(data) > 131072 and case["refused"] in (None, "too-large"):
            continue  # the size of what a head or a hash names is asked where those are opened
        assert said == case["refused"], (name, case["name"])
    assert asked == READ | {"DayPlan", "Body"}


def document(c_library, is_day, data, plan_id="", delegation=b""):
    reader = c_library.ask("test_document", parcel(int(is_day), data, plan_id.encode(), delegation))
    code, date = asking.code_of(c_library, reader), reader.number()
    if not reader.over:
        assert asking.code_of(c_library, reader) is None
        code = asking.code_of(c_library, reader)
    return code, date


def test_bodies(c_library):
    found = read("bodies.json")
    for case in found["bodies"]:
        data = (case["body"] + " " * case["spaces"]).encode()
        said = "altered" if sha256_hex(data) != case["named_sha256"] else document(c_library, False, data)[0]
        assert said == case["refused"], case["name"]
    delegation = encode(as_(found["delegation"], Delegation))
    for case in found["days"]:
        data, genuine = (case["day"] + " " * case["spaces"]).encode(), read("bodies.json")
        named = as_({"date": case["date"]}, dict)["date"]
        said, date = document(c_library, True, data, genuine["plan_id"], delegation)
        if sha256_hex(data) != case["named_sha256"]:
            said = "altered"
        elif date and date != days.number_of(named):
            said = "malformed"
        assert said == case["refused"], case["name"]


def line_of(c_library, case_day, outer=None, highest=None, held=(), moments=()):
    text = case_day.encode() if isinstance(case_day, str) else msgspec.json.encode(case_day)
    ids = [item["id"] for item in msgspec.json.decode(text)["items"]]
    unknown = {
        item["id"] for item in msgspec.json.decode(text)["items"] if item["carries"]["kind"] != "sound"
    }
    asked = days.question(c_library, text, outer, highest, held, list(moments), ids)
    stretches, dropped, cuts, verdicts = days.of_c(c_library, c_library.numbers("test_day", asked), ids)
    told = {
        "stretches": [
            [a, b, item, None if item in unknown else sound, offset, volume]
            for a, b, item, sound, offset, volume in stretches
        ],
        "dropped": sorted(map(list, dropped)),
        "cuts": list(map(list, cuts)),
    }
    return told, verdicts


def test_timelines(c_library):
    for case in read("timelines.json")["cases"]:
        outer, highest = as_(case["envelope"], Envelope), as_(case["highest"], Priority)
        told, _ = line_of(c_library, case["day"], outer, highest)
        assert told == {part: case[part] for part in told}, case["name"]


def test_moments(c_library):
    for case in read("moments.json")["cases"]:
        grounds = sounding.grounds(case)
        told, verdicts = line_of(c_library, case["day"], held=grounds.acts, moments=[(grounds, case["now"])])
        ((why, until, stretch, offset, volume, _),) = verdicts
        sounds = None
        if not why:
            sounds = [*told["stretches"][stretch][2:4], offset, volume]
        said = {"sounds": sounds, "why": why or None, "until_ms": None if until < 0 else until}
        assert said == {part: case[part] for part in said}, case["name"]


def test_growing(c_library):
    found = read("growing.json")
    for case in found["days"]:
        told, _ = line_of(c_library, case["day"], None, as_(case["highest"], Priority))
        assert told == {part: case[part] for part in told}, case["name"]
    for case in found["refused"]:
        assert document(c_library, True, case["day"].encode())[0] == case["refused"], case["name"]
    for case in found["bodies"]:
        asked = parcel(encode(as_(case["plan"], Plan)), bytes(case["speaks"]))
        reader = c_library.ask("test_plan_body", asked)
        assert asking.code_of(c_library, reader) is None
        assert (reader.bytes().hex() or None) == case["body"], case["name"]


def held(acts):
    return sounding.held(acts)


def test_acts(c_library):
    found = read("acts.json")
    for case in found["kept"]:
        reader = c_library.ask("test_keep", parcel(case["now"], *days.held_parts(held(case["acts"]))))
        kept = [[reader.text(), reader.number()] for _ in range(reader.number())]
        assert kept == case["kept"], case["name"]
    for case in found["due"]:
        acts: tuple[HeldAct, ...] = held(case["acts"])
        done = [place for place, one in enumerate(acts) if one.act.id in case["done"]]
        asked = parcel(case["now"], *days.held_parts(acts), len(done), *done)
        assert (c_library.ask("test_due", asked).text() or None) == case["tone"], case["name"]
    for case in found["tones"]:
        outer = as_(case["envelope"], Envelope)
        asked = parcel(
            case["now"],
            c_library.reason_numbers[case["refused"] or ""],
            int(case["sure"]),
            b"" if outer is None else encode(outer),
            b"" if case["day"] is None else msgspec.json.encode(case["day"]),
            *days.held_parts(held(case["acts"])),
        )
        why = c_library.reasons[c_library.ask("test_tone", asked).number()]
        assert (why or None) == case["why"], case["name"]


def test_roots(c_library):
    found = read("roots.json")
    nothing = as_(found["changes"][0]["pins"], Pins)
    for case in found["pinning"]:
        asked = parcel(
            *pins_parts(nothing),
            bytes.fromhex(case["statement_hex"]),
            bytes.fromhex(case["root_sha256"]),
            int(case["demo_allowed"]),
            case["floor"],
        )
        reader = c_library.ask("test_pin_root", asked)
        code, after = asking.code_of(c_library, reader), read_pins(reader)
        assert (code, None if code else after) == (case["refused"], as_(case["pins_after"], Pins)), case[
            "name"
        ]
    for case in found["changes"]:
        asked = parcel(*pins_parts(as_(case["pins"], Pins)), bytes.fromhex(case["statement_hex"]))
        reader = c_library.ask("test_change_root", asked)
        code, after = asking.code_of(c_library, reader), read_pins(reader)
        assert (code, None if code else after) == (case["refused"], as_(case["pins_after"], Pins)), case[
            "name"
        ]


def test_trust_files(c_library):
    found = read("trust.json")
    for case in found["cases"]:
        file, pins = as_(case["file"], TrustFile), as_(case["pins"], Pins)
        code, after, out, keys = asking.believe(
            c_library, file, pins, case["now"], sure=case["sure"], device=found["device"]
        )
        assert code == case["refused"], case["name"]
        if code is None:
            wanted = [(key["key_id"], key["serial"], key["valid_to"]) for key in case["keys"]]
            usable = [key for key in keys if key[0] not in after.revoked]
            assert usable == wanted, case["name"]
            assert out == (found["device"] in case["devices"]), case["name"]
            assert after == as_(case["pins_after"], Pins), case["name"]
        else:
            assert after == pins, case["name"]


def worlds(c_library, found):
    """Each believed by both; by name: its number in C, its pins with what it revokes, and its own pins."""
    made = {}
    for number, (name, world) in enumerate(found["worlds"].items()):
        pins, file = as_(world["pins"], Pins), as_(world["trust_file"], TrustFile)
        trust = believe(file, pins, world["now"]).trust
        code, *_ = asking.believe(c_library, file, pins, world["now"], device=found["device"], world=number)
        assert code is None, name
        made[name] = number, pins, trust
    return made


def me(found, case):
    return Recipient(found["device"], found["public_key_hex"], as_(case["assignment"], Assignment))


@pytest.mark.parametrize("name", ["verdicts.json", "floors.json"])
def test_verdicts(c_library, name):
    found = read(name)
    known = worlds(c_library, found)
    for case in found["cases"]:
        number, pins, trust = known[case["world"]]
        full = asking.with_revoked(pins, trust)
        at, data = asking.Station.of(me(found, case), full), bytes.fromhex(case["head_hex"])
        code, again, after = asking.judge(
            c_library, data, at, case["now"], sure=case["sure"], held=case["held"], world=number
        )
        assert code == case["refused"], case["name"]
        if code is None:
            wanted = asking.with_revoked(as_(case["pins_after"], Pins), trust)
            assert (again, after) == (case["again"], parcel(*pins_parts(wanted))), case["name"]
        else:
            assert after == at.pinned, case["name"]


def test_time_answers(c_library):
    found = read("time.json")
    known = worlds(c_library, found)
    for case in found["cases"]:
        number, pins, trust = known[case["world"]]
        full = asking.with_revoked(pins, trust)
        at, data = asking.Station.of(me(found, case), full), bytes.fromhex(case["head_hex"])
        code, time, after = asking.judge_time(c_library, data, at, case["nonce"], number)
        assert code == case["refused"], case["name"]
        if code is None:
            assert [time, read_pins(Reader(after)).floor] == [case["time"], case["time"]], case["name"]
        else:
            assert after == at.pinned, case["name"]


def test_the_rule_of_python_is_asked_the_same_way():
    """What stands in a golden timeline is in the form in which the two are compared here."""
    case = read("timelines.json")["cases"][0]
    line = rule.timeline(sounding.read_day(case["day"]))
    assert [list(one[:2]) for one in days.of_python(line, [])[0]] == [one[:2] for one in case["stretches"]]
