"""Words: the lexicon, abbreviations, headlines in capitals, foreign words."""

from __future__ import annotations

import re
from functools import cache

from loa.speech.reader import context, letters
from loa.speech.reader.lexicon import Entry, Lexicon, table
from loa.speech.reader.outside_knowledge import OutsideKnowledge
from loa.speech.reader.rules import senses
from loa.speech.reader.tokens import Found, Token

_DOTTED = context.names("TP Tp tp TX TT P Q H X BS ThS Ths TS GS PGS KS Ô TM KT TL Tx St PGS.TS GS.TS")
_INITIALS = {"P": "phường", "Q": "quận", "H": "huyện", "X": "xã", "Ô": "ông", "B": "bà"}
_OFFICE = re.compile(r"P\.\s?(?=[A-ZĐ]{2,})")
_DEPUTY = re.compile(r"P\.\s?(?=(?:GĐ|CT|BT|TB|TP|HT|CN|Chủ|Giám|Trưởng|Bí|Hiệu)(?!\w))")
_INITIAL = re.compile(r"([PQHXÔB])\.\s?(?=[A-ZĐ][a-zà-ỹ])")
_CAPS = re.compile(r"[A-ZĐÀ-ỸƯƠĂÂÊÔ]{2,}")
_NEAR_CAPS = re.compile(r"(?<![^\W])([A-ZĐÀ-ỸƯƠĂÂÊÔ]{2,})(?!\w)")
_MARKED = re.compile(r"[ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴĂÂÊÔƠƯ]")
_DOT = re.compile(r"\.(?=\s?[A-ZĐÀ-Ỹ0-9])")
_NUMBERED = re.compile(r"\s+(?:số\s*:?\s*)?[0-9]+\s?[/\-–]\s?[0-9A-ZĐ]")
_CENTRE = "TT"
_INNER_CAPITALS = re.compile(r"[A-ZĐ]{2,}[a-z]")
_SIZE = re.compile(r" (?:rộng|dài|cao|sâu|dày|ngang)(?!\w)")
_LATIN_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")


@cache
def _loans() -> dict[str, str]:
    return dict(table("loanwords.txt"))


def entry(text: str, at: int, word: str, lexicon: Lexicon) -> Found | None:
    """Reads a form that the lexicon knows, with the point that marks the abbreviation."""
    found = lexicon.find(text, at, word)
    if found is None:
        return None
    if not found.local:
        if _is_headline_word(text, at, found.written):
            return None
        found = _in_place(text, at, found)
    end = at + len(found.written)
    if found.written in _DOTTED and not found.local and _DOT.match(text, end):
        end += 1
    kind = "lexicon" if found.local else "abbreviation"
    said = found.reading if found.local else _unsaid(context.before(text, at), found.reading)
    return [Token(text[at:end], said, kind, 0, found.doubtful, found.suggestion)]


def _unsaid(left: str, reading: str) -> str:
    """Returns the reading without the words that the text before has just said: nhà NVH, Đại hội ĐHĐB."""
    words = reading.split()
    for count in (2, 1):
        head = " ".join(words[:count])
        if len(words) > count + 1 and re.search(rf"(?<!\w){re.escape(head)}\s$", left):
            return " ".join(words[count:])
    return reading


def small(text: str, at: int, written: str, lexicon: Lexicon) -> Found | None:
    """Reads an abbreviation typed without capitals: ubnd xã, đt 0912."""
    lower = written.lower()
    if letters.is_syllable(lower) or lower in _loans():
        return None
    found = lexicon.get(written.upper())
    if found is None:
        return None
    found = _in_place(text, at, found)
    return [Token(written, found.reading, "abbreviation", 0, found.doubtful, found.suggestion)]


def _in_place(text: str, at: int, found: Entry) -> Entry:
    """Returns the entry, or another one where the words around decide."""
    kind = table("papers.txt").get(found.written)
    if kind and _NUMBERED.match(text, at + len(found.written)):
        return Entry(found.written, kind.partition("|")[0].strip())
    return senses.in_place(text, at, found)


def _is_headline_word(text: str, at: int, word: str) -> bool:
    """Returns whether the capitals are those of a headline: CA in CA MÚA is not the abbreviation of
    police."""
    if not _CAPS.fullmatch(word) or not letters.is_syllable(word.lower()):
        return False
    return _shouted(text, at, word)


def _shouted(text: str, at: int, word: str) -> bool:
    """Returns whether a neighbour in capitals has Vietnamese marks, which no abbreviation has."""
    around = text[max(0, at - 14) : at] + " " + text[at + len(word) : at + len(word) + 14]
    return any(_MARKED.search(n) and letters.is_syllable(n.lower()) for n in _NEAR_CAPS.findall(around))


def initial(text: str, at: int) -> Found | None:
    """Reads a single capital with a point: P. Hạc Thành, X. Hoằng Tiến; P.VHXH."""
    if _DEPUTY.match(text, at):
        return [Token(text[at : at + 2], "phó", "abbreviation")]
    if _OFFICE.match(text, at):
        return [Token(text[at : at + 2], "phòng", "abbreviation", doubtful=True)]
    match = _INITIAL.match(text, at)
    if not match:
        return None
    surface = text[at : at + 2]
    return [Token(surface, _INITIALS[match[1]], "abbreviation", doubtful=match[1] in "BÔX")]


def word(text: str, at: int, written: str, lexicon: Lexicon, rest: OutsideKnowledge) -> Token:
    """Reads a word that no other rule has read."""
    lower = written.lower()
    if len(written) == 1:
        return _letter(text, at, written, lower)
    if written == lower or written[1:] == lower[1:]:
        return _ordinary(written, lower, rest)
    if _CAPS.fullmatch(written):
        if lower in _loans():
            return Token(written, _loans()[lower], "foreign")
        if letters.is_syllable(lower) and (
            _MARKED.search(written) or len(written) > 4 or _shouted(text, at, written)
        ):
            return Token(written, lower, "word")
        joined = _joined(written, lexicon)
        if joined:
            return Token(written, joined, "abbreviation", doubtful=True, suggestion=letters.spell(written))
        guess = rest.expansion(written)
        if letters.is_syllable(lower) and len(written) > 2 and not guess:
            return Token(written, lower, "word", doubtful=True, suggestion=letters.spell(written))
        return Token(written, letters.spell(written), "abbreviation", doubtful=True, suggestion=guess)
    if lower not in _loans() and _INNER_CAPITALS.match(written) and not letters.is_syllable(lower):
        return Token(written, letters.spell(written), "abbreviation", doubtful=True)
    return _ordinary(written, lower, rest)


def _joined(written: str, lexicon: Lexicon) -> str:
    """Returns the reading of two known abbreviations written as one, the first as long as possible:
    HTXDVNN."""
    if written.startswith(_CENTRE) and len(written) > 4:
        tail = lexicon.get(written[len(_CENTRE) :])
        if tail and not tail.doubtful:
            return f"trung tâm {tail.reading}"
    for cut in range(len(written) - 2, 2, -1):
        head, tail = lexicon.get(written[:cut]), lexicon.get(written[cut:])
        if head and tail and not head.doubtful and not tail.doubtful:
            return f"{head.reading} {tail.reading}"
    return ""


def _letter(text: str, at: int, written: str, lower: str) -> Token:
    """Reads a single letter: an x between measures is "nhân", a vowel is its sound, a consonant its name."""
    if (
        lower == "x"
        and text[at - 1 : at] == " "
        and (re.match(r" ?[0-9]", text[at + 1 : at + 3]) or _SIZE.match(text, at + 1))
    ):
        return Token(written, "nhân", "sign")
    if lower in letters.VOWELS:
        return Token(written, lower, "word")
    said = letters.spell(written)
    return Token(written, said, "letters" if said else "strange", doubtful=not said)


def _ordinary(written: str, lower: str, rest: OutsideKnowledge) -> Token:
    """Reads a word in lower case or with one capital: loanwords, syllables, otherwise by letters or as
    foreign."""
    loan = _loans().get(lower)
    if loan:
        return Token(written, loan, "foreign")
    if letters.is_syllable(lower):
        return Token(written, lower, "word")
    plain = letters.as_vietnamese(lower)
    if not plain:
        return Token(written, "", "strange", doubtful=True)
    if letters.VOWELS.isdisjoint(plain):
        guess = rest.expansion(written) or rest.word(lower)
        return Token(written, letters.spell(written), "letters", doubtful=True, suggestion=guess)
    said = rest.word(lower) or plain
    return Token(written, said, "foreign", doubtful=True)


def compound(text: str, at: int, rest: OutsideKnowledge) -> Found | None:
    """Reads one foreign word of two parts: wi-fi, e-mail."""
    match = _LATIN_COMPOUND.match(text, at)
    if not match or match[0].lower() not in _loans():
        return None
    return [Token(match[0], _loans()[match[0].lower()], "foreign")]
