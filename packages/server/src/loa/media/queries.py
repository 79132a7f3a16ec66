"""Reads of the room."""

from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid, Missing
from loa.media import rules, store
from loa.media.models import Sound
from loa.places import scope


def sound(sound_id: UUID | str) -> Sound:
    """A sound of a unit in the read scope. Raises Missing; another unit's is as missing as none."""
    try:
        return Sound.objects.get(id=sound_id, unit_id__in=scope.current().read)
    except Sound.DoesNotExist:
        raise Missing(_("Không có âm thanh này.")) from None


def of_recipe(unit_id: int, recipe: str) -> Sound | None:
    """The unit's sound made from a recipe (see `actions.expect_spoken`), in whatever state."""
    return Sound.objects.filter(unit_id=unit_id, source_sha256=rules.of_recipe(recipe)).first()


def attachable(sound_id: UUID | str, unit_id: int) -> Sound:
    """The unit's sound, made or in the making, to be put into a bulletin. Raises Invalid on the field
    `sound`."""
    found = Sound.objects.filter(id=sound_id, unit_id=unit_id).first()
    if found is None:
        raise Invalid(_("Không có âm thanh này. Thu lại, hoặc gửi tệp khác."), field="sound")
    if found.state == Sound.State.FAILED:
        from loa.media.wording import refusal

        raise Invalid(refusal(found.reason), field="sound")
    return found


def ready(sound_id: UUID | str, unit_id: int) -> Sound:
    """The same, but finished: what may be submitted, approved and placed."""
    found = attachable(sound_id, unit_id)
    if found.state != Sound.State.READY:
        raise Invalid(_("Âm thanh còn đang xử lý. Chờ xong rồi gửi duyệt."), field="sound")
    return found


def file_of(ready_sound: Sound) -> Path:
    """Where the rendition lies. Only for a sound that was read in a scope. Raises Missing when it is gone."""
    assert ready_sound.sha256 is not None
    path = store.rendition(ready_sound.sha256)
    if not path.is_file():
        raise Missing(_("Tệp tiếng này không còn trên máy chủ. Báo người quản trị xem lại bản sao lưu."))
    return path
