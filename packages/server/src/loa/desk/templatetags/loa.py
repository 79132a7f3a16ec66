"""Tags and filters of our templates: `{% load loa %}`. What they say is in `desk.words` and `desk.states`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from loa.desk import not_known, words
from loa.desk import waveform as drawing
from loa.desk.states import STATES
from loa.fleet.rules import Counted
from loa.kernel import clock
from loa.playlog.figures import UnknownFigures

register = template.Library()

Moment = datetime | None
Figure = int | float | Decimal | None


def _of_day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


@register.simple_tag
@cache  # a list draws a hundred of the same few
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "cluster" %}`, `{% icon "write" "lg" %}`: a shape of icons.svg, hidden from readers; a word
    stands beside it."""
    classes = "loa-icon loa-icon-lg" if size == "lg" else "loa-icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static("loa/icons.svg"),
        name,
    )


@register.simple_tag
def state(name: str, word: str = "") -> SafeString:
    """`{% state "alive" %}`, `{% state "silent" "1 cụm im lặng" %}`: colour, shape and word. KeyError for a
    state unknown to us."""
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
    """`{{ moment|ago }}`: its age now, "2 phút trước"; None "chưa biết"."""
    return words.ago(moment, clock.now())


@register.simple_tag
def age(moment: Moment) -> SafeString:
    """`{% age moment %}`: its age in a <time> that holds the exact moment as well."""
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
    """`{% unknown_age seen.unknown %}`: when figures that are not known now were counted last."""
    return not_known.age(unknown, clock.now())


@register.filter
def local_time(moment: Moment) -> str:
    """`{{ moment|local_time }}`: "05/01/2026 17:00" on a Vietnamese clock; None "chưa biết"."""
    return words.unknown() if moment is None else clock.local(moment).strftime("%d/%m/%Y %H:%M")


@register.filter
def local_date(moment: date | Moment) -> str:
    """`{{ day|local_date }}`: "05/01/2026"; None "chưa biết"."""
    return words.unknown() if moment is None else _of_day(moment).strftime("%d/%m/%Y")


@register.filter
def local_clock(moment: Moment) -> str:
    """`{{ moment|local_clock }}`: "17:00" on a Vietnamese clock; None "chưa biết"."""
    return words.unknown() if moment is None else clock.local(moment).strftime("%H:%M")


@register.filter
def weekday_words(moment: date | Moment) -> str:
    """`{{ moment|weekday_words }}`: "thứ hai" ... "chủ nhật"; None "chưa biết"."""
    return words.unknown() if moment is None else words.weekday(_of_day(moment))


@register.filter
def lunar_words(moment: date | Moment) -> str:
    """`{{ moment|lunar_words }}`: "15/8 âm lịch, Tết Trung thu" on feast days, the date alone on the first
    and fifteenth of a lunar month, else nothing."""
    return "" if moment is None else words.lunar(_of_day(moment))


@register.filter
def number(value: Figure) -> str:
    """`{{ n|number }}`: "1.234", "93,4"; None "chưa biết"."""
    return words.number(value)


@register.filter
def besides(clusters: Counted) -> str:
    """`{{ counted|besides }}`: "3 cụm chưa có thiết bị, 1 cụm đã khóa"; empty where every one is in use."""
    return words.besides(clusters)


@register.filter
def percent(share: Figure) -> str:
    """`{{ share|percent }}`: 0.934 as "93,4%"; None "chưa biết"."""
    return words.percent(share)


@register.filter
def length_words(seconds: Figure) -> str:
    """`{{ seconds|length_words }}`: "3 phút 10 giây"; None "chưa biết"."""
    return words.length(seconds)


@register.filter
def ms_words(milliseconds: Figure) -> str:
    """`{{ sound.duration_ms|ms_words }}`: milliseconds said as `length_words`."""
    return words.length(None if milliseconds is None else Decimal(str(milliseconds)) / 1000)


@register.simple_tag
def waveform(levels: Sequence[int]) -> SafeString:
    """`{% waveform sound.waveform %}`: the sound's picture; once it plays, the second path shows how far it
    has been heard."""
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
    """`{% kit "forms" "player" %}`: the stylesheets of those parts (static/loa/kit/*.css)."""
    links = ((static(f"loa/kit/{part}.css"),) for part in parts)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def when_said() -> SafeString:
    """`{% when_said %}`: the script that says under each field of a date or time what it holds, in words."""
    sunday_first = (words.WEEKDAYS[-1], *words.WEEKDAYS[:-1])
    return format_html(
        '<script src="{}" data-days="{}" defer></script>',
        static("loa/when.js"),
        "|".join(str(day) for day in sunday_first),
    )


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """`<html {% theme %}>`: the light or dark ground that the reader chose in Wagtail; nothing follows the
    device."""
    request: Any = context.get("request")
    profile = getattr(getattr(request, "user", None), "wagtail_userprofile", None)
    chosen = getattr(profile, "theme", "system")
    return format_html('data-theme="{}"', chosen) if chosen in {"light", "dark"} else mark_safe("")
