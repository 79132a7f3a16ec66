"""The tags and filters of our templates: `{% load loa %}`. The words are in `desk.words` and
`desk.states`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from loa.desk import beyond, menu, not_known, words
from loa.desk import waveform as drawing
from loa.desk.sidebar import LINES
from loa.desk.states import STATES
from loa.fleet.rules import ClusterCount
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.people.models import Theme
from loa.playlog.figures import UnknownFigures

register = template.Library()

Moment = datetime | None
Figure = int | float | Decimal | None


def _of_day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


@register.simple_tag
@cache  # a list draws the same few icons a hundred times
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "cluster" %}`, `{% icon "write" "lg" %}`: draws an icon of icons.svg. It is hidden from screen
    readers, because a word always stands beside it."""
    classes = "loa-icon loa-icon-lg" if size == "lg" else "loa-icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static("loa/icons.svg"),
        name,
    )


@register.simple_tag
def state(name: str, word: str = "") -> SafeString:
    """`{% state "alive" %}`, `{% state "silent" "1 cụm im lặng" %}`: draws a state with its colour, icon and
    word. Raises `KeyError` for an unknown state."""
    told = STATES[name]
    return format_html(
        '<span class="state {}" title="{}">{}{}</span>',
        name,
        told.meaning,
        icon(f"state-{name}"),
        word or told.word,
    )


@register.filter
def ago(moment: Moment) -> str:
    """`{{ moment|ago }}`: returns the age of a moment now, for example "2 phút trước"; "chưa biết" for
    None."""
    return words.ago(moment, clock.now())


@register.simple_tag
def age(moment: Moment) -> SafeString:
    """`{% age moment %}`: draws the age of a moment in a <time> element that has the exact moment too."""
    if moment is None:
        return format_html('<span class="age">{}</span>', words.unknown())
    return format_html(
        '<time class="age" datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        local_time(moment),
        ago(moment),
    )


@register.simple_tag
def unknown_age(unknown: UnknownFigures) -> str:
    """`{% unknown_age seen.unknown %}`: says when figures that are not known now were counted last."""
    return not_known.age(unknown, clock.now())


@register.filter
def local_time(moment: Moment) -> str:
    """`{{ moment|local_time }}`: returns "05/01/2026 17:00" in Vietnamese time; "chưa biết" for None."""
    return words.unknown() if moment is None else clock.local(moment).strftime("%d/%m/%Y %H:%M")


@register.filter
def local_date(moment: date | Moment) -> str:
    """`{{ day|local_date }}`: returns "05/01/2026"; "chưa biết" for None."""
    return words.unknown() if moment is None else _of_day(moment).strftime("%d/%m/%Y")


@register.filter
def local_clock(moment: Moment) -> str:
    """`{{ moment|local_clock }}`: returns "17:00" in Vietnamese time; "chưa biết" for None."""
    return words.unknown() if moment is None else clock.local(moment).strftime("%H:%M")


@register.filter
def weekday_words(moment: date | Moment) -> str:
    """`{{ moment|weekday_words }}`: returns "thứ hai" ... "chủ nhật"; "chưa biết" for None."""
    return words.unknown() if moment is None else words.weekday(_of_day(moment))


@register.filter
def lunar_words(moment: date | Moment) -> str:
    """`{{ moment|lunar_words }}`: returns "15/8 âm lịch, Tết Trung thu" on feast days, the lunar date alone
    on the first and the fifteenth of a lunar month, else an empty string."""
    return "" if moment is None else words.lunar(_of_day(moment))


@register.filter
def number(value: Figure) -> str:
    """`{{ n|number }}`: returns "1.234" or "93,4"; "chưa biết" for None."""
    return words.number(value)


@register.simple_tag
def beyond_communes() -> str:
    """`{% beyond_communes as beyond %}`: the sentence for whoever sees no commune, else an empty string."""
    return beyond.communes()


@register.filter
def besides(clusters: ClusterCount) -> str:
    """`{{ counted|besides }}`: returns "3 cụm chưa nhận máy, 1 cụm đã khóa", or an empty string if every
    cluster is in use."""
    return words.besides(clusters)


@register.filter
def percent(share: Figure) -> str:
    """`{{ share|percent }}`: returns "93,4%" for 0.934; "chưa biết" for None."""
    return words.percent(share)


@register.filter
def length_words(seconds: Figure) -> str:
    """`{{ seconds|length_words }}`: returns "3 phút 10 giây"; "chưa biết" for None."""
    return words.length(seconds)


@register.filter
def ms_words(milliseconds: Figure) -> str:
    """`{{ sound.duration_ms|ms_words }}`: returns a length in milliseconds in the words of `length_words`."""
    return words.length(None if milliseconds is None else Decimal(str(milliseconds)) / 1000)


@register.simple_tag
def waveform(levels: Sequence[int]) -> SafeString:
    """`{% waveform sound.waveform %}`: draws the waveform of a sound. During playback the second path shows
    how much of it has been played."""
    path = drawing.strokes(levels or ())
    return format_html(
        '<svg class="wave" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="{}" stroke="currentColor" stroke-width="2" fill="none"/>'
        '<path class="heard" d="{}" stroke="currentColor" stroke-width="2" fill="none"/>'
        "</svg>",
        drawing.WIDTH,
        drawing.HEIGHT,
        path,
        path,
    )


@register.simple_tag
def kit(*parts: str) -> SafeString:
    """`{% kit "forms" "player" %}`: loads the stylesheets of these parts (static/loa/kit/*.css)."""
    links = ((static(f"loa/kit/{part}.css"),) for part in parts)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def when_said() -> SafeString:
    """`{% when_said %}`: loads the script that shows the value of each date or time field in words under the
    field."""
    # The script uses getUTCDay(), which counts from Sunday.
    sunday_first = (words.WEEKDAYS[-1], *words.WEEKDAYS[:-1])
    return format_html(
        '<script src="{}" data-days="{}" defer></script>',
        static("loa/when.js"),
        "|".join(str(day) for day in sunday_first),
    )


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """`<html {% theme %}>`: sets the light or dark theme that the reader chose. Without a choice
    it sets nothing, and tokens.css follows the device."""
    request: Any = context.get("request")
    chosen = getattr(getattr(request, "user", None), "theme", Theme.SYSTEM)
    return format_html('data-theme="{}"', chosen) if chosen in (Theme.LIGHT, Theme.DARK) else mark_safe("")


@register.inclusion_tag("loa/sidebar.html", takes_context=True)
def sidebar(context: template.Context) -> dict[str, Any]:
    """`{% sidebar %}`: draws the sidebar for the person who is signed in."""
    request: HttpRequest = context["request"]
    who = acting.current_or_none()
    return {
        "groups": menu.drawn(LINES, who, request.path) if who else [],
        "name": who.name if who else "",
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
