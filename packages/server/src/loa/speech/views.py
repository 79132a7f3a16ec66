"""What the writing page asks while someone types. The middleware's scope decides for which units."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.kernel.errors import Invalid
from loa.media.shown import as_json
from loa.speech import actions, queries


@require_POST
def preview(request: HttpRequest) -> JsonResponse:
    """POST unit and text: how it will be read, how long it lasts, what to look at."""
    return _private(queries.preview(_unit(request), request.POST.get("text", "")))


@require_POST
def synthesise(request: HttpRequest) -> JsonResponse:
    """POST unit, text and voice: the sound, made or in the making, as media shows it."""
    sound = actions.synthesise(
        _unit(request),
        request.POST.get("text", ""),
        request.POST.get("voice", ""),
        request.POST.get("name", ""),
    )
    return _private(as_json(sound))


@require_GET
def voices(request: HttpRequest) -> JsonResponse:
    """The voices that can be chosen."""
    return _private({"voices": [{"id": v.id, "title": v.title} for v in queries.voices()]})


@require_POST
def add_entry(request: HttpRequest) -> JsonResponse:
    """POST unit, written and reading: the unit reads it so from now on."""
    written, reading = request.POST.get("written", ""), request.POST.get("reading", "")
    entry = actions.add_entry(_unit(request), written, reading)
    return _private({"id": entry.id, "written": entry.written, "reading": entry.reading})


@require_POST
def remove_entry(request: HttpRequest, entry_id: int) -> JsonResponse:
    """POST unit: its own reading of this form ends."""
    actions.remove_entry(_unit(request), entry_id)
    return _private({"id": entry_id})


def _unit(request: HttpRequest) -> int:
    given = request.POST.get("unit", "")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise Invalid(_("Chưa rõ bản tin của đơn vị nào."), field="unit")
    return int(given)


def _private(answer: dict[str, object]) -> JsonResponse:
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})
