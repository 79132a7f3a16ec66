"""Checks of keys, base64url, messages, heads, claim codes, passwords and record batches."""

from loa_protocol import encoding, enrolment, heads, messages, signing
from loa_protocol.messages import ClaimCode, Plan, RecordBatch
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.signing import SoftKey
from loa_protocol.testing.deciding.reading import Document, Failing, as_, refused


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


def plan_heads(document: Document) -> Failing:
    """Checks heads.json and signatures.json: verifies each head with one key as a plan and decodes its
    payload."""
    for case in document["cases"]:
        data = bytes.fromhex(case["head_hex"]) + bytes(case["zeros"])
        outcome = heads.unseal(data, bytes.fromhex(case["public_key_hex"]), Plan)
        if refused(outcome) != case["refused"]:
            yield case["name"]


def enrolments(document: Document) -> Failing:
    for case in document["codes"]:
        try:
            read: ClaimCode | None = enrolment.read_code(case["text"])
        except Malformed:
            read = None
        if read != as_(case["code"], ClaimCode):
            yield case["name"]
    public = bytes.fromhex(document["public_key_hex"])
    for case in document["passwords"]:
        outcome = enrolment.check_password(
            case["password"], public, document["server"], document["device"], document["last_counter"]
        )
        if refused(outcome) != case["refused"]:
            yield case["name"]


def records(document: Document) -> Failing:
    """Checks that the batches verify and form a chain, and that signing their payloads gives the same
    bytes."""
    key = SoftKey(bytes.fromhex(document["seed_hex"]))
    public, before, number = bytes.fromhex(document["public_key_hex"]), messages.FIRST_BATCH, 1
    for place, case in enumerate(document["batches"]):
        opened = heads.unseal(bytes.fromhex(case["head_hex"]), public, RecordBatch)
        if isinstance(opened, Refusal):
            yield f"batch {place}"
            return
        head, batch = opened
        if (batch.prev_sha256, batch.first, head.sha256) != (before, number, case["sha256"]):
            yield f"batch {place}"
        if signing.sign("device", "records", case["payload"].encode(), key).hex() != case["head_hex"]:
            yield f"batch {place}, signed"
        before, number = head.sha256, batch.last + 1
