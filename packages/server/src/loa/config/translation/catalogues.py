"""Reads and writes catalogues: those of the overlay and those of the installed packages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.apps import apps

from .extraction import strings_of

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"
DOMAIN: Final = "django"  # Django's word for its own catalogue; a script of ours has no words
Key = tuple[str | None, str]
PASSING: Final = (  # lines of the header that change by themselves, or that carry no information
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Report-Msgid-Bugs-To',
    b'"Project-Id-Version',
)


@dataclass(frozen=True)
class Source:
    """One message of an installed package."""

    package: str
    context: str | None
    singular: str
    plural: str | None

    @property
    def key(self) -> Key:
        return (self.context, self.singular)

    @property
    def english(self) -> str:
        """The English text that the single Vietnamese form translates."""
        return self.plural or self.singular


def overlay_path(language: str) -> Path:
    """Returns the path of our own catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path, language: str) -> Catalog:
    """Returns a catalogue; an empty one if there is no file."""
    if not path.exists():
        return Catalog(locale=language, fuzzy=False, header_comment="")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(path: Path, catalogue: Catalog) -> None:
    """Writes the catalogue sorted by message and without dates, so that additions by two people seldom touch
    the same line."""
    told = io.BytesIO()
    write_po(told, catalogue, width=110, sort_output=True, no_location=True)
    lines = [line for line in told.getvalue().splitlines(keepends=True) if not line.startswith(PASSING)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(lines))


def forms(message: Message) -> list[str]:
    """Returns the translated forms of a message, without empty ones."""
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return [text for text in strings if text]


def translated(catalogue: Catalog) -> dict[Key, list[str]]:
    """Returns every message that has a translation in the catalogue, by context and singular."""
    found = {}
    for message in catalogue:
        if message.id and not message.fuzzy and (strings := forms(message)):
            found[(message.context, singular(message))] = strings
    return found


def singular(message: Message) -> str:
    """Returns the singular, which identifies a message."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _locale_folders() -> Iterator[tuple[str, Path]]:
    """Yields the folders of the installed packages' catalogues, in Django's order: a later one overrides."""
    import django.conf

    yield "django", Path(django.conf.__file__).parent / "locale"
    for config in reversed(list(apps.get_app_configs())):
        if not config.name.startswith("loa."):
            yield config.name, Path(config.path) / "locale"


def sources() -> list[Source]:
    """Returns every message of Django's core and of the installed apps that are not ours, each
    once."""
    found: dict[Key, Source] = {}
    for package, folder in _locale_folders():
        if not folder.is_dir():
            continue
        for message in _english(folder):
            plural = None if isinstance(message.id, str) else message.id[1]
            source = Source(package, message.context, singular(message), plural)
            found.setdefault(source.key, source)
    return list(found.values())


def _english(folder: Path) -> Catalog | list[Message]:
    """Returns the package's own list of its messages or, if it ships none, the strings in its code."""
    path = folder / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
    if path.exists():
        return [message for message in read(path, "en") if message.id]
    return [] if _has_english(folder) else strings_of(folder.parent)


def _has_english(folder: Path) -> bool:
    return (folder / "en").is_dir()


def effective(language: str) -> dict[Key, list[str]]:
    """Returns the translations that a reader of that language sees: those of the packages, overridden by the
    overlay."""
    told: dict[Key, list[str]] = {}
    for _package, folder in _locale_folders():
        told.update(translated(read(folder / language / "LC_MESSAGES" / f"{DOMAIN}.po", language)))
    told.update(translated(read(overlay_path(language), language)))
    return told
