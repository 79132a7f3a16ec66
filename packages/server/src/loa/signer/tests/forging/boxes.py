"""Assignments, and the claims by which a key is a device's."""

import uuid
from datetime import UTC, datetime, timedelta

from loa_protocol.signing import SoftKey

from loa.fleet import rules
from loa.fleet.models import ClaimCode, Device
from loa.kernel import clock
from loa.keys.models import Assignment, Revocation, SignedKind
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import (
    NO_SUCH_PERSON,
    NOT_NULL,
    OF_ANOTHER_UNIT,
    PASSES,
    STAMPED,
    Case,
    Denied,
    Table,
    unit,
)
from loa.signer.tests.forging.trying import asked_for
from loa.testing import boxes

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def assignment(house, who, **columns):
    """The box as it stands."""
    was = Assignment.objects.filter(device=house.box.id).latest("at")
    return {
        "id": uuid.uuid4(),
        "unit_id": was.unit_id,
        "device": was.device,
        "public_key": bytes(was.public_key),
        "state": "active",
        "site": was.site,
        "places": was.places,
        "plan_id": was.plan_id,
        "volume": was.volume,
        "ceiling": was.ceiling,
        "by_id": who.person_id if who else None,
    } | columns


def asked(house, row):
    return asked_for(house, SignedKind.ASSIGN, str(row["id"]), row["unit_id"])


def revoked_before(house, who, **columns):
    """The box was revoked by whoever may; its row says that it is in use."""
    with house.web(house.son):
        Revocation.objects.create(
            unit=house.places.own, device=house.beside.id, why="mất", by_id=house.son.person_id
        )
    found = Device.objects.get(id=house.beside.id)
    return (
        assignment(house, who, device=found.id, public_key=bytes(found.public_key), state="disabled")
        | columns
    )


def claim(
    house, who, sealed=None, secret=None, device=None, by=None, lives=timedelta(days=1), used=True, **columns
):
    """Another box claims the device by a new code of the operator's."""
    key = SoftKey.generate()
    device = device or house.box.id
    box = (sealed or boxes.claim)(house.box.id, key)
    found = Device.objects.get(id=device)
    with house.web(who):
        code = ClaimCode.objects.create(
            unit_id=found.unit_id,
            device=found,
            secret_sha256=rules.secret_hash(secret or box.said.secret),
            made_by_id=by or who.person_id,
            expires_at=clock.now() + lives,
            used_at=clock.now(),
            key=key.public_key,
        )
    return {
        "code_id": code.id,
        "unit_id": found.unit_id,
        "device_id": house.box.id,
        "head": box.head,
    } | columns


def assigned_by_it(house, row):
    """The device's row gets the key by which the claim was made, where there is one, and the province's
    operator assigns it so."""
    if row:
        key = ClaimCode.objects.get(id=row["code_id"]).key
        with house.web(house.anh):
            Device.objects.filter(id=house.box.id).update(public_key=key)
    key = bytes(Device.objects.get(id=house.box.id).public_key)
    made = assignment(house, house.anh, public_key=key)
    with house.web(house.anh):
        Assignment.objects.create(**made)
    return asked(house, made)


def by_another_key(device, key):
    """A claim whose signature is somebody else's."""
    found = boxes.claim(device, key)
    return type(found)(found.head[:-1] + bytes([found.head[-1] ^ 1]), found.said)


def of_another_device(device, key):
    return boxes.claim(uuid.uuid4(), key)


def by_nobodys_key(device, key):
    """Sealed by a key that is not the one in the device's row."""
    return boxes.claim(device, SoftKey.generate())


ASSIGNMENTS = Table(
    "keys_assignment",
    "anh",
    assignment,
    asked,
    (
        Case("assignment by nobody", NOT_NULL, None),
        Case("assignment by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case("assignment by an editor", Code.NOT_ENTITLED, "mai"),
        Case("assignment by an approver", Code.NOT_ENTITLED, "hung"),
        Case("assignment by an auditor", Code.NOT_ENTITLED, "soi"),
        Case("assignment by an operator of another commune", Code.NOT_ENTITLED, "la"),
        Case("assignment by an operator until yesterday", Code.NOT_ENTITLED, "thoi"),
        Case(
            "assignment at another unit, by its operator", Code.OTHER_PLACE, "la", {"unit_id": unit("other")}
        ),
        Case("assignment of another unit's box", Code.NOT_CLAIMED, changes={"device": lambda h: h.far.id}),
        Case(
            "assignment of a device there is none of",
            Code.MISSING,
            changes={"device": lambda h: uuid.uuid4()},
        ),
        Case("assignment to another key", Code.NOT_CLAIMED, changes={"public_key": b"k" * 32}),
        Case(
            "assignment to a neighbour's key",
            Code.NOT_CLAIMED,
            changes={"public_key": lambda h: h.beside.key.public_key},
        ),
        Case("assignment in a state there is none of", Code.ALTERED, changes={"state": "free"}),
        Case("assignment with the rung of an ear", Code.CEILING, changes={"ceiling": "heard"}),
        Case("assignment with the rung of a board", Code.CEILING, changes={"ceiling": "shown"}),
        Case("assignment with a rung there is none of", Code.CEILING, changes={"ceiling": "sung"}),
        Case("assignment to foreign places", Code.OTHER_PLACE, changes={"places": ["38", "16078"]}),
        Case("assignment to more places", Code.OTHER_PLACE, changes={"places": ["38", "14797", "16078"]}),
        Case("assignment to the province alone", Code.OTHER_PLACE, changes={"places": ["38"]}),
        Case("assignment to no place", Code.OTHER_PLACE, changes={"places": []}),
        Case("assignment to another commune's plan", Code.OTHER_PLACE, changes={"plan_id": "16078.0"}),
        Case("assignment louder than all", Denied("23514", "volume_percent"), changes={"volume": 101}),
        Case("assignment's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        Case("assignment in an operator's name", PASSES, changes={"volume": 90}),
    ),
)
REVOKED = Table(
    "keys_assignment",
    "anh",
    revoked_before,
    asked,
    (Case("assignment of a revoked box as in use", Code.REVOKED, changes={"state": "active"}),),
)
CLAIMS = Table(
    "fleet_claim",
    "anh",
    claim,
    assigned_by_it,
    (
        Case("claim without its sealed head", NOT_NULL, changes={"head": None}),
        Case("claim whose head is empty", Code.NOT_CLAIMED, changes={"head": b""}),
        Case("claim whose seal is broken", Code.NOT_CLAIMED, changes={"sealed": lambda h: by_another_key}),
        Case("claim of another device", Code.NOT_CLAIMED, changes={"sealed": lambda h: of_another_device}),
        Case(
            "claim re-keyed after it was sealed",
            Code.NOT_CLAIMED,
            changes={"sealed": lambda h: by_nobodys_key},
        ),
        Case("claim by another secret", Code.NOT_CLAIMED, changes={"secret": "0" * 32}),
        Case("claim by an expired code", Code.NOT_CLAIMED, changes={"lives": -timedelta(days=1)}),
        Case("claim by another device's code", Code.NOT_CLAIMED, changes={"device": lambda h: h.beside.id}),
        Case("claim by an operator's code of another commune", Code.NOT_CLAIMED, "la"),
        Case("claim by an editor's code", Code.NOT_CLAIMED, "mai"),
        Case("claim by an auditor's code", Code.NOT_CLAIMED, "soi"),
        Case("claim by a code there is none of", OF_ANOTHER_UNIT, changes={"code_id": 2_000_000_000}),
        Case("claim's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        Case(
            "a box in another's place: a code, a claim and an assignment in an operator's name", PASSES, "son"
        ),
    ),
    key="code_id",
)
CODES = Table(
    "fleet_claimcode",
    "anh",
    lambda house, who, **columns: (
        {
            "unit_id": house.places.own.id,
            "device_id": house.box.id,
            "secret_sha256": uuid.uuid4().bytes * 2,
            "made_by_id": who.person_id if who else None,
            "expires_at": clock.now() + timedelta(days=1),
            "tries": 0,
        }
        | columns
    ),
    lambda house, row: "signed",
    (
        Case("code by nobody", NOT_NULL, None),
        Case("code by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case(
            "code with the secret of a used one",
            Denied("23505", "secret_once"),
            changes={
                "secret_sha256": lambda h: bytes(
                    ClaimCode.objects.filter(device=h.box.id).latest("id").secret_sha256
                )
            },
        ),
        Case("code's moment written by hand", STAMPED, changes={"made_at": LONG_AGO}, stamp="made_at"),
    ),
)
TABLES = (ASSIGNMENTS, REVOKED, CLAIMS, CODES)
