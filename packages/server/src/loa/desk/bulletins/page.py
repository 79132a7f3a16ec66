"""The context of the writing page."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from loa.fleet.rules import ClusterCount
from loa.kernel import actor, clock
from loa.kernel.errors import LoaError
from loa.kernel.roles import Capability
from loa.newsroom import content, queries, standing, surroundings
from loa.newsroom.models import Bulletin
from loa.newsroom.rules import LONGEST_VALIDITY_DAYS, DraftContent
from loa.places import rights
from loa.places.models import Unit

from . import choices
from .draft import Choices, Draft
from .forms import OWN, BulletinForm


@dataclass(frozen=True)
class HamletChoice:
    """One tick box of a hamlet."""

    pk: int
    name: str
    clusters: ClusterCount
    chosen: bool


@dataclass(frozen=True)
class Page:
    """A draft with its stored bulletin, if there is one, and the errors of what was sent."""

    draft: Draft
    offered: Choices
    bulletin: Bulletin | None
    form: BulletinForm | None = None
    fault: LoaError | None = None

    @cached_property
    def context(self) -> dict[str, Any]:
        """Returns the context for the whole page, and for the parts of it that an autosave sends back."""
        draft, words = self.draft, self.draft.words
        return {
            "unit": draft.unit,
            "bulletin": self.bulletin,
            "page": self._name(),
            "version": SimpleLazyObject(self._version),
            "words": words,
            "form": self.form,
            "fault": self.fault,
            "wrong": self.wrong(),
            "topics": self.offered.topics,
            "priorities": Bulletin.Priority.choices,
            "voices": self.offered.voices,
            "own": OWN,
            "own_first": self.bulletin is None and not words.voice,
            "hamlets": self.hamlets(),
            "clusters": draft.clusters.in_use,
            "counted": draft.clusters,
            "times": draft.times,
            "sound": draft.voiced.sound,
            "duration_s": draft.voiced.duration_ms / 1000,
            "estimated": draft.voiced.estimated,
            "reading": draft.reading,
            "checks": draft.checks,
            "returned": queries.last_return(self.bulletin) if self.bulletin else None,
            "around": SimpleLazyObject(self._around),
            # Asked only by the whole page, and not at each pause in typing.
            "approved": SimpleLazyObject(self._is_approved),
            "stands": SimpleLazyObject(self._stands),
            "others": SimpleLazyObject(self._others),
            "gives_up": SimpleLazyObject(self._gives_up),
            "today": clock.today(),
            "word_count": len(words.text.split()),
            "breadcrumbs_items": self._breadcrumbs(),
            "weekdays": [(n, choices.days_said([n])) for n in range(1, 8)],
            "last_day": last_weekly_day(),
        }

    def wrong(self) -> dict[str, str]:
        """Returns what is wrong, by field, in the first words of each."""
        found = {name: str(said[0]) for name, said in self.form.errors.items()} if self.form else {}
        if self.fault is not None and self.fault.field:
            found.setdefault(self.fault.field, str(self.fault.message))
        return found

    def _around(self) -> surroundings.Surroundings | None:
        return surroundings.of_last_return(self.bulletin) if self.bulletin else None

    @cached_property
    def _approved_revision(self) -> int | None:
        approval = queries.standing_approval(self.bulletin) if self.bulletin else None
        return approval.revision_id if approval else None

    def _is_approved(self) -> bool:
        return self._approved_revision is not None

    def _stands(self) -> str:
        row = self.bulletin
        if row is None:
            return ""
        return " · ".join(standing.words(row.state, self._approved_revision, row.latest_revision_id))

    @cached_property
    def _editors(self) -> set[int]:
        return queries.editors_since_approval(self.bulletin) if self.bulletin else set()

    def _others(self) -> list[str]:
        """Returns the names of those who can approve what the reader of the page writes."""
        me = actor.current().person_id or 0
        return queries.approvers_beside(self.draft.unit.pk, self._editors | {me})

    def _gives_up(self) -> bool:
        """Returns whether the reader could approve the bulletin now, and could not once they edit it."""
        who = actor.current()
        approves = rights.may(who, Capability.APPROVE, self.draft.unit.pk)
        return approves and who.person_id not in self._editors

    def _version(self) -> str:
        """Returns the version on which the page is based: for a form that is shown again with its faults, the
        one that the writer saw."""
        if self.form is not None:
            return str(self.form.data.get("version", ""))
        return queries.version(self.bulletin) if self.bulletin else ""

    def _name(self) -> str:
        """Returns the id of the page, by which the server recognises the page when it is sent again. A
        bulletin that was never stored has one from the first time its page is shown."""
        if self.form is not None and self.form.data.get("page"):
            return str(self.form.data["page"])
        if self.bulletin is not None:
            return str(self.bulletin.page or "")
        return str(uuid4())

    def hamlets(self) -> list[HamletChoice]:
        """Returns the hamlets of the commune, each with its clusters."""
        clusters, chosen = self.draft.clusters_by_hamlet, self.draft.words.hamlets
        return [
            HamletChoice(row.pk, str(row), clusters.get(row.pk, ClusterCount()), row.pk in chosen)
            for row in self.offered.hamlets
        ]

    def _breadcrumbs(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("desk_home"), "label": self.draft.unit.name},
            {"url": reverse("bulletins_list"), "label": _("Bản tin")},
            {"url": "", "label": self.draft.words.title or _("Bản tin mới")},
        ]


def last_weekly_day() -> date:
    """Returns the last day that is offered for a weekly time: the end of the year, or in December a year from
    today, as no bulletin is longer."""
    today = clock.today()
    if today.month == 12:
        return today + timedelta(days=LONGEST_VALIDITY_DAYS)
    return today.replace(month=12, day=31)


def page_of(
    request: HttpRequest,
    unit: Unit,
    bulletin: Bulletin | None,
    choice: Choices,
    form: BulletinForm | None = None,
    fault: LoaError | None = None,
) -> Page:
    """Returns the page of a bulletin in its latest revision, or of an empty draft with the first voice."""
    if bulletin is not None:
        latest, _revision = content.latest(bulletin)
        words = content.words(latest)
    else:
        own = request.GET.get("doc") == OWN or not choice.voices
        words = DraftContent(title="", voice="" if own else choice.voices[0].id)
    draft = Draft(unit, bulletin.pk if bulletin else None, words)
    return Page(draft, choice, bulletin, form, fault)
