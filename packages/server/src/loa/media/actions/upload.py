"""The actions of an upload: begin it, append to it and, with its last byte, finish it. The offset in the row
decides: bytes on disk beyond it come from an attempt that ended early, and are overwritten."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import actor, clock, ids
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.media import rules, store, wording
from loa.media.actions.source import found_sound
from loa.media.models import Sound, Upload
from loa.media.pipeline import RefusalCode
from loa.places import rights


@transaction.atomic
def begin_upload(unit_id: int, name: str, length: int) -> Upload:
    """Creates the row of an upload of `length` bytes, which reserves them in the person's quota.

    Raises Forbidden (not an editor of this unit) and Invalid (empty, too large, too many unfinished uploads).
    """
    who = actor.current()
    rights.require(who, Capability.WRITE, unit_id)
    if who.person_id is None:
        raise Forbidden(_("Chỉ người đã đăng nhập mới gửi được tệp."))
    bounds = wording.limits()
    if length <= 0:
        raise Invalid(wording.refusal(RefusalCode.EMPTY), field="sound")
    if length > bounds.max_bytes:
        raise Invalid(wording.refusal(RefusalCode.TOO_LARGE), field="sound")
    now = clock.now()
    alone_with(LockSubject.UPLOAD, [who.person_id])  # of simultaneous uploads each counts the one before it
    waiting = Upload.objects.filter(person_id=who.person_id, sound=None, expires_at__gt=now)
    held = waiting.aggregate(bytes=Sum("length", default=0), count=Count("id"))
    # The quota of one person is two files of the largest size.
    if not rules.room_left(held["bytes"], held["count"], length, 2 * bounds.max_bytes):
        raise Invalid(_("Đang có nhiều tệp gửi dở. Gửi nốt hoặc bỏ bớt rồi gửi tệp này."), field="sound")
    return Upload.objects.create(
        id=ids.uuid7(),
        unit_id=unit_id,
        person_id=who.person_id,
        name=name[:200],
        length=length,
        expires_at=rules.expires_at(now),
    )


def append(upload_id: UUID, offset: int, data: bytes) -> Upload:
    """Writes `data` at `offset`. With the last byte the upload becomes a sound that waits for its job.

    Raises NotFound (not this person's), Conflict (the upload has another offset) and Invalid (more bytes than
    were announced). Of two requests at the same time the second waits for the row lock, and then finds that
    the offset has changed.
    """
    with transaction.atomic():
        upload = mine(upload_id, lock=True)
        rights.require(actor.current(), Capability.WRITE, upload.unit_id)
        place = store.upload(upload.id)
        # After a restore from a backup the disk may have fewer bytes than the row says.
        there = min(upload.offset, _on_disk(upload))
        if offset != there:
            raise Conflict(_("Tệp đang gửi ở chỗ khác, đọc lại rồi gửi tiếp."), offers=[there])
        if offset + len(data) > upload.length:
            raise Invalid(_("Tệp gửi lên dài hơn đã báo. Chọn lại tệp rồi gửi."), field="sound")
        if upload.sound_id is not None:
            return upload
        store.write_at(place, offset, data)
        upload.offset = offset + len(data)
        if upload.offset == upload.length:
            upload.sound = _finish(upload)
        upload.expires_at = rules.expires_at(clock.now())
        upload.save(update_fields=["offset", "sound", "expires_at"])
    return upload


def whereabouts(upload_id: UUID) -> Upload:
    """Returns the upload with its offset. If the disk has fewer bytes than the row says (after a restore from
    a backup), lowers the row's offset to what is on disk."""
    with transaction.atomic():
        upload = mine(upload_id, lock=True)
        there = min(upload.offset, _on_disk(upload))
        if there < upload.offset:
            upload.offset = there
            upload.save(update_fields=["offset"])
    return upload


def _on_disk(upload: Upload) -> int:
    """Returns how many bytes of the upload are on disk. A complete upload has none left there, and counts as
    whole."""
    return upload.length if upload.sound_id else store.size(store.upload(upload.id))


def _finish(upload: Upload) -> Sound:
    """Returns the sound of the complete upload. A new sound takes over the bytes and is queued."""
    place = store.upload(upload.id)
    sha256 = store.digest(place)
    sound, fresh = found_sound(
        upload.unit_id, sha256, origin=Sound.Origin.UPLOAD, name=upload.name, person_id=upload.person_id
    )
    if fresh:
        # A second name for the same bytes: after a rollback the upload still has its file.
        store.take(place, store.source(sound.id))
        record("media.uploaded", sound, sound.unit_id, bytes=upload.length, source_sha256=sha256)
        _work_on(sound)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))
    return sound


def _work_on(sound: Sound) -> None:
    from loa.media import jobs  # here, because jobs imports the actions

    jobs.begin(sound)


def cancel_upload(upload_id: UUID) -> None:
    """Cancels an unfinished upload: deletes its row and then its bytes."""
    with transaction.atomic():
        upload = mine(upload_id, lock=True)
        place = store.upload(upload.id)
        upload.delete()
        transaction.on_commit(lambda: place.unlink(missing_ok=True))


def mine(upload_id: UUID, lock: bool = False) -> Upload:
    """Returns an upload of the acting person. Raises NotFound, also for an upload of another person."""
    person_id = actor.current().person_id
    rows = Upload.objects.select_for_update(of=("self",)) if lock else Upload.objects.all()
    if person_id is not None:
        with suppress(Upload.DoesNotExist):
            return rows.get(id=upload_id, person_id=person_id, expires_at__gt=clock.now())
    raise NotFound(_("Không còn tệp gửi dở này. Chọn lại tệp rồi gửi."))
