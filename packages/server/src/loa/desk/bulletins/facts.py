"""What every page about a bulletin shows of one content of it: that which is approved, or the latest."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from loa.kernel import clock
from loa.newsroom import content
from loa.newsroom.models import Bulletin
from loa.places import queries as places
from loa.speech import queries as speech

from . import choices
from .draft import Draft


def latest_of(bulletin: Bulletin) -> tuple[Bulletin, Revision, Draft]:
    """Returns the bulletin in its latest revision, that revision, and its draft. Only whoever writes it or
    decides on it reads that: an edit of what is approved is approved by nobody."""
    latest, revision = content.latest(bulletin)
    return latest, revision, Draft(bulletin.unit, bulletin.pk, content.words(latest))


def of_row(bulletin: Bulletin) -> dict[str, Any]:
    """Returns what a page shows of a bulletin: of what was approved, if it ever was, otherwise of what is
    being written. The row has just that (see `Bulletin`)."""
    return facts(bulletin, bulletin, Draft(bulletin.unit, bulletin.pk, content.words(bulletin)))


def facts(bulletin: Bulletin, which: Bulletin, draft: Draft) -> dict[str, Any]:
    """Returns what a page shows of one content of a bulletin (`which`, with its draft). Only the approval
    page runs the checks against the commune's rules and schedule, because they cost more than everything
    else."""
    today = clock.today()
    return {
        "bulletin": bulletin,
        "draft": which,
        "sound": which.sound,
        "times": [choices.said(each, today) for each in draft.words.times],
        "hamlets": [row for row in places.hamlets(bulletin.unit_id) if row.pk in draft.words.hamlets],
        "clusters": draft.clusters.in_use,
        "counted": draft.clusters,
    }


def speaker(voice: str) -> str:
    """Returns who speaks, "Bản thu" or "Máy đọc: Giọng máy miền Bắc". `voice` is empty for a recording. A
    voice that is no longer installed is named by its id."""
    if not voice:
        return _("Bản thu")
    titles = {each.id: each.title for each in speech.voices()}
    return _("Máy đọc: %(voice)s") % {"voice": titles.get(voice, voice)}
