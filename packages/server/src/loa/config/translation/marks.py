"""What a translation must carry over unchanged: placeholders and HTML tags."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

PLACEHOLDER: Final = re.compile(r"%\(\w+\)[#0 +-]?\d*(?:\.\d+)?[a-zA-Z]|%[sdrfi]|\{\w*\}|%%")
TAG: Final = re.compile(r"</?[a-zA-Z][^>]*>")


def placeholders(text: str) -> Counter[str]:
    """Every %(name)s, %s and {name}, with how often each stands there."""
    return Counter(PLACEHOLDER.findall(text))


def tags(text: str) -> Counter[str]:
    """Every HTML tag with its attributes, with how often each stands there."""
    return Counter(TAG.findall(text))


def faults(source: str, translation: str) -> list[str]:
    """In words, what the translation lost or made up."""
    said = []
    for kind, of in (("placeholder", placeholders), ("tag", tags)):
        before, after = of(source), of(translation)
        said += [f"{kind} lost: {mark}" for mark in before - after]
        said += [f"{kind} made up: {mark}" for mark in after - before]
    return said
