"""What differs between two contents of a bulletin, in words for who approves it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loa.kernel import clock
from loa.kernel.figures import number
from loa.media import shown as media
from loa.newsroom import differences
from loa.newsroom.differences import Difference
from loa.newsroom.form import BulletinContent
from loa.newsroom.models import Bulletin, Decision
from loa.places import queries as places
from loa.places.models import Unit

from . import choices
from .facts import speaker
from .places import clusters_by_hamlet, clusters_in

NEAR: Final = 10
"""How many unchanged words stand on each side of a change."""
IN_FULL: Final = {"title", "text"}
"""The fields of an approval that a page shows word by word, so that no line repeats them."""


@dataclass(frozen=True)
class ChangedLine:
    """One thing that changed, before and after in words."""

    label: Promise
    before: str
    after: str


@dataclass(frozen=True)
class DifferenceSection:
    """One comparison as a page shows it. `parts` are the texts word by word, empty if they are the same."""

    heading: Promise
    titles: tuple[str, str] | None
    parts: list[tuple[str, str]]
    lines: list[ChangedLine]


HEADINGS: Final = {
    Decision.APPROVED: gettext_lazy("Khác gì bản đã duyệt"),
    Decision.RETURNED: gettext_lazy("Khác gì lần trả lại"),
}


def sections(bulletin: Bulletin) -> list[DifferenceSection]:
    """Returns the comparisons of the latest revision of a bulletin with what was decided on before."""
    return [
        DifferenceSection(
            HEADINGS[each.against],
            (each.before.title, each.after.title) if "title" in each.changed else None,
            in_short(each.parts),
            lines(each, bulletin.unit),
        )
        for each in differences.of_latest(bulletin)
    ]


def in_short(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Returns the parts with only some words of what is the same on both sides, next to what changed."""
    last = len(parts) - 1
    return [
        (kind, _near(words, before=n > 0, after=n < last) if kind == "same" else words)
        for n, (kind, words) in enumerate(parts)
    ]


def _near(words: str, before: bool, after: bool) -> str:
    """Returns the first words if a change stands before them, and the last if one stands after them."""
    every = words.split()
    if len(every) <= 2 * NEAR:
        return words
    kept = [*(every[:NEAR] if before else []), "…", *(every[-NEAR:] if after else [])]
    return " ".join(kept)


def lines(found: Difference, unit: Unit) -> list[ChangedLine]:
    """Returns a line for everything that changed, except what is shown in full (IN_FULL)."""
    told = []
    for label, fields, words in LINES:
        if found.changed & fields:
            before, after = words(found.before, unit), words(found.after, unit)
            if before == after:
                after = _("tiếng khác: %(said)s") % {"said": after}
            told.append(ChangedLine(label, before, after))
    return told


def _times(said: BulletinContent, _unit: Unit) -> str:
    today = clock.today()
    return "; ".join(choices.said(each, today) for each in said.times) or _("chưa chọn")


def _places(said: BulletinContent, unit: Unit) -> str:
    clusters = clusters_in(clusters_by_hamlet(unit.pk), said.hamlets).in_use
    counted = ngettext("%(n)s cụm", "%(n)s cụm", clusters) % {"n": number(clusters)}
    if not said.hamlets:
        where = _("Cả %(kind)s") % {"kind": unit.name_type.lower()}
    else:
        named = {row.pk: str(row) for row in places.hamlets(unit.pk)}
        where = ", ".join(named.get(each, _("một thôn không còn")) for each in said.hamlets)
    return f"{where} ({counted})"


def _sound(said: BulletinContent, _unit: Unit) -> str:
    if not said.media_sha256:
        return _("chưa có tiếng")
    return f"{speaker(said.voice)}, {media.length(said.duration_ms)}"


def _validity(said: BulletinContent, _unit: Unit) -> str:
    days = (said.valid_from, said.valid_to)
    return "–".join(f"{date.fromisoformat(day):%d/%m/%Y}" if day else "…" for day in days)


def _priority(said: BulletinContent, _unit: Unit) -> str:
    return str(Bulletin.Priority(said.priority).label)


def _topic(said: BulletinContent, _unit: Unit) -> str:
    return said.topic or _("không có")


def _language(said: BulletinContent, _unit: Unit) -> str:
    return said.language


LINES: Final[tuple[tuple[Promise, frozenset[str], Callable[[BulletinContent, Unit], str]], ...]] = (
    (gettext_lazy("Giờ"), frozenset({"times"}), _times),
    (gettext_lazy("Nơi"), frozenset({"hamlets"}), _places),
    (gettext_lazy("Tiếng"), frozenset({"voice", "media_sha256", "duration_ms"}), _sound),
    (gettext_lazy("Loại tin"), frozenset({"priority"}), _priority),
    (gettext_lazy("Chuyên mục"), frozenset({"topic"}), _topic),
    (gettext_lazy("Thời hạn"), frozenset({"valid_from", "valid_to"}), _validity),
    (gettext_lazy("Ngôn ngữ"), frozenset({"language"}), _language),
)
"""The lines in the order of the page: label, the fields of the approval, and their words."""
