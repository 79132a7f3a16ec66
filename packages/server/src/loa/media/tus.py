"""A server for tus 1.0 (https://tus.io/protocols/resumable-upload): the core, creation, termination and
expiration.

It is written here, on the row of an upload, because the packaged one loses earlier pieces and turns the CSRF
check off. Here the check stays on; tus-js-client sends the token as a header.
"""

import base64
import binascii
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date

from loa.kernel import actor, directions
from loa.kernel.errors import Conflict, Invalid, LoaError, NotFound
from loa.media import rules, wording
from loa.media.actions import append, begin_upload, cancel_upload
from loa.media.actions.upload import mine, whereabouts
from loa.media.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
PIECE_TYPE = "application/offset+octet-stream"


def uploads(request: HttpRequest) -> HttpResponse:
    """Handles the collection of uploads: OPTIONS returns the supported protocol, POST begins an upload."""
    if request.method == "OPTIONS":
        told = {
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(wording.limits().max_bytes),
        }
        return _answer(204, told)
    return _spoken(request, "POST", _begin)


def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Handles one upload: HEAD returns its offset, PATCH appends a piece, DELETE cancels it."""
    doing = {"HEAD": _offset, "PATCH": _append, "DELETE": _cancel}.get(request.method or "")
    if doing is None:
        return _answer(405, {"Allow": "HEAD, PATCH, DELETE"})
    return _spoken(request, request.method or "", lambda asked: doing(asked, upload_id))


def _spoken(request: HttpRequest, method: str, doing: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Checks method and protocol version, and turns errors of the actions into answers."""
    if request.method != method:
        return _answer(405, {"Allow": f"{method}, OPTIONS"})
    if request.headers.get("Tus-Resumable") != VERSION:
        return _answer(412, {"Tus-Version": VERSION})
    try:
        actor.current()  # raises before anything is read from someone who is not signed in
        return doing(request)
    except LoaError as error:
        extra = (
            {"Upload-Offset": str(error.offers[0])} if isinstance(error, Conflict) and error.offers else {}
        )
        return _answer(_status(error), extra, str(error))


def _status(error: LoaError) -> int:
    """Returns the HTTP status of an error: 413 in place of 422 for Invalid, which here is about the length of
    a file or the number of uploads."""
    if isinstance(error, Invalid):
        return 413
    return 404 if isinstance(error, NotFound) else error.status


def _begin(request: HttpRequest) -> HttpResponse:
    length = _count(request.headers.get("Upload-Length"))
    known = metadata(request.headers.get("Upload-Metadata", ""))
    unit = _count(known.get("unit"))
    if length is None or unit is None:
        return _answer(400)
    begun = begin_upload(unit, directions.without(known.get("filename", "")), length)
    where = request.build_absolute_uri(reverse("media_upload", args=[begun.id]))
    return _answer(201, {"Location": where, **_expiry(begun)})


def _offset(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    held = whereabouts(upload_id)
    return _answer(
        200, {"Upload-Offset": str(held.offset), "Upload-Length": str(held.length), **_expiry(held)}
    )


def _append(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        return _answer(415)
    offset = _count(request.headers.get("Upload-Offset"))
    if offset is None:
        return _answer(400)
    mine(upload_id)  # raises before the body is read, if the upload is not this person's
    held = append(upload_id, offset, _body(request))
    return _answer(204, {"Upload-Offset": str(held.offset), **_expiry(held)})


def _body(request: HttpRequest) -> bytes:
    """Reads at most `PIECE` bytes. If the request breaks off, returns what has come: those bytes need not be
    sent again."""
    taken = bytearray()
    try:
        while len(taken) < rules.PIECE:
            got = request.read(min(65_536, rules.PIECE - len(taken)))
            if not got:
                break
            taken += got
    except (UnreadablePostError, OSError):
        pass
    return bytes(taken)


def _cancel(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    cancel_upload(upload_id)
    return _answer(204)


def metadata(header: str) -> dict[str, str]:
    """Parses `name base64, name base64`. Malformed pairs are left out."""
    found = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


def _count(text: str | None) -> int | None:
    """Returns a number from a header, or None. 15 digits fit into a bigint column."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _expiry(held: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(held.expires_at.timestamp())}


def _answer(status: int, headers: dict[str, str] | None = None, sentence: str = "") -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})}.items():
        response.headers[name] = value
    return response
