"""A sound in words and numbers, as a page shows it."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.kernel.figures import number
from loa.media.models import Sound
from loa.media.wording import refusal


def as_json(sound: Sound) -> dict[str, Any]:
    """Returns a sound for the page's script: the state, one sentence and, when ready, what to draw and to
    play."""
    answer: dict[str, Any] = {
        "id": str(sound.id),
        "state": sound.state,
        "progress": sound.progress,
        "sentence": sentence(sound),
        "name": sound.name,
    }
    if sound.state == Sound.State.READY:
        answer |= {
            "address": reverse("media_listen", args=[sound.id]),
            "duration_ms": sound.duration_ms,
            "facts": facts(sound),
            "html": render_to_string("media/sound_ready.html", {"sound": sound}),
        }
    return answer


def sentence(sound: Sound) -> str:
    """Returns the state of a sound in one sentence."""
    if sound.state == Sound.State.FAILED:
        return refusal(sound.reason)
    if sound.state == Sound.State.READY:
        return _("Đã xử lý xong, nghe thử được.")
    if sound.state == Sound.State.WORKING:
        return _("Đang chỉnh âm thanh cho vừa loa, được %(percent)s%%.") % {"percent": sound.progress}
    return _("Tiếng đã tới máy chủ, đang chờ xử lý.")


def facts(sound: Sound) -> str:
    """Returns the length and the loudness in a line: "1 phút 2 giây · đã chỉnh âm lượng vừa loa"."""
    return f"{length(sound.duration_ms or 0)} · {loudness(sound)}"


def loudness(sound: Sound) -> str:
    """Returns in plain words that the loudness was brought to that of the loudspeakers. Figures are for
    whoever keeps the pipeline, and stay in the sound's row."""
    if sound.loudness_before is None or sound.loudness_after is None:
        return _("ngắn quá, chưa đo được độ to")
    return _("đã chỉnh âm lượng vừa loa")


def length(ms: int) -> str:
    """Returns a duration in words, to the second."""
    if ms < 1000:
        return _("chưa tới một giây")
    minutes, seconds = divmod(round(ms / 1000), 60)
    parts = []
    if minutes:
        parts.append(ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": number(minutes)})
    if seconds:
        parts.append(ngettext("%(n)s giây", "%(n)s giây", seconds) % {"n": number(seconds)})
    return " ".join(parts)
