"""Making a sound, step by step, each in a short transaction: the long work holds none."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db.models import F

from loa.kernel import clock
from loa.media import rules, store, wording
from loa.media.models import Sound
from loa.media.pipeline import Died, Refusal, Rendition, Why, render
from loa.objects.port import StoreError
from loa.places import scope


def work(unit_id: int, sound_id: UUID) -> Sound.State:
    """Make the sound from its source. Raises Died or OSError (StoreError among them) when it is worth another
    try."""
    source = store.source(sound_id)
    if not _claim(unit_id, sound_id):
        return _state(unit_id, sound_id)
    if not source.exists():
        return _fail(unit_id, sound_id, Why.GAVE_UP)
    try:
        with store.workplace() as folder:
            made = folder / "sound.opus"
            result = render(source, made, wording.limits(), Teller(unit_id, sound_id))
            store.keep(made, result.sha256)
    except Refusal as refusal:
        state = _fail(unit_id, sound_id, refusal.why)
    except StoreError:  # nothing against the sound: this attempt does not count
        _change(unit_id, sound_id, state=Sound.State.WAITING, attempts=F("attempts") - 1)
        raise
    except (Died, OSError):
        if _attempts_left(unit_id, sound_id):
            _change(unit_id, sound_id, state=Sound.State.WAITING)
            raise
        state = _fail(unit_id, sound_id, Why.GAVE_UP)
    else:
        state = _ready(unit_id, sound_id, result)
    source.unlink(missing_ok=True)
    return state


class Teller:
    """Writes progress into the row, at most once a second: also the sign that a worker lives."""

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
    """Take the row for this attempt; False when there is nothing to do any more, or too often tried."""
    with scope.using([unit_id], [unit_id]):
        sound = Sound.objects.select_for_update(of=("self",)).get(id=sound_id, unit_id=unit_id)
        if sound.state not in (Sound.State.WAITING, Sound.State.WORKING):
            return False
        if rules.someone_works(sound.state, sound.changed_at, clock.now()):
            return False
        if not rules.may_try_again(sound.attempts):
            _write(sound, state=Sound.State.FAILED, reason=Why.GAVE_UP)
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


def _fail(unit_id: int, sound_id: UUID, why: Why) -> Sound.State:
    _change(unit_id, sound_id, state=Sound.State.FAILED, reason=why)
    return Sound.State.FAILED


def _change(unit_id: int, sound_id: UUID, **values: object) -> None:
    """Only a row that is not ready: what is ready is never changed, whoever comes late."""
    with scope.using([unit_id], [unit_id]):
        rows = Sound.objects.filter(id=sound_id, unit_id=unit_id).exclude(state=Sound.State.READY)
        rows.update(changed_at=clock.now(), **values)


def _write(sound: Sound, **values: object) -> None:
    for name, value in values.items():
        setattr(sound, name, value)
    sound.changed_at = clock.now()
    sound.save(update_fields=[*values, "changed_at"])


def copy_source(sound_id: UUID, wav: Path) -> None:
    """Keep `wav` as what the sound is made from."""
    place = store.source(sound_id)
    fresh = place.with_name(f"{place.name}.new")
    fresh.write_bytes(wav.read_bytes())
    store.settle(fresh)
    fresh.replace(place)
