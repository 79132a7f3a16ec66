"""The golden files are what the generator makes, and this implementation gives every verdict in them.

A device in another language reads the same files and must answer the same.
"""

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from loa_protocol import schemas
from loa_protocol.heads import unseal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import RecordBatch, RecordKind
from loa_protocol.refusals import Code
from loa_protocol.rule import Reason
from loa_protocol.rule.reasons import CAPPED
from loa_protocol.testing import deciding, golden

FOLDER = Path(__file__).parents[1] / "golden"


def read(name):
    return msgspec.json.decode((FOLDER / name).read_bytes())


def lists_of_cases(document):
    return [part for part in document.values() if isinstance(part, list) and part and "name" in part[0]]


def test_the_committed_files_are_the_generated_ones():
    made = golden.files()
    assert {path.name for path in FOLDER.glob("*.json")} == set(made)
    for name, text in made.items():
        assert (FOLDER / name).read_text("utf-8") == text, (
            f"{name}: run python -m loa_protocol.testing.golden packages/protocol/golden"
        )


def test_every_file_says_that_its_keys_are_for_tests():
    assert all("TEST ONLY" in read(path.name)["warning"] for path in FOLDER.glob("*.json"))


def test_every_file_is_judged():
    assert set(deciding.CHECKS) == {path.name for path in FOLDER.glob("*.json")}


@pytest.mark.parametrize("name", deciding.CHECKS)
def test_every_case_is_answered_as_it_says(name):
    assert list(deciding.CHECKS[name](read(name))) == []


@pytest.mark.parametrize("name", deciding.CHECKS)
def test_no_two_cases_of_a_list_have_one_name(name):
    for cases in lists_of_cases(read(name)):
        names = [(case.get("message"), case["name"]) for case in cases]
        assert len(set(names)) == len(names)


def test_every_code_of_refusal_is_given_somewhere():
    told = {
        case.get("refused")
        for name in deciding.CHECKS
        for part in lists_of_cases(read(name))
        for case in part
    }
    of_tones = {Code.QUIET, Code.MUTE}
    assert {code.value for code in set(Code) - of_tones} <= told


OF_WHAT_BECAME = {"missing", "altered", "broken", "short", "sink", "power", "off", "replaced", "ended"}
"""Reasons that only a device itself can give, of a file, its card or its current."""


def test_every_reason_is_given_somewhere():
    given = {code for case in read("timelines.json")["cases"] for _, code in case["dropped"]}
    given |= {case["why"] for case in read("moments.json")["cases"]}
    given |= {code for case in read("growing.json")["days"] for _, code in case["dropped"]}
    capped = {reason.value for reason in CAPPED}
    assert {reason.value for reason in Reason} - capped - OF_WHAT_BECAME == given - {None}


def test_a_genuine_head_read_by_hand_as_the_description_says():
    document = read("heads.json")
    data = bytes.fromhex(document["cases"][0]["head_hex"])
    assert data[:4] == b"LOA\x01"
    assert data[4:14] == b"\x04plan\x04plan"
    assert data[14] == 16
    assert data[15:31].hex() == sha256_hex(bytes.fromhex(document["cases"][0]["public_key_hex"]))[:32]
    size = int.from_bytes(data[31:35], "big")
    assert data[35 : 35 + size].decode() == document["payload_of_genuine"]
    assert len(data) == 35 + size + 64
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["cases"][0]["public_key_hex"]))
    public.verify(data[-64:], data[:-64])


def test_a_power_cut_is_recorded_as_the_description_says():
    document = read("records.json")
    public = bytes.fromhex(document["public_key_hex"])
    before, after = (
        unseal(bytes.fromhex(case["head_hex"]), public, RecordBatch)[1] for case in document["batches"]
    )
    assert before.boot != after.boot
    assert [one.kind for one in before.records] == [RecordKind.BOOT, RecordKind.STARTED]
    kinds = [RecordKind.BOOT, RecordKind.CUT, RecordKind.RESUMED, RecordKind.CUT]
    assert [one.kind for one in after.records] == kinds
    boot, power, resumed, ended = after.records
    assert (power.code, ended.code) == ("power", "ended")
    assert resumed.lost_ms == ended.lost_ms == resumed.offset_ms - power.offset_ms > 0
    assert boot.mono_ms < resumed.mono_ms < ended.mono_ms < before.records[1].mono_ms + ended.offset_ms
    assert ended.wall_ms - resumed.wall_ms == ended.mono_ms - resumed.mono_ms


def test_messages_of_every_type_are_there_and_pass_as_they_are():
    genuine = {case["message"] for case in read("messages.json")["cases"] if case["name"] == "genuine"}
    assert genuine == set(schemas.documents())
