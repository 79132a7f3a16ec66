"""`POST /api/v1/claim`: a box presents its one-time secret and becomes a device."""

import time
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from loa_protocol import messages
from loa_protocol.encoding import decode, encode, to_text
from ninja import Router, Schema

from loa.config.env import env
from loa.fleet import actions as fleet
from loa.fleet import queries as fleet_queries
from loa.fleet import sealed_claim
from loa.kernel.errors import LoaError
from loa.keys import queries as keys
from loa.keys.models import Assignment, SignedKind, ToSign
from loa.places import scope

router = Router(tags=["Nhận máy"])

LARGEST: Final = 4096
"""Most bytes of a sealed claim."""
PATIENCE_S: Final = 10.0
"""How long a request waits for the signer, in seconds."""
LOOK_S: Final = 0.05
"""Seconds between two looks at the row."""


class ClaimRefusal(Schema):
    """Why not: `code` for programs, `reason` for whoever stands at the box."""

    code: str
    reason: str


@router.post(
    "/claim",
    auth=None,
    operation_id="claim",
    summary="Nhận máy",
    description="Body: a sealed `claim` head (PROTOCOL.md). 200: `Claimed`. The same box may ask again.",
    response={200: None, 400: ClaimRefusal, 403: ClaimRefusal, 503: ClaimRefusal},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        "responses": {200: {"description": "Claimed", "content": {"application/json": {}}}},
    },
)
def claim(request: HttpRequest) -> HttpResponse:
    """Claim a device. Waits up to ten seconds for the signer, in no transaction."""
    asked = sealed_claim.read(
        request.body if int(request.headers.get("content-length") or 0) <= LARGEST else b""
    )
    if asked is None:
        return _refuse(400, "malformed", _("Lời xin nhận máy không đọc được."))
    try:
        decided = fleet.claim(asked)
    except LoaError as why:
        return _refuse(403, "not-accepted", str(why))
    answer = _answer(decided)
    if answer is None:
        refused = _refuse(503, "not-signed-yet", _("Chưa ký được. Chờ một phút rồi làm lại."))
        refused["Retry-After"] = "60"
        return refused
    return HttpResponse(encode(answer), content_type="application/json")


def _answer(decided: Assignment) -> messages.Claimed | None:
    """Returns root, trust and the signed assignment once the signer has signed it; None when it refuses or
    does not answer in `PATIENCE_S`."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        # A short transaction for each look, so that none stays open while the request waits.
        with scope.using([decided.unit_id]):
            asked = ToSign.objects.filter(kind=SignedKind.ASSIGN, subject=str(decided.id)).first()
            if asked is not None and asked.state == ToSign.State.SIGNED:
                return _claimed(decided)
            if asked is not None and asked.state == ToSign.State.REFUSED:
                return None
        time.sleep(LOOK_S)
    return None


def _claimed(decided: Assignment) -> messages.Claimed | None:
    """Returns the answer for the box. Returns None also where another box has become the device in the
    meantime: the newest head is then for that box."""
    root, trust = keys.root(), keys.trust()
    head = keys.newest(SignedKind.ASSIGN, str(decided.device))
    still = fleet_queries.is_key_of(decided.device, bytes(decided.public_key))
    if root is None or trust is None or head is None or not still:
        return None
    return messages.Claimed(
        v=1,
        root=to_text(bytes(root.statement)),
        trust=decode(bytes(trust.file), messages.TrustFile),
        assignment=to_text(bytes(head.head)),
        server=root.key_id,
        mqtt=env().mqtt_public,
    )


def _refuse(status: int, code: str, reason: str) -> HttpResponse:
    said = ClaimRefusal(code=code, reason=reason[:200]).model_dump_json()
    return HttpResponse(said, status=status, content_type="application/json")
