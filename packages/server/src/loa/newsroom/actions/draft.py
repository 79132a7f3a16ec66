"""Writing: a new bulletin, a saved draft, a copy."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor, clock, ids
from loa.kernel.errors import Conflict
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.media import queries as media
from loa.people.naming import names
from loa.places import rights

from .. import content, queries
from ..models import Bulletin, Copy, Decision, Edit
from ..rules import DraftContent
from . import deciding, locking


@transaction.atomic
def create(unit_id: int, what: DraftContent, page: UUID | None = None) -> Bulletin:
    """Creates a new draft at `unit_id`. An author has one bulletin for each `page`, however often it is sent:
    every request after the first saves that bulletin. Raises Forbidden where the actor is no editor there."""
    who = actor.current()
    rights.require(who, Capability.WRITE, unit_id)
    there = _of_page(page) if page else None
    if there is not None:
        return _saved_already(there, what) or save(there.pk, what, autosave=True)
    _own_sound(what, unit_id)
    bulletin = Bulletin(unit_id=unit_id, author_id=locking.person(), live=False, page=page)
    content.put(bulletin, what)
    _insert_with_free_code(bulletin)
    _revise(bulletin)
    audit.record("newsroom.created", bulletin, unit_id, title=bulletin.title)
    return bulletin


@transaction.atomic
def save(
    bulletin_id: int, what: DraftContent, based_on: str | None = None, autosave: bool = False
) -> Bulletin:
    """Saves a new revision of the draft. An autosave overwrites the same person's last revision, if it was
    not submitted.

    `based_on` is the version that the writer saw (`queries.version`). If there is a newer one, nothing is
    written and Conflict is raised, so that two officers, or two pages of one, cannot overwrite each other
    unnoticed. Raises Conflict too while it waits for approval and after it was withdrawn.
    """
    bulletin = locking.hold(bulletin_id)
    rights.require(actor.current(), Capability.WRITE, bulletin.unit_id)
    if bulletin.state == Bulletin.State.SUBMITTED:
        raise Conflict(_("Bản tin đang chờ duyệt. Lấy về rồi mới sửa được."), field="state")
    if bulletin.state == Bulletin.State.WITHDRAWN:
        raise deciding.overtaken(bulletin)
    if (same := _saved_already(bulletin, what)) is not None:
        return same
    if based_on is not None:
        require_newest(bulletin, based_on)
    _own_sound(what, bulletin.unit_id)
    standing = queries.standing_approval(bulletin)
    begun = standing is not None and standing.revision_id == bulletin.latest_revision_id
    # A returned bulletin stays returned until it is sent again: the reason is read while it is mended.
    content.put(bulletin, what)
    _store(bulletin, approved=standing is not None)
    _revise(bulletin, overwrite=autosave)
    verb = "newsroom.edit_begun" if begun else "" if autosave else "newsroom.saved"
    if verb:
        audit.record(verb, bulletin, bulletin.unit_id, revision=bulletin.latest_revision_id)
    return bulletin


def require_newest(bulletin: Bulletin, version: str) -> None:
    """Raises Conflict where this is not the version of the bulletin as it stands."""
    if version == queries.version(bulletin):
        return
    writer = queries.last_writer(bulletin)
    if writer is not None and writer == locking.person():
        raise Conflict(
            _("Bản tin này vừa được lưu từ một trang khác của chính mình, nên chưa lưu phần vừa gõ.")
        )
    raise Conflict(
        _("%(name)s vừa sửa bản tin này, nên chưa lưu phần vừa gõ.")
        % {"name": names([writer] if writer else []).get(writer or 0, "") or _("Người khác")}
    )


@transaction.atomic
def copy_as_new(bulletin_id: int, unit_id: int) -> Bulletin:
    """Creates a draft at `unit_id` with the same content and sound, without times: of an approved or
    withdrawn bulletin what was approved, and not an edit that nobody approved. The old bulletin does not
    change. Whoever edited what is copied counts as an editor of the copy. Raises Forbidden where the actor is
    no editor there, and NotFound where the old bulletin is not visible. At another unit the sound and the
    hamlets are left out."""
    rights.require(actor.current(), Capability.WRITE, unit_id)
    try:
        old = Bulletin.objects.get(pk=bulletin_id)
    except Bulletin.DoesNotExist:
        raise content.not_there() from None
    said = content.words(old)
    same_unit = old.unit_id == unit_id
    fresh = DraftContent(
        title=said.title,
        text=said.text,
        language=said.language,
        topic_id=said.topic_id,
        priority=said.priority,
        voice=said.voice,
        sound_id=said.sound_id if same_unit else None,
        hamlets=said.hamlets if same_unit else (),
    )
    bulletin = create(unit_id, fresh)
    Copy.objects.create(
        unit_id=unit_id,
        bulletin=bulletin,
        source=old,
        source_revision=queries.last_approved_revision(old) or old.latest_revision_id or 0,
        person_id=locking.person(),
    )
    audit.record("newsroom.copied", bulletin, unit_id, source=old.pk)
    return bulletin


def _of_page(page: UUID) -> Bulletin | None:
    """The author's bulletin of that page; whoever else sends the page now waits until this is over."""
    author = locking.person()
    alone_with(LockSubject.PAGE, [f"{author} {page}"])
    return Bulletin.objects.filter(author_id=author, page=page).first()


def _saved_already(bulletin: Bulletin, what: DraftContent) -> Bulletin | None:
    """The bulletin, where its latest revision has just these words: nothing is written, nothing undone."""
    draft, _revision = content.latest(bulletin)
    return bulletin if content.words(draft) == what else None


def _own_sound(what: DraftContent, unit_id: int) -> None:
    """Checks that the sound belongs to the bulletin's own unit. Raises Invalid."""
    if what.sound_id is not None:
        media.attachable(what.sound_id, unit_id)


def _store(bulletin: Bulletin, approved: bool) -> None:
    """Saves the row: all of it while no approval stands, otherwise only the time of the change. The row of
    an approved bulletin shows the approved content; the new content is in the revision."""
    bulletin.changed_at = clock.now()
    if approved:
        bulletin.save(update_fields=["changed_at"])
    else:
        bulletin.save()


def _revise(bulletin: Bulletin, overwrite: bool = False) -> None:
    """Saves a revision, or overwrites the same person's last one, and records who edited it."""
    user = locking.account()
    last = bulletin.get_latest_revision()
    again = (
        last if overwrite and last and last.user_id == user.pk and not _is_fixed(bulletin, last.pk) else None
    )
    # clean=False: a draft may be incomplete. Its faults are checked when it is submitted.
    revision = bulletin.save_revision(user=user, log_action=True, clean=False, overwrite_revision=again)
    Edit.objects.create(
        unit_id=bulletin.unit_id,
        bulletin=bulletin,
        revision_id=revision.pk,
        person_id=locking.person(),
    )


def _is_fixed(bulletin: Bulletin, revision_id: int) -> bool:
    """Returns whether a decision refers to the revision: a submitted or approved one is never overwritten."""
    return Decision.objects.filter(bulletin=bulletin, revision_id=revision_id).exists()


def _insert_with_free_code(bulletin: Bulletin) -> None:
    """Saves the new bulletin under a random short code that is not taken. Raises Conflict after five
    attempts."""
    for _attempt in range(5):
        bulletin.code = ids.short_code()
        try:
            # The savepoint lets the transaction go on after a code that is taken.
            with transaction.atomic():
                bulletin.save()
        except IntegrityError:
            continue
        return
    raise Conflict(_("Chưa tạo được mã bản tin. Thử lại."))
