"""The queries of media."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid, NotFound, Unavailable
from loa.media import rules, store
from loa.media.models import Sound
from loa.objects.port import NoObject, StoreError
from loa.places import scope

log = logging.getLogger(__name__)


def sound(sound_id: UUID | str) -> Sound:
    """Returns a sound of a unit in the read scope. Raises NotFound, also for a sound of another unit."""
    try:
        return Sound.objects.get(id=sound_id, unit_id__in=scope.current().read)
    except Sound.DoesNotExist:
        raise NotFound(_("Không có âm thanh này.")) from None


def recorded_by(sound_id: UUID) -> int | None:
    """Returns who recorded or sent a sound; None for one that a machine read."""
    made = Sound.objects.filter(id=sound_id, origin=Sound.Origin.UPLOAD)
    return made.values_list("made_by_id", flat=True).first()


def of_recipe(unit_id: int, recipe: str) -> Sound | None:
    """Returns the unit's sound made from a recipe (see `actions.expect_spoken`), in whatever state it is."""
    return Sound.objects.filter(unit_id=unit_id, source_sha256=rules.of_recipe(recipe)).first()


def attachable(sound_id: UUID | str, unit_id: int) -> Sound:
    """Returns the unit's sound, ready or still in work, to be attached to a bulletin. Raises Invalid on the
    field `sound`."""
    found = Sound.objects.filter(id=sound_id, unit_id=unit_id).first()
    if found is None:
        raise Invalid(_("Không có âm thanh này. Thu lại, hoặc gửi tệp khác."), field="sound")
    if found.state == Sound.State.FAILED:
        from loa.media.wording import refusal

        raise Invalid(refusal(found.reason), field="sound")
    return found


def ready(sound_id: UUID | str, unit_id: int) -> Sound:
    """Returns the same as `attachable`, but only a ready sound: one that may be submitted, approved and
    placed."""
    found = attachable(sound_id, unit_id)
    if found.state != Sound.State.READY:
        raise Invalid(_("Âm thanh còn đang xử lý. Chờ xong rồi gửi duyệt."), field="sound")
    return found


def size_of(ready_sound: Sound) -> int:
    """Returns the bytes of the finished file. Only for a sound that was read in a scope. Raises NotFound when
    the file does not exist and Unavailable while the store does not answer."""
    with _from_store():
        return store.renditions().size(_name(ready_sound))


def part_of(ready_sound: Sound, start: int, end: int) -> bytes:
    """Returns the bytes of the finished file from `start` up to but without `end`. Raises as `size_of`."""
    with _from_store():
        return b"".join(store.renditions().read(_name(ready_sound), start, end))


def _name(ready_sound: Sound) -> str:
    assert ready_sound.sha256 is not None
    return ready_sound.sha256


@contextmanager
def _from_store() -> Iterator[None]:
    try:
        yield
    except NoObject:
        raise NotFound(
            _("Tệp tiếng này không còn trên máy chủ. Báo người quản trị xem lại bản sao lưu.")
        ) from None
    except StoreError as wrong:
        log.error("the media store: %s", wrong)
        raise Unavailable(_("Kho tệp tiếng chưa trả lời. Đợi một lát rồi nghe lại.")) from wrong
