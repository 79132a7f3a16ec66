"""From a bulletin's text to a finished sound, by the real engine and the real pipeline."""

from datetime import timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.errors import Forbidden, Invalid
from loa.media.models import Sound
from loa.speech import actions, jobs, queries
from loa.speech.engines import EngineError, Engines, VoiceFiles, process
from loa.speech.engines.espeak import Espeak
from loa.speech.models import Script
from loa.speech.reader import estimate_ms, read
from loa.speech.tests import tiny_voice
from loa.testing.people import Places
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db
TEXT = (
    "UBND xã thông báo: sáng thứ ba, 29/9/2026, Trạm Y tế tiêm vắc-xin từ 7h30. Mời bà con đưa các cháu tới."
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    engines = Engines(tmp_path / "voices")
    monkeypatch.setattr(queries, "engines", lambda: engines)
    return tmp_path


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="speech.speak").count()


def run(as_role: AsRole, sound: Sound) -> Sound:
    with as_role("worker"):
        jobs.speak(unit_id=sound.unit_id, sound_id=str(sound.id))
    sound.refresh_from_db()
    return sound


def test_a_text_is_spoken(places: Places, editor: Actor, as_role: AsRole) -> None:
    with as_role("web", editor):
        sound = actions.synthesise(places.own.id, TEXT, "espeak:vi", name="Tiêm vắc-xin")
    assert (sound.state, sound.origin, sound.name, waiting()) == ("waiting", "speech", "Tiêm vắc-xin", 1)
    run(as_role, sound)
    assert sound.state == Sound.State.READY
    guess = estimate_ms(read(TEXT))
    assert abs(sound.duration_ms - guess) < 0.25 * guess
    assert abs(sound.loudness_after + 16) <= 1.5


def test_the_same_words_are_the_same_sound(places: Places, editor: Actor, as_role: AsRole) -> None:
    own = places.own.id
    with as_role("web", editor):
        first = actions.synthesise(own, "Họp lúc 7h30.", "espeak:vi")
        assert actions.synthesise(own, "Họp lúc 7 giờ 30.", "espeak:vi").id == first.id
        assert actions.synthesise(own, "Họp lúc 7h30.", "espeak:vi-vn-x-south").id != first.id
        entry = actions.add_entry(own, "Họp", "hội họp")
        assert actions.synthesise(own, "Họp lúc 7h30.", "espeak:vi").id != first.id
    assert waiting() == Script.objects.count() == 3
    made = run(as_role, first)
    before = (made.sha256, made.changed_at)
    run(as_role, first)
    with as_role("web", editor):
        actions.remove_entry(own, entry.id)
        again = actions.synthesise(own, "Họp lúc 7 giờ 30.", "espeak:vi")
    assert (again.id, again.sha256, again.changed_at) == (first.id, *before)


def test_a_neural_voice_goes_the_same_way(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    VoiceFiles(folder / "voices").add(tiny_voice.write(folder), "2026-11-24T00:00:00+00:00")
    with as_role("web", editor):
        sound = actions.synthesise(places.own.id, TEXT, "piper:vi_vn-tiny")
    assert run(as_role, sound).state == Sound.State.READY


def test_a_voice_that_went_away_leaves_a_reason(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    files = VoiceFiles(folder / "voices")
    files.add(tiny_voice.write(folder), "2026-11-24T00:00:00+00:00")
    with as_role("web", editor):
        sound = actions.synthesise(places.own.id, TEXT, "piper:vi_vn-tiny")
    files.remove("vi_vn-tiny")
    assert (run(as_role, sound).state, sound.reason) == ("failed", "gave_up")


def test_what_cannot_be_spoken_is_refused(
    places: Places, editor: Actor, approver: Actor, as_role: AsRole
) -> None:
    with as_role("web", editor):
        for text, voice, field in (
            ("...", "espeak:vi", "text"),
            (TEXT, "espeak:fr", "voice"),
            (TEXT, "", "voice"),
        ):
            with pytest.raises(Invalid) as caught:
                actions.synthesise(places.own.id, text, voice)
            assert caught.value.field == field
        with pytest.raises(Forbidden):
            actions.synthesise(places.other.id, TEXT, "espeak:vi")
    with as_role("web", approver), pytest.raises(Forbidden):
        actions.synthesise(places.own.id, TEXT, "espeak:vi")
    assert waiting() == 0


def test_a_row_whose_worker_was_killed_is_put_in_line_again(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    with as_role("web", editor):
        sound = actions.synthesise(places.own.id, TEXT, "espeak:vi")
    ProcrastinateJob.objects.filter(task_name="speech.speak").delete()
    with as_role("worker"), clock.fixed(clock.now() + timedelta(minutes=5)):
        jobs.rescue(0)
        jobs.rescue(0)
    assert waiting() == 1
    assert run(as_role, sound).state == Sound.State.READY


def test_an_engine_that_is_too_slow_is_tried_three_times(
    places: Places, editor: Actor, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_role("web", editor):
        sound = actions.synthesise(places.own.id, TEXT, "espeak:vi")
    hasty = Espeak(process.Limits(wall_seconds=0))
    monkeypatch.setattr(queries.engines(), "_engines", {"espeak": hasty})
    for _ in range(2):
        with as_role("worker"), pytest.raises(EngineError):
            jobs.speak(unit_id=sound.unit_id, sound_id=str(sound.id))
    assert (run(as_role, sound).state, sound.reason) == ("failed", "gave_up")
