"""The queries of the newsroom. Those for lists name the units. Row security hides the rows of other units in
any case, and `by_code` relies on it alone.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.db.models import Max, QuerySet

from loa.kernel import clock, dated
from loa.kernel.roles import Capability, roles_with
from loa.media import queries as media
from loa.people import queries as people
from loa.people.naming import PersonName, names
from loa.places import queries as places

from . import content, rules, standing
from .models import Approval, Bulletin, Decision, Edit, Topic


def bulletins(unit_ids: Collection[int], state: str | None = None) -> QuerySet[Bulletin]:
    """Returns the bulletins of these units, newest first. Their `search` has titles and texts without marks,
    their `approved_revision` is the one that sounds (see `standing`)."""
    rows = standing.beside(_shown().filter(unit_id__in=unit_ids))
    return rows.filter(state=state) if state else rows


def _shown() -> QuerySet[Bulletin]:
    """Returns all bulletins with what a page shows of each beside its content. `author_name` is also set for
    a person who works elsewhere."""
    rows = Bulletin.objects.select_related("unit", "topic", "sound")
    return rows.annotate(author_name=PersonName("author_id"))


def by_code(code: str) -> Bulletin:
    """Returns the bulletin with this short code. Raises NotFound when there is none within the scope."""
    try:
        return _shown().get(code=code)
    except Bulletin.DoesNotExist:
        raise content.not_there() from None


def waiting(unit_ids: Collection[int]) -> QuerySet[Bulletin]:
    """Returns the bulletins that wait for an approver of these units, longest waiting first."""
    return bulletins(unit_ids, Bulletin.State.SUBMITTED).order_by("changed_at")


def returned(unit_ids: Collection[int]) -> QuerySet[Bulletin]:
    """Returns the bulletins of these units that were returned to their editors."""
    return bulletins(unit_ids, Bulletin.State.RETURNED)


def topics(on: datetime) -> QuerySet[Topic]:
    """Returns the topics that may be chosen on that local day."""
    return dated.as_of(Topic.objects.all(), on.date())


def editors_since_approval(bulletin: Bulletin) -> set[int]:
    """Returns the persons who edited any revision made after the last approved one, or recorded its sound. Of
    a copy that was never approved those who edited what was copied count too."""
    last = _last_approval(bulletin)
    edits = Edit.objects.filter(bulletin=bulletin, revision_id__gt=last.revision_id if last else 0)
    found = set(edits.values_list("person_id", flat=True)) | _recorded_since(bulletin, last)
    return found if last else found | carried_editors([bulletin.pk])[bulletin.pk]


def _recorded_since(bulletin: Bulletin, last: Approval | None) -> set[int]:
    """Returns who recorded the sound of the latest revision, if that is another than what was approved
    last."""
    draft, _revision = content.latest(bulletin)
    sound = None if draft.voice else draft.sound
    if sound is None:
        return set()
    if last and sound.sha256 and sound.sha256 == last.media_sha256:
        return set()
    maker = media.recorded_by(sound.pk)
    return set() if maker is None else {maker}


def last_approved_revision(bulletin: Bulletin) -> int | None:
    """Returns the revision that was approved last, whether that still stands or not."""
    last = _last_approval(bulletin)
    return last.revision_id if last else None


def _last_approval(bulletin: Bulletin) -> Approval | None:
    return Approval.objects.filter(bulletin=bulletin).order_by("-decided_at").first()


def carried_editors(bulletins: Collection[int]) -> defaultdict[int, set[int]]:
    """Returns by bulletin who edited what it was copied from, also at another unit, and what that was copied
    from."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("select * from newsroom_carried_editors(%s)", [list(bulletins)])
        for bulletin, person in cursor.fetchall():
            found[bulletin].add(person)
    return found


def approvers_beside(unit_id: int, editors: Collection[int]) -> list[str]:
    """Returns the names of those who may approve what these persons edited: who hold today a role that
    approves at exactly this unit, and are none of them."""
    held = {row.person_id for role in roles_with(Capability.APPROVE) for row in people.holders(role, unit_id)}
    return sorted(names(held - set(editors)).values())


def faults(draft: Bulletin) -> list[rules.Fault]:
    """Returns everything that keeps this content, the latest of a bulletin, from being submitted or approved
    now."""
    hamlets = {each.pk for each in places.hamlets(draft.unit_id)}
    return faults_of(content.words(draft), content.sound_facts(draft.sound), hamlets)


def faults_of(
    words: rules.DraftContent, sound: rules.SoundFacts | None, hamlets: Collection[int]
) -> list[rules.Fault]:
    """Returns what `faults` does, for words with a sound. `hamlets` are those of the unit."""
    return rules.faults(words, sound, hamlets, clock.local_now())


def rounds(bulletin: Bulletin) -> int:
    """Returns how many times the bulletin was submitted for approval."""
    return Decision.objects.filter(bulletin=bulletin, kind=Decision.SUBMITTED).count()


@dataclass(frozen=True)
class ReturnNote:
    """Why a bulletin was returned, by whom, when (UTC), and the words of the text that it is about (empty:
    the whole). `nth` counts these words' earlier places in the text."""

    reason: str
    by: str
    at: datetime
    passage: str = ""
    nth: int = 0


def last_return(bulletin: Bulletin) -> ReturnNote | None:
    """Returns the last return until another step follows it: the bulletin was sent again, thrown away as an
    edit, or withdrawn."""
    steps = Decision.objects.filter(bulletin=bulletin).exclude(kind=Decision.REPLACED)
    # By their moments: rows carried over from before there were decisions are numbered otherwise.
    row = steps.order_by("-at", "-id").first()
    if row is None or row.kind != Decision.RETURNED:
        return None
    note = ReturnNote(row.reason, names([row.person_id]).get(row.person_id, ""), row.at)
    if row.place_start is None:
        return note
    text = content.of_revision(row.revision_id).text
    passage = text[row.place_start : row.place_end]
    return replace(note, passage=passage, nth=rules.places_before(text, passage, row.place_start))


def version(bulletin: Bulletin) -> str:
    """Returns the version of the bulletin's content: its latest revision and the last write of it. It moves
    with every write, also where an autosave overwrites a revision."""
    written = Edit.objects.filter(bulletin=bulletin).aggregate(last=Max("pk"))["last"]
    return f"{bulletin.latest_revision_id or 0}-{written or 0}"


def last_writer(bulletin: Bulletin) -> int | None:
    """Returns the person who wrote last in the bulletin."""
    written = Edit.objects.filter(bulletin=bulletin).order_by("-pk")
    return written.values_list("person_id", flat=True).first()


def has_edit_to_discard(bulletin: Bulletin) -> bool:
    """Returns whether there is an edit of an approved bulletin that does not wait for approval."""
    standing = standing_approval(bulletin)
    found = rules.edit_state(
        bulletin.state, standing.revision_id if standing else None, bulletin.latest_revision_id
    )
    return found in (Bulletin.State.DRAFT, Bulletin.State.RETURNED)


def standing_approval(bulletin: Bulletin) -> Approval | None:
    """Returns the approval in force, or None."""
    return Approval.objects.filter(bulletin=bulletin, ending=None).first()


def words_of_latest(bulletin: Bulletin) -> tuple[Bulletin, rules.DraftContent]:
    """Returns the bulletin as its latest revision has it, and its content."""
    draft, _revision = content.latest(bulletin)
    return draft, content.words(draft)
