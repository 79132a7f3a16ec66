"""Document numbers: 39/2020/TT-BTTTT is number, year, kind of document and issuing body."""

from __future__ import annotations

import re
from functools import cache

from loa.speech.reader import context, letters, numbers
from loa.speech.reader.lexicon import built_in, table
from loa.speech.reader.tokens import Found, Token

_PIECE = r"[A-ZĐƯ][A-Za-zĐđƯư0-9&]{0,24}"
_CODE = rf"{_PIECE}(?:\s?[-–/]\s?{_PIECE}){{0,6}}"
_NUMBERED = re.compile(
    rf"(?P<number>[0-9]{{1,6}}[a-zđ]?)(?:\s?/\s?(?P<year>(?:19|20)[0-9]{{2}}))?(?P<sep>\s?[/\-–]\s?)(?P<code>{_CODE})(?!\w)"
)
_ALONE = re.compile(r"[A-ZĐ][A-Za-zĐđ]{0,24}(?:[-–/][A-ZĐ][A-Za-zĐđ&]{0,24}){1,6}(?![\w])")
_TERM = re.compile(r"(UBTVQH|QH)([0-9]{1,2})")
_NUMBERED_BODY = re.compile(r"([^\W\d_]+)([1-9][0-9]+)")
_PART = re.compile(r"\s?[-–/]\s?")
_PAUSE = 150


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    """Returns the names of each kind of document by its letters. The first name is the one that is said."""
    return {code: tuple(w.strip() for w in said.split("|")) for code, said in table("papers.txt").items()}


def _body(part: str) -> tuple[str, bool]:
    """Returns the reading of a part that names a body or an office, and whether it is known."""
    term = _TERM.fullmatch(part)
    if term:
        return f"{table('bodies.txt')[term[1]]} khóa {numbers.cardinal(int(term[2]))}", True
    known = _known(part)
    if known:
        return known, True
    numbered = _NUMBERED_BODY.fullmatch(part)
    if numbered and _known(numbered[1]):
        return f"{_known(numbered[1])} {numbers.digits(numbered[2])}", True
    if "&" in part:
        heads = [_body(piece) for piece in part.split("&") if piece]
        return " và ".join(reading for reading, _ in heads), all(sure for _, sure in heads)
    # Two known names written as one; the longest first part is tried first.
    for cut in range(len(part) - 2, 1, -1):
        head, tail = _known(part[:cut]), _known(part[cut:])
        if head and tail:
            return f"{head} {tail}", True
    return letters.spell(part), False


def _known(part: str) -> str:
    """Returns the reading of a body or an abbreviation in the lists, or an empty string."""
    entry = built_in().get(part)
    return table("bodies.txt").get(part) or (entry.reading if entry else "")


def _said_before(left: str, code: str) -> bool:
    """Returns whether the kind of document has just been said, in words or by the same letters."""
    words = context.words(*_kinds()[code], code.lower())
    return re.search(rf"(?<!\w){words}\s*(?:số)?\s*:?\s*$", left) is not None


def _code_reading(code: str, left: str) -> tuple[str, bool]:
    """Returns the reading of the letters of a document number after `left`, and whether all of it is
    known."""
    parts = _PART.split(code)
    said: list[str] = []
    sure = True
    if parts[0] in _kinds():
        if not _said_before(left, parts[0]):
            said.append(_kinds()[parts[0]][0])
        parts = parts[1:]
    for part in parts:
        reading, known = _body(part)
        said.append(reading)
        sure = sure and known
    return " ".join(said), sure


def numbered(text: str, at: int, _: Found) -> Found | None:
    """Reads a document number as two phrases: number and year, then document and body."""
    match = _NUMBERED.match(text, at)
    if not match:
        return None
    code = match["code"]
    parts = _PART.split(code)
    if len(code) < 2 or ("/" not in match["sep"] and len(parts) < 2):
        return None
    if not match["year"] and not any(part in _kinds() or _body(part)[1] for part in parts):
        return None
    number = match["number"]
    plain = number.rstrip("abcdđefghijklmnopqrstuvwxyz")
    said = numbers.digits(plain) if plain.startswith("0") else numbers.whole(plain)
    if plain != number:
        said += f" {letters.spell(number[len(plain) :])}"
    if match["year"]:
        said += f" năm {numbers.whole(match['year'])}"
    reading, sure = _code_reading(code, context.before(text, at))
    head = match[0][: match.start("code") - at]
    return [
        Token(head, said, "document", _PAUSE),
        Token(code, reading, "document", _PAUSE, doubtful=not sure),
    ]


def alone(text: str, at: int, _: Found) -> Found | None:
    """Reads the letters of a document without a number: QĐ-UBND."""
    match = _ALONE.match(text, at)
    if not match:
        return None
    parts = _PART.split(match[0])
    if parts[0] not in _kinds() or not all(_body(p)[1] for p in parts[1:]):
        return None
    reading = " ".join([_kinds()[parts[0]][0], *(_body(p)[0] for p in parts[1:])])
    return [Token(match[0], reading, "document")]
