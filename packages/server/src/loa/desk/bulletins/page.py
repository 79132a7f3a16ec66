"""All that the writing page shows, worked out once."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.airtime import queries as airtime
from loa.airtime.rules import Commune
from loa.kernel import clock
from loa.kernel.errors import LoaError
from loa.newsroom import content, queries
from loa.newsroom.models import Bulletin
from loa.newsroom.rules import Words
from loa.places import queries as places
from loa.places.models import Unit
from loa.speech import queries as speech

from . import checks, choices, voice
from .forms import OWN, BulletinForm
from .places import clusters_by_hamlet, clusters_in


@dataclass(frozen=True)
class HamletChoice:
    """One tick box of places."""

    pk: int
    name: str
    clusters: int
    chosen: bool


@dataclass(frozen=True)
class Page:
    """What was written, in which state, and what the house knows about it."""

    request: HttpRequest
    unit: Unit
    bulletin: Bulletin | None
    words: Words
    voiced: voice.Voiced
    commune: Commune
    form: BulletinForm | None = None
    fault: LoaError | None = None

    def context(self) -> dict[str, Any]:
        """For the template."""
        words = self.words
        clusters = clusters_by_hamlet(self.unit.pk)
        return {
            "page": self,
            "unit": self.unit,
            "bulletin": self.bulletin,
            "words": words,
            "form": self.form,
            "fault": self.fault,
            "topics": queries.topics(clock.local(clock.now())),
            "priorities": Bulletin.Priority.choices,
            "voices": speech.voices(),
            "own": OWN,
            "own_first": self.bulletin is None and not words.voice,
            "hamlets": self.hamlets(clusters),
            "clusters": clusters_in(clusters, words.hamlets),
            "times": choices.time_choices(
                self.commune, words.hamlets, words.times, self.voiced.duration_ms, clock.now()
            ),
            "sound": self.voiced.sound,
            "duration_s": self.voiced.duration_ms / 1000,
            "estimated": self.voiced.estimated,
            "reading": reading(self.unit.pk, words),
            "checks": checks.checks(self.unit.pk, self._id(), words, self.voiced.duration_ms),
            "returned": queries.last_return(self.bulletin) if self.bulletin else None,
            "today": clock.today(),
            "word_count": len(words.text.split()),
            "breadcrumbs_items": self._breadcrumbs(),
            "weekdays": [(n, choices.days_said([n])) for n in range(1, 8)],
            "last_day": last_weekly_day(),
        }

    def _id(self) -> int | None:
        return self.bulletin.pk if self.bulletin else None

    def hamlets(self, clusters: Counter[int | None]) -> list[HamletChoice]:
        """Hamlets of the commune, each with its clusters."""
        rows = places.hamlets(self.unit.pk)
        return [
            HamletChoice(row.pk, str(row), clusters[row.pk], row.pk in self.words.hamlets) for row in rows
        ]

    def _breadcrumbs(self) -> list[dict[str, str]]:
        title = self.words.title or _("Bản tin mới")
        return [
            {"url": reverse("wagtailadmin_home"), "label": self.unit.name},
            {"url": reverse("bulletins_list"), "label": _("Bản tin")},
            {"url": "", "label": title},
        ]


def reading(unit_id: int, words: Words) -> dict[str, Any] | None:
    """How it will be read aloud; None where no machine reads. Spaces and lines stay as written."""
    if not (words.voice and words.text.strip()):
        return None
    found: dict[str, Any] = speech.preview(unit_id, words.text)
    for token in found["tokens"]:
        surface = token["surface"]
        token["before"] = surface[: len(surface) - len(surface.lstrip())]
        token["after"] = surface[len(surface.rstrip()) :]
    return found


def last_weekly_day() -> date:
    """The last day that a weekly time is offered for: the end of the year, or of the next one in December."""
    today = clock.today()
    year = today.year + (1 if today.month == 12 else 0)
    return today.replace(year=year, month=12, day=31)


def page_of(
    request: HttpRequest,
    unit: Unit,
    bulletin: Bulletin | None,
    form: BulletinForm | None = None,
    fault: LoaError | None = None,
) -> Page:
    """The page of a bulletin as its latest revision has it; of nothing yet, with the first voice."""
    if bulletin is not None:
        draft, _revision = content.latest(bulletin)
        words = content.words(draft)
    else:
        voices = speech.voices()
        own = request.GET.get("doc") == OWN or not voices
        words = Words(title="", voice="" if own else voices[0].id)
    today = clock.today()
    commune = airtime.commune(unit, today, today + timedelta(days=choices.DAYS_AHEAD))
    return Page(request, unit, bulletin, words, voice.of(unit.pk, words), commune, form, fault)
