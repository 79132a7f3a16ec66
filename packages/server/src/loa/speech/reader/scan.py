"""The pass over the text: at each position the first rule that recognises the text reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from loa.speech.reader import letters, numbers
from loa.speech.reader.lexicon import Lexicon
from loa.speech.reader.outside_knowledge import OutsideKnowledge
from loa.speech.reader.rules import (
    amounts,
    codes,
    coordinates,
    dates,
    documents,
    fractions,
    houses,
    joints,
    net,
    phones,
    romans,
    times,
    words,
)
from loa.speech.reader.tokens import Found, Token

Rule = Callable[[str, int, Found], Found | None]

# The order matters: the first rule that matches is used. Reasons: docs/adr/reading-in-order.md.
AT_DIGIT: tuple[Rule, ...] = (
    net.address,
    phones.long,
    codes.plate,
    documents.numbered,
    coordinates.place,
    dates.across,
    times.always,
    dates.full,
    dates.span,
    dates.begun,
    houses.house,
    dates.month_year,
    codes.identity,
    fractions.share,
    codes.section,
    codes.score,
    codes.series,
    dates.short,
    amounts.heat_stroke,
    times.moment,
    times.minutes,
    codes.ratio,
    amounts.sides,
    amounts.short_million,
    amounts.height,
    codes.listed,
    amounts.quantity,
    dates.bare,
    phones.short,
    codes.ordinal,
    codes.mixed,
    amounts.plain,
)
AT_SIGN: dict[str, tuple[Rule, ...]] = {
    "+": (phones.long, joints.plus),
    "(": (phones.long,),
    "-": (amounts.quantity, amounts.plain, joints.dash),
    "–": (joints.dash,),
    "—": (joints.dash,),
    "$": (amounts.currency_first,),
    "/": (dates.year_after, joints.stroke),
}
# Longer names of which an abbreviation is only a part.
BEFORE_LEXICON: tuple[Rule, ...] = (documents.alone, codes.boat, houses.lot, amounts.currency_first)
AT_CAPITAL: tuple[Rule, ...] = (
    codes.milestone,
    dates.month_letter,
    codes.weekday,
    codes.mixed,
    romans.roman,
    documents.alone,
)

_ATOM = re.compile(r"[^\W\d_]+|\s+|[0-9]|[^\s]", re.DOTALL)
_MIXED = re.compile(r"[^\W\d_]+[0-9]")
_NAME_WITH_FIGURES = re.compile(r"[A-ZĐ][A-Za-zĐđ]*(?:[-/–]|[-.\s]?[0-9])")
_PAUSES = {".": 600, "!": 600, "?": 600, "…": 600, ",": 250, ";": 350, ":": 350, "(": 200,
           ")": 200}  # fmt: skip
_LINE_END = re.compile(r"(\s*\n\s*)")
_PARAGRAPH = 800
_SIGNS = {"%": "phần trăm", "‰": "phần nghìn", "&": "và", "@": "a còng", "=": "bằng",
          "≥": "lớn hơn hoặc bằng", "≤": "nhỏ hơn hoặc bằng",
          "±": "cộng trừ", "°": "độ", "½": "một phần hai", "¼": "một phần tư", "¾": "ba phần tư",
          "~": "khoảng", "≈": "xấp xỉ", "№": "số", "㎡": "mét vuông", "㎏": "ki lô gam", "℃": "độ xê",
          "²": "mũ hai", "³": "mũ ba", "€": "ơ rô", "×": "nhân"}  # fmt: skip


class Scan:
    """The reading of one line."""

    def __init__(self, text: str, lexicon: Lexicon, rest: OutsideKnowledge) -> None:
        self._text = text
        self._lexicon = lexicon
        self._rest = rest
        self.tokens: Found = []

    def run(self) -> Found:
        """Returns all tokens of the line. Their surfaces joined are the line."""
        text, at, end = self._text, 0, len(self._text)
        match_atom = _ATOM.match
        while at < end:
            match = match_atom(text, at)
            assert match is not None
            atom = match[0]
            found = self._read(at, atom)
            self.tokens.extend(found)
            at += _length(found)
        return self.tokens

    def _read(self, at: int, atom: str) -> Found:
        """Reads what begins at `at`, by the kind of its first character."""
        first = atom[0]
        if first.isspace():
            return [Token(atom, "", "space")]
        if first.isalpha():
            # ² and ½ are neither letters nor digits: they are tokens of their own.
            return self._word(at, atom if atom.isalpha() else "".join(takewhile(str.isalpha, atom)))
        if first in "0123456789":
            return self._first(AT_DIGIT, at) or [Token(atom, numbers.digits(atom), "integer")]
        return self._sign(at, first)

    def _first(self, rules: tuple[Rule, ...], at: int) -> Found | None:
        """Returns the result of the first rule that recognises the text at `at`, or None."""
        text, done = self._text, self.tokens
        for rule in rules:
            found = rule(text, at, done)
            if found:
                return found
        return None

    def _word(self, at: int, atom: str) -> Found:
        """Reads what begins with a letter: the unit's own words first, then units, addresses and names with
        capitals."""
        text = self._text
        found = words.entry(text, at, atom, self._lexicon)
        if found and found[0].kind == "lexicon":
            return found
        if atom in amounts.ALONE:
            sign = amounts.sign(text, at, self.tokens)
            if sign:
                return sign
        after = text[at + len(atom) : at + len(atom) + 1]
        if after and after in ".@/:-" and net.begins(text, at):
            address = net.address(text, at, self.tokens)
            if address:
                return address
        if not atom.islower() or _MIXED.match(text, at) or atom.lower() == "km":
            found = self._capital(at, found)
        return found or self._plain(at, atom, after)

    def _capital(self, at: int, entry: Found | None) -> Found | None:
        """Reads what begins with a capital: the lexicon's `entry`, unless it is only a part of a longer
        name."""
        named = self._first(BEFORE_LEXICON, at) if _NAME_WITH_FIGURES.match(self._text, at) else None
        if named and not (entry and _length(entry) >= _length(named)):
            return named
        return entry or self._first(AT_CAPITAL, at) or words.initial(self._text, at)

    def _plain(self, at: int, atom: str, after: str) -> Found:
        """Reads a word by its letters alone."""
        text, found = self._text, None
        if after == "-":
            found = words.compound(text, at, self._rest)
        if not found and (atom.islower() or atom[1:].islower()):
            found = words.small(text, at, atom, self._lexicon)
        return found or [words.word(text, at, atom, self._lexicon, self._rest)]

    def _sign(self, at: int, sign: str) -> Found:
        """Reads what begins with a sign: by its rules, by its name, or as a pause."""
        text = self._text
        rules = AT_SIGN.get(sign)
        if rules:
            found = self._first(rules, at)
            if found:
                return found
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if sign in "<>" and re.match(r"\s?[0-9]", text[at + 1 : at + 3]):
            return [Token(sign, "lớn hơn" if sign == ">" else "nhỏ hơn", "sign")]
        said = _SIGNS.get(sign, "")
        if said:
            return [Token(sign, said, "sign")]
        pause = _PAUSES.get(sign, 0)
        if sign in ".," and before.isdigit() and after.isdigit():
            pause = 100
        return [Token(sign, "", "punct", pause)]


def _length(found: Found) -> int:
    return sum(len(token.surface) for token in found)


def scan(text: str, lexicon: Lexicon, rest: OutsideKnowledge) -> Found:
    """Returns all tokens of the text, read line by line: no reading goes on over the end of a line."""
    tokens: Found = []
    for piece in _LINE_END.split(text):
        if piece.isspace():
            tokens.append(Token(piece, "", "space", _PARAGRAPH if "\n" in piece else 0))
        elif piece:
            tokens.extend(Scan(piece, lexicon, rest).run())
    return _spoken(tokens)


def _spoken(tokens: Found) -> Found:
    """Checks the tokens: a reading that is not Vietnamese letters and single spaces is corrected and marked
    doubtful."""
    out = []
    for token in tokens:
        clean = " ".join(letters.as_vietnamese(w) for w in token.reading.split())
        if clean != token.reading:
            clean = " ".join(clean.split())
            token = Token(token.surface, clean, token.kind, token.pause_ms, True, token.suggestion)
        out.append(token)
    return out
