"""Finds faults in the catalogues, a sentence for each. Tests require that there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from babel.messages.catalog import Catalog

from .catalogues import Key, Source, forms, singular
from .glossary import Glossary, betrayals, slips
from .marks import faults


def of_packages(asked: Iterable[Source], told: Mapping[Key, list[str]], words: Glossary) -> list[str]:
    """Returns the faults in messages of installed packages that a Vietnamese reader would see: untranslated,
    broken, or with words that are not the glossary's."""
    said = []
    for source in asked:
        where = f"{source.package}: {source.english!r}"
        if source.key not in told:
            said.append(f"{where} is not translated")
            continue
        for text in told[source.key]:
            wrong = faults(source.english, text) + betrayals(source.english, text, words.theirs)
            wrong += [f"we never say {word}" for word in slips(text, words.forbidden)]
            said += [f"{where} -> {text!r}: {what}" for what in wrong]
    return said


def of_ours(strings: Catalog, english: Catalog, words: Glossary) -> list[str]:
    """Returns the faults in our own strings: without English, broken in English, with words that are not the
    glossary's, or with forbidden Vietnamese words."""
    said = []
    for message in strings:
        if not message.id:
            continue
        vietnamese = singular(message)
        said += [f"{vietnamese!r}: we never say {word}" for word in slips(vietnamese, words.forbidden)]
        entry = english.get(vietnamese, message.context)
        wanted = 1 if isinstance(message.id, str) else english.num_plurals
        if entry is None or len(forms(entry)) < wanted:
            said.append(f"{vietnamese!r} has no English")
            continue
        for text in forms(entry):
            # the singular may be written without the number
            lost = [] if wanted > 1 and text == forms(entry)[0] else faults(vietnamese, text)
            wrong = lost + betrayals(vietnamese, text, words.ours)
            said += [f"{vietnamese!r} -> {text!r}: {what}" for what in wrong]
    return said
