"""The views of a sound: its state, and the audio itself. The middleware's scope decides which sounds are
visible."""

from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_safe

from loa.kernel import ranges
from loa.media import queries, shown
from loa.media.actions.upload import mine

Answer = TypeVar("Answer", bound=HttpResponse)
READABLE = {"ensure_ascii": False}
MOST = 2 * 1024 * 1024
"""Bytes of one partial answer. The answer is not streamed: the right is checked in the transaction that reads
the file, and browsers fetch a longer sound by further ranges anyway. Half an hour is 7 MB."""


@require_GET
def status(request: HttpRequest, sound_id: UUID) -> JsonResponse:
    """Returns the state of a sound as JSON."""
    return _private(JsonResponse(shown.as_json(queries.sound(sound_id)), json_dumps_params=READABLE))


@require_GET
def result(request: HttpRequest, upload_id: UUID) -> JsonResponse:
    """Returns the state of an upload: its offset and, when it is complete, its sound."""
    upload = mine(upload_id)
    answer: dict[str, object] = {"offset": upload.offset, "length": upload.length, "sound": None}
    if upload.sound is not None:
        answer["sound"] = shown.as_json(upload.sound)
    return _private(JsonResponse(answer, json_dumps_params=READABLE))


@require_safe
def listen(request: HttpRequest, sound_id: UUID) -> HttpResponse:
    """Serves the finished sound, with support for ranges. Only GET and HEAD, and a shared cache may not store
    it."""
    sound = queries.sound(sound_id)
    if sound.sha256 is None:
        return _private(HttpResponse(status=404))
    etag = quote_etag(sound.sha256)
    size = queries.size_of(sound)
    if request.headers.get("If-None-Match") == etag:
        return _private(HttpResponse(status=304, headers={"ETag": etag}))
    header = request.headers.get("Range", "")
    if_range = request.headers.get("If-Range")
    try:
        # RFC 9110, 13.1.5: a range holds only for the version that If-Range names.
        part = ranges.wanted(header, size) if if_range in (None, etag) else None
    except ranges.Unsatisfiable:
        return _private(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}))
    start, end = (part.start, min(part.end, part.start + MOST)) if part else (0, size)
    response = HttpResponse(status=206 if part else 200, content_type="audio/ogg")
    if request.method != "HEAD":
        response.content = queries.part_of(sound, start, end)
    response.headers["Content-Length"] = str(end - start)
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Content-Disposition"] = 'inline; filename="am-thanh.opus"'
    return _private(response)


def _private(response: Answer) -> Answer:
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Cookie"
    return response
