"""Our words in each language of the interface: a file that one person took out in English is brought in by
another who reads Vietnamese."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override


def in_every_language(words: str | Promise) -> list[str]:
    """Returns a translated text in each language, without repeats."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(words))
    return list(dict.fromkeys(found))
