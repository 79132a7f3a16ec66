"""The content of a bulletin: read from a row or a revision, written onto an object. Saves nothing."""

from django.utils.translation import gettext as _
from wagtail.models import Revision

from loa.kernel.errors import NotFound
from loa.media.models import Sound
from loa.media.wording import refusal
from loa.places.names import search_text

from . import form, rules, times
from .models import Bulletin
from .rules import DraftContent, SoundFacts


def not_there() -> NotFound:
    """Returns the error for a bulletin that does not exist within the scope."""
    return NotFound(_("Không có bản tin này, hoặc nó thuộc đơn vị khác."))


def latest(bulletin: Bulletin) -> tuple[Bulletin, Revision]:
    """Returns the bulletin as its latest revision has it, and that revision."""
    revision = bulletin.get_latest_revision()
    return revision.as_object(), revision


def of_revision(revision_id: int) -> Bulletin:
    """Returns the bulletin as one of its revisions has it."""
    found: Bulletin = Revision.objects.get(pk=revision_id).as_object()
    return found


def said(draft: Bulletin) -> form.BulletinContent:
    """Returns everything that an approval of this content would cover. What a draft does not have yet is
    empty: the hash and the length of its sound, and the days on which it may be played."""
    what, sound = words(draft), draft.sound
    first, last = rules.validity(what) if what.times else (what.valid_from, what.valid_to)
    return form.BulletinContent(
        version=1,
        title=what.title,
        text=what.text,
        language=what.language,
        topic=draft.topic.name if draft.topic else "",
        priority=what.priority,
        valid_from=first.isoformat() if first else "",
        valid_to=last.isoformat() if last else "",
        voice=what.voice,
        media_sha256=(sound.sha256 or "") if sound else "",
        duration_ms=(sound.duration_ms or 0) if sound else 0,
        hamlets=what.hamlets,
        times=what.times,
    )


def words(bulletin: Bulletin) -> DraftContent:
    """Returns the content of a bulletin, which may be the row or a revision's object."""
    return DraftContent(
        title=bulletin.title,
        text=bulletin.text,
        language=bulletin.language,
        topic_id=bulletin.topic_id,
        priority=bulletin.priority,
        valid_from=bulletin.valid_from,
        valid_to=bulletin.valid_to,
        voice=bulletin.voice,
        sound_id=bulletin.sound_id,
        hamlets=tuple(bulletin.hamlets),
        times=times.decode(bulletin.proposed_times),
    )


def put(bulletin: Bulletin, what: DraftContent) -> None:
    """Writes `what` to the object's fields. Saves nothing."""
    bulletin.title = what.title
    bulletin.text = what.text
    bulletin.language = what.language
    bulletin.topic_id = what.topic_id
    bulletin.priority = what.priority
    bulletin.valid_from = what.valid_from
    bulletin.valid_to = what.valid_to
    bulletin.voice = what.voice
    bulletin.sound_id = what.sound_id
    bulletin.hamlets = sorted(set(what.hamlets))
    bulletin.proposed_times = times.encode(what.times)
    bulletin.search = search_text(f"{what.title} {what.text}")


def sound_facts(sound: Sound | None) -> SoundFacts | None:
    if sound is None:
        return None
    return SoundFacts(
        state=sound.state,
        duration_ms=sound.duration_ms or 0,
        reason=refusal(sound.reason) if sound.reason else "",
    )
