"""The golden files are what the generator makes, and this implementation gives every verdict in them.

A device in another language reads the same files and must answer the same.
"""

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from loa_protocol import enrolment
from loa_protocol.bodies import admit_day
from loa_protocol.heads import unseal
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Me, judge, judge_time
from loa_protocol.messages import (
    Act,
    Assignment,
    DayPlan,
    DayRef,
    Envelope,
    Plan,
    Purpose,
    RecordBatch,
    TrustFile,
)
from loa_protocol.refusals import Refusal
from loa_protocol.rule import Sounding, moment, timeline
from loa_protocol.testing import golden
from loa_protocol.testing.world import delegated, key
from loa_protocol.trust import Pins, believe, pin_root

FOLDER = Path(__file__).parents[1] / "golden"


def read(name):
    return msgspec.json.decode((FOLDER / name).read_bytes())


def refused(outcome):
    return outcome.code.value if isinstance(outcome, Refusal) else None


def as_(data, kind):
    return None if data is None else msgspec.convert(data, kind)


def test_the_committed_files_are_the_generated_ones():
    made = golden.files()
    assert {path.name for path in FOLDER.glob("*.json")} == set(made)
    for name, text in made.items():
        assert (FOLDER / name).read_text("utf-8") == text, (
            f"{name}: run python -m loa_protocol.testing.golden packages/protocol/golden"
        )


def test_every_file_says_that_its_keys_are_for_tests():
    assert all("TEST ONLY" in read(path.name)["warning"] for path in FOLDER.glob("*.json"))


def test_heads():
    document = read("heads.json")
    public = bytes.fromhex(document["public_key_hex"])
    for case in document["cases"]:
        outcome = unseal(bytes.fromhex(case["head_hex"]), public, Plan)
        assert refused(outcome) == case["refused"], case["name"]


def test_a_genuine_head_read_by_hand_as_the_description_says():
    document = read("heads.json")
    data = bytes.fromhex(document["cases"][0]["head_hex"])
    assert data[:4] == b"LOA\x01"
    assert data[4:14] == b"\x04plan\x04plan"
    assert data[14] == 16
    assert data[15:31].hex() == sha256_hex(bytes.fromhex(document["public_key_hex"]))[:32]
    size = int.from_bytes(data[31:35], "big")
    assert data[35 : 35 + size].decode() == document["payload_of_genuine"]
    assert len(data) == 35 + size + 64
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["public_key_hex"]))
    public.verify(data[-64:], data[:-64])


def test_trust_files():
    document = read("trust.json")
    statement = bytes.fromhex(document["root_statement_hex"])
    pins = pin_root(statement, document["root_sha256"], demo_allowed=True)
    assert pins == as_(document["pins_after_pinning"], Pins)
    for case in document["cases"]:
        outcome = believe(
            as_(case["file"], TrustFile), as_(case["pins"], Pins), case["now"], sure=case["sure"]
        )
        assert refused(outcome) == case["refused"], case["name"]
        if not isinstance(outcome, Refusal):
            usable = sorted(k for k in outcome.trust.keys if not isinstance(outcome.trust.key(k), Refusal))
            assert usable == case["keys"], case["name"]


def trusted(document):
    pins = as_(document["pins"], Pins)
    return believe(as_(document["trust_file"], TrustFile), pins, document["trust_now"]).trust, pins


def test_verdicts():
    document = read("verdicts.json")
    trust, pins = trusted(document)
    for case in document["cases"]:
        who = Me(document["device"], document["public_key_hex"], as_(case["assignment"], Assignment))
        outcome = judge(bytes.fromhex(case["head_hex"]), trust, pins, who, case["now"])
        assert refused(outcome) == case["refused"], case["name"]


def test_time_answers():
    document = read("time.json")
    trust, pins = trusted(document)
    assigned = as_(document["assignment"], Assignment)
    who = Me(document["device"], assigned.public_key, assigned)
    for case in document["cases"]:
        outcome = judge_time(bytes.fromhex(case["head_hex"]), trust, pins, who, document["nonce"])
        assert refused(outcome) == case["refused"], case["name"]


def test_enrolment():
    document = read("enrolment.json")
    public = bytes.fromhex(document["public_key_hex"])
    code = enrolment.read_code(document["claim_code"])
    assert code.device == document["device"]
    for case in document["passwords"]:
        outcome = enrolment.check_password(
            case["password"], public, document["server"], document["device"], document["last_counter"]
        )
        assert refused(outcome) == case["refused"], case["name"]


def test_record_batches_hang_on_one_another():
    document = read("records.json")
    public, before, number = bytes.fromhex(document["public_key_hex"]), "0" * 64, 1
    for case in document["batches"]:
        raw = bytes.fromhex(case["head_hex"])
        head, batch = unseal(raw, public, RecordBatch)
        assert (batch.prev_sha256, batch.first) == (before, number)
        assert head.sha256 == case["sha256"]
        before, number = head.sha256, batch.last + 1


def test_bodies():
    document = read("bodies.json")
    granted = delegated(Purpose.PLAN, key("plan"))
    assert granted.envelope == as_(document["envelope"], Envelope)
    for case in document["days"]:
        ref = msgspec.convert({"date": document["date"], "sha256": case["named_sha256"]}, DayRef)
        outcome = admit_day(ref, case["day"].encode(), document["plan_id"], granted)
        assert refused(outcome) == case["refused"], case["name"]


@pytest.mark.parametrize("case", read("timelines.json")["cases"], ids=lambda case: case["name"])
def test_timelines(case):
    line = timeline(as_(case["day"], DayPlan), as_(case["envelope"], Envelope))
    assert [
        [s.start_ms, s.end_ms, s.item.id, s.sound, s.offset_ms, s.volume] for s in line.stretches
    ] == case["stretches"]
    assert [[d.item.id, d.breach.code.value] for d in line.dropped] == case["dropped"]
    assert [[c.item.id, c.start_ms, c.end_ms] for c in line.cuts] == case["cuts"]


@pytest.mark.parametrize("case", read("moments.json")["cases"], ids=lambda case: case["name"])
def test_moments(case):
    line = timeline(as_(case["day"], DayPlan))
    answer = moment(line, as_(case["acts"], list[Act]), case["now"], set(case["begun"]))
    if isinstance(answer, Sounding):
        assert [answer.stretch.item.id, answer.stretch.sound, answer.offset_ms] == case["sounds"]
    else:
        assert answer.why.value == case["quiet"]
