"""The parts that a translation must carry over unchanged: placeholders and HTML tags."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

PLACEHOLDER: Final = re.compile(r"%\(\w+\)[#0 +-]?\d*(?:\.\d+)?[a-zA-Z]|%[sdrfi]|\{\w*\}|%%")
TAG: Final = re.compile(r"</?[a-zA-Z][^>]*>")


def placeholders(text: str) -> Counter[str]:
    """Returns every %(name)s, %s and {name} of the text, with its count."""
    return Counter(PLACEHOLDER.findall(text))


def tags(text: str) -> Counter[str]:
    """Returns every HTML tag with its attributes, with its count."""
    return Counter(TAG.findall(text))


def faults(source: str, translation: str) -> list[str]:
    """Returns a sentence for each mark that the translation lost or added."""
    said = []
    for kind, of in (("placeholder", placeholders), ("tag", tags)):
        before, after = of(source), of(translation)
        said += [f"{kind} lost: {mark}" for mark in before - after]
        said += [f"{kind} made up: {mark}" for mark in after - before]
    return said
