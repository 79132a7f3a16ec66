"""The queries of speech."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.config.env import env
from loa.kernel import clock, dated
from loa.kernel.errors import Invalid, NotFound
from loa.media import queries as media
from loa.media.models import Sound
from loa.places import queries as places
from loa.places import scope
from loa.places.names import sort_key
from loa.speech import rules
from loa.speech.engines import Engines, Voice
from loa.speech.models import LexiconEntry
from loa.speech.reader import Lexicon, Token, Warning, built_in, estimate_ms, phrases, read, warnings


@cache
def engines() -> Engines:
    """Returns the engines of this installation."""
    return Engines(env().data / "voices")


def voices() -> list[Voice]:
    """Returns the voices that can be chosen now, the best first."""
    return engines().voices()


def entries(unit_id: int) -> QuerySet[LexiconEntry]:
    """Returns a unit's own words that hold now."""
    return _holding([unit_id])


def entries_above(unit_id: int) -> QuerySet[LexiconEntry]:
    """Returns the words of the units above it that hold now."""
    return _holding(places.ancestors(unit_id))


def _holding(unit_ids: Sequence[int]) -> QuerySet[LexiconEntry]:
    return dated.as_of(LexiconEntry.objects.filter(unit_id__in=unit_ids), clock.now())


def listed(found: Iterable[LexiconEntry]) -> list[LexiconEntry]:
    """Returns the words by their written form, in Vietnamese order."""
    return sorted(found, key=lambda entry: sort_key(entry.written))


def lexicon(unit_id: int) -> Lexicon:
    """Returns the lexicon of a unit: its own words override those of the units above it, and these the
    built-in ones."""
    line = [unit_id, *places.ancestors(unit_id)]
    rows = _holding(line).values_list("unit_id", "written", "reading")
    # The nearest unit comes last, because later rows override earlier ones.
    above = sorted(rows, key=lambda row: -line.index(row[0]))
    return (
        built_in().extended((written, reading) for _unit, written, reading in above) if above else built_in()
    )


def tokens(unit_id: int, text: str) -> list[Token]:
    """Returns `text` as it will be read at a unit. Raises NotFound (no unit of the read scope) and Invalid
    (too long)."""
    if unit_id not in scope.current().read:
        raise NotFound(_("Không có đơn vị này."))
    if len(text) > rules.LONGEST_TEXT:
        raise Invalid(_("Bài dài quá, máy không đọc hết được. Chia thành nhiều bản tin."), field="text")
    return read(text, lexicon(unit_id))


def preview(found: list[Token]) -> dict[str, object]:
    """Returns what the page shows of a reading as "Loa sẽ đọc là": tokens, the approximate duration, and
    warnings."""
    return {
        "duration_ms": estimate_ms(found),
        "tokens": [_shown(token) for token in found],
        "questions": [
            {"surface": token.surface, "reading": token.reading, "suggestion": token.suggestion}
            for token in {t.surface: t for t in found if t.doubtful}.values()
        ],
        "warnings": [_told(warning) for warning in warnings(found)],
    }


def spoken(unit_id: int, found: list[Token], voice_id: str) -> Sound | None:
    """Returns the unit's sound of exactly this reading by this voice, in whatever state; None if it was never
    requested."""
    voice = engines().voice(voice_id)
    said = phrases(found)
    if voice is None or not said:
        return None
    return media.of_recipe(unit_id, rules.recipe(voice, said))


def _shown(token: Token) -> dict[str, object]:
    plain = " ".join(token.surface.lower().split())
    return {
        "surface": token.surface,
        "reading": token.reading,
        "class": token.kind,
        "pause_ms": token.pause_ms,
        "changed": bool(token.reading) and token.reading != plain,
        "doubtful": token.doubtful,
        "suggestion": token.suggestion,
    }


def _told(warning: Warning) -> dict[str, object]:
    return {
        "kind": warning.kind,
        "surface": warning.surface,
        "start": warning.start,
        "message": _("Số điện thoại riêng đọc ra loa. Quy chế khuyên chỉ đọc số của cơ quan."),
    }
