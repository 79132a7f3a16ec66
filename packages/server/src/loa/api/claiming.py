"""`POST /api/v1/claim`: a box presents its one-time secret and becomes a device."""

from datetime import timedelta
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
from loa.kernel import clock
from loa.kernel.errors import LoaError
from loa.keys import queries as keys
from loa.keys.models import Assignment, SignedKind, ToSign
from loa.places import scope

router = Router(tags=["Nhận máy"])

LARGEST: Final = 4096
"""Most bytes of a sealed claim."""
AT_WORK: Final = timedelta(minutes=1)
"""How long the signer counts as being at work on an assignment. It signs within a second."""
SOON_S, LATER_S = 2, 60
"""Seconds after which a box comes again: while the signer is at work, and when it rests or has refused."""


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
    """Claim a device. Does not wait for the signer: waiting boxes would hold the few threads of the web
    process, so a box that comes before the signature is told to come again, with the same bytes."""
    asked = sealed_claim.read(
        request.body if int(request.headers.get("content-length") or 0) <= LARGEST else b""
    )
    if asked is None:
        return _refuse(400, "malformed", _("Lời xin nhận máy không đọc được."))
    try:
        decided = fleet.claim(asked)
    except LoaError as why:
        return _refuse(403, "not-accepted", str(why))
    with scope.using([decided.unit_id]):
        waiting = ToSign.objects.filter(kind=SignedKind.ASSIGN, subject=str(decided.id)).first()
        answer = _claimed(decided) if waiting is not None and waiting.state == ToSign.State.SIGNED else None
    if answer is None:
        refused = _refuse(503, "not-signed-yet", _("Nơi ký chưa ký xong. Máy tự hỏi lại sau vài giây."))
        refused["Retry-After"] = str(come_again_s(waiting, clock.now() - decided.at))
        return refused
    return HttpResponse(encode(answer), content_type="application/json")


def come_again_s(waiting: ToSign | None, since: timedelta) -> int:
    """Returns after how many seconds a box should come again that was decided on `since` ago."""
    at_work = waiting is not None and waiting.state == ToSign.State.WAITING and since < AT_WORK
    return SOON_S if at_work else LATER_S


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
