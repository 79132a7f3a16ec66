"""Makes a sound in steps, each in a short transaction. No transaction is open while the pipeline runs."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db.models import F

from loa.kernel import clock
from loa.media import rules, store, wording
from loa.media.models import Sound
from loa.media.pipeline import ChildDied, FileRefused, RefusalCode, Rendition, render
from loa.objects.port import StoreError
from loa.places import scope


def work(unit_id: int, sound_id: UUID) -> Sound.State:
    """Makes the sound from its source and returns its state. Raises ChildDied or OSError (also its subclass
    StoreError) when another attempt is worthwhile."""
    source = store.source(sound_id)
    if not _claim(unit_id, sound_id):
        return _state(unit_id, sound_id)
    if not source.exists():
        return _fail(unit_id, sound_id, RefusalCode.GAVE_UP)
    try:
        with store.workplace() as folder:
            made = folder / "sound.opus"
            result = render(source, made, wording.limits(), ProgressWriter(unit_id, sound_id))
            store.keep(made, result.sha256)
    except FileRefused as refusal:
        state = _fail(unit_id, sound_id, refusal.why)
    except StoreError:  # the store failed, not the sound: this attempt does not count
        _change(unit_id, sound_id, state=Sound.State.WAITING, attempts=F("attempts") - 1)
        raise
    except (ChildDied, OSError):
        if _attempts_left(unit_id, sound_id):
            _change(unit_id, sound_id, state=Sound.State.WAITING)
            raise
        state = _fail(unit_id, sound_id, RefusalCode.GAVE_UP)
    else:
        state = _ready(unit_id, sound_id, result)
    # Not reached when another attempt follows, which needs the source.
    source.unlink(missing_ok=True)
    return state


class ProgressWriter:
    """Writes the progress into the row, at most once a second. The time of the write also shows that a worker
    is alive."""

    def __init__(
        self, unit_id: int, sound_id: UUID, now: Callable[[], float] = lambda: clock.now().timestamp()
    ) -> None:
        self.unit_id, self.sound_id, self.now = unit_id, sound_id, now
        self.last = 0.0

    def __call__(self, step: str, share: float) -> None:
        at = self.now()
        if at - self.last < 1:
            return
        self.last = at
        _change(self.unit_id, self.sound_id, progress=min(99, int(100 * share)))


def _claim(unit_id: int, sound_id: UUID) -> bool:
    """Reserves the row for this attempt. Returns False when there is nothing left to do, when another worker
    has the row, or when all attempts are used."""
    with scope.using([unit_id], [unit_id]):
        sound = Sound.objects.select_for_update(of=("self",)).get(id=sound_id, unit_id=unit_id)
        if sound.state not in (Sound.State.WAITING, Sound.State.WORKING):
            return False
        if rules.someone_works(sound.state, sound.changed_at, clock.now()):
            return False
        if not rules.may_try_again(sound.attempts):
            _write(sound, state=Sound.State.FAILED, reason=RefusalCode.GAVE_UP)
            return False
        _write(sound, state=Sound.State.WORKING, attempts=sound.attempts + 1, progress=0)
    return True


def _attempts_left(unit_id: int, sound_id: UUID) -> bool:
    with scope.using([unit_id]):
        return rules.may_try_again(Sound.objects.get(id=sound_id, unit_id=unit_id).attempts)


def _state(unit_id: int, sound_id: UUID) -> Sound.State:
    with scope.using([unit_id]):
        return Sound.State(Sound.objects.get(id=sound_id, unit_id=unit_id).state)


def _ready(unit_id: int, sound_id: UUID, made: Rendition) -> Sound.State:
    _change(
        unit_id,
        sound_id,
        state=Sound.State.READY,
        reason="",
        progress=100,
        sha256=made.sha256,
        bytes=made.bytes,
        duration_ms=made.duration_ms,
        loudness_before=made.loudness_before,
        loudness_after=made.loudness_after,
        peak=made.true_peak_db,
        waveform=made.waveform,
    )
    return Sound.State.READY


def _fail(unit_id: int, sound_id: UUID, why: RefusalCode) -> Sound.State:
    _change(unit_id, sound_id, state=Sound.State.FAILED, reason=why)
    return Sound.State.FAILED


def _change(unit_id: int, sound_id: UUID, **values: object) -> None:
    """Changes the row unless it is ready: a ready sound is never changed, however late another attempt
    ends."""
    with scope.using([unit_id], [unit_id]):
        rows = Sound.objects.filter(id=sound_id, unit_id=unit_id).exclude(state=Sound.State.READY)
        rows.update(changed_at=clock.now(), **values)


def _write(sound: Sound, **values: object) -> None:
    """Changes the given fields of the sound, and the time of its last change."""
    for name, value in values.items():
        setattr(sound, name, value)
    sound.changed_at = clock.now()
    sound.save(update_fields=[*values, "changed_at"])


def copy_source(sound_id: UUID, wav: Path) -> None:
    """Stores a copy of `wav` as the source of the sound."""
    place = store.source(sound_id)
    fresh = place.with_name(f"{place.name}.new")
    fresh.write_bytes(wav.read_bytes())
    store.settle(fresh)
    # Only after the bytes are on disk does the file get its name: no reader sees a part of it.
    fresh.replace(place)
