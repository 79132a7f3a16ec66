"""Finds or creates the row of a sound by what the sound is made from."""

from loa.kernel import clock
from loa.media import rules
from loa.media.models import Sound


def found_sound(
    unit_id: int, source_sha256: str, *, origin: Sound.Origin, name: str, person_id: int | None
) -> tuple[Sound, bool]:
    """Returns the unit's sound of this source, and whether it now waits to be made.

    Only the unit's own rows are read, so nobody learns that another unit has the same bytes.
    """
    sound, made = Sound.objects.get_or_create(
        unit_id=unit_id,
        source_sha256=source_sha256,
        defaults={
            "id": rules.sound_id(unit_id, source_sha256),
            "origin": origin,
            "name": name[:200],
            "made_by_id": person_id,
        },
    )
    if made:
        return sound, True
    # Two requests with the same bytes may come at once: the lock lets one of them reset a failed row.
    sound = Sound.objects.select_for_update(of=("self",)).get(id=sound.id)
    if sound.state == Sound.State.FAILED and rules.asks_again(sound.reason):
        sound.state, sound.reason, sound.attempts, sound.progress = Sound.State.WAITING, "", 0, 0
        sound.changed_at = clock.now()
        sound.save(update_fields=["state", "reason", "attempts", "progress", "changed_at"])
        return sound, True
    return sound, False
