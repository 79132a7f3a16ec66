"""From a source to a ready or failed row, whatever happens to the worker."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.errors import Invalid
from loa.media import actions, jobs, queries, rules, store
from loa.media.actions import work
from loa.media.models import Sound
from loa.media.pipeline import ChildDied, forkserver_client
from loa.media.shown import as_json
from loa.media.tests.recordings import heard, measured, similarity, speech, spoken, write_wav
from loa.media.tests.test_uploads import sent, waiting_jobs
from loa.testing.people import Places
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def recording(folder: Path) -> bytes:
    return write_wav(folder / "s.wav", speech()).read_bytes()


def render(as_role: AsRole, sound: Sound) -> None:
    with as_role("worker"):
        jobs.render(unit_id=sound.unit_id, sound_id=str(sound.id))
    sound.refresh_from_db()


def uploaded(as_role: AsRole, editor: Actor, unit_id: int, data: bytes) -> Sound:
    with as_role("web", editor):
        upload = sent(unit_id, data, piece=1 << 20)
    assert upload.sound is not None
    return upload.sound


def test_a_recording_becomes_ready(folder: Path, places: Places, editor: Actor, as_role: AsRole) -> None:
    sound = uploaded(as_role, editor, places.own.id, recording(folder))
    with as_role("web", editor), pytest.raises(Invalid, match="đang xử lý"):
        queries.ready(sound.id, places.own.id)
    render(as_role, sound)
    assert sound.state == Sound.State.READY
    with as_role("web", editor):
        size = queries.size_of(queries.ready(sound.id, places.own.id))
        shown = as_json(sound)
    made = store.renditions().path(sound.sha256)
    assert sound.sha256 == store.digest(made)
    assert made.stat().st_size == size == sound.bytes
    assert abs(measured(made)[0] + 16) <= 1
    assert similarity(heard(made), heard(folder / "s.wav")[48_000:200_000])[1] > 0.6
    assert not store.source(sound.id).exists()
    assert len(sound.waveform) == 240
    assert "giây" in shown["facts"]
    assert "<svg" in shown["html"]
    assert f"/am-thanh/{sound.id}/nghe/" in shown["html"]


def test_what_is_ready_is_never_made_again_nor_changed(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    data = recording(folder)
    sound = uploaded(as_role, editor, places.own.id, data)
    render(as_role, sound)
    before = (sound.sha256, sound.changed_at)
    again = uploaded(as_role, editor, places.own.id, data)
    render(as_role, again)
    with as_role("worker"):
        work._fail(sound.unit_id, sound.id, work.RefusalCode.BROKEN)
    again.refresh_from_db()
    assert (again.id, again.sha256, again.changed_at) == (sound.id, *before)


def test_a_bad_file_fails_at_once_with_words(places: Places, editor: Actor, as_role: AsRole) -> None:
    sound = uploaded(as_role, editor, places.own.id, "Thông báo của xã.\n".encode() * 50)
    render(as_role, sound)
    assert (sound.state, sound.reason, sound.attempts) == ("failed", "not_audio", 1)
    assert as_json(sound)["sentence"] == "Tệp này không phải âm thanh. Thu lại, hoặc chọn tệp MP3, WAV."
    assert not store.source(sound.id).exists()
    with as_role("web", editor), pytest.raises(Invalid, match="không phải âm thanh"):
        queries.attachable(sound.id, places.own.id)


def test_three_deaths_end_in_a_reason_and_the_same_bytes_may_be_sent_anew(
    folder: Path, places: Places, editor: Actor, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = recording(folder)
    sound = uploaded(as_role, editor, places.own.id, data)
    forkserver_client.end()
    with monkeypatch.context() as starved:
        # The real fork server, with less memory than it needs to load: it ends without an answer.
        starved.setattr(
            "loa.media.pipeline.forkserver_client.START",
            "import resource as r; r.setrlimit(r.RLIMIT_AS, (1 << 24, 1 << 24)); import av",
        )
        for _ in range(rules.ATTEMPTS - 1):
            with as_role("worker"), pytest.raises(ChildDied):
                jobs.render(unit_id=sound.unit_id, sound_id=str(sound.id))
            sound.refresh_from_db()
            assert sound.state == Sound.State.WAITING
        render(as_role, sound)
    assert (sound.state, sound.reason, sound.attempts) == ("failed", "gave_up", 3)
    assert "ba lần" in as_json(sound)["sentence"]
    again = uploaded(as_role, editor, places.own.id, data)
    assert again.id == sound.id
    render(as_role, again)
    assert again.state == Sound.State.READY


def test_a_row_whose_worker_was_killed_is_put_in_line_again(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    sound = uploaded(as_role, editor, places.own.id, recording(folder))
    with as_role("worker"):
        assert work._claim(sound.unit_id, sound.id)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where task_name = 'media.render'")
    with as_role("worker"):
        jobs.rescue(timestamp=0)
    assert waiting_jobs() == []
    with clock.fixed(clock.now() + rules.STUCK_AFTER + timedelta(seconds=1)):
        with as_role("worker"):
            jobs.rescue(timestamp=0)
            jobs.rescue(timestamp=60)
        assert [job["sound_id"] for job in waiting_jobs()] == [str(sound.id)]
        render(as_role, sound)
    assert (sound.state, sound.attempts) == ("ready", 2)


def test_two_workers_at_one_sound_the_second_steps_back(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    sound = uploaded(as_role, editor, places.own.id, recording(folder))
    with as_role("worker"):
        assert work._claim(sound.unit_id, sound.id)
        assert not work._claim(sound.unit_id, sound.id)


def test_a_source_that_vanished_says_so(folder: Path, places: Places, editor: Actor, as_role: AsRole) -> None:
    sound = uploaded(as_role, editor, places.own.id, recording(folder))
    store.source(sound.id).unlink()
    render(as_role, sound)
    assert (sound.state, sound.reason) == ("failed", "gave_up")


def test_a_spoken_bulletin_takes_the_same_way(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    with as_role("web", editor):
        sound, fresh = actions.expect_spoken(places.own.id, "espeak 1.52|vi|thông báo", name="Thông báo")
        same, again = actions.expect_spoken(places.own.id, "espeak 1.52|vi|thông báo")
        assert (fresh, again, same.id) == (True, False, sound.id)
    wav = spoken("Thông báo của Ủy ban nhân dân xã.", folder / "engine.wav")
    with as_role("worker"):
        assert actions.add_rendered(places.own.id, sound.id, wav) == Sound.State.READY
    sound.refresh_from_db()
    assert sound.origin == "speech"
    assert abs(measured(store.renditions().path(sound.sha256))[0] + 16) <= 1


def test_a_silent_engine_ends_in_a_reason(places: Places, editor: Actor, as_role: AsRole) -> None:
    with as_role("web", editor):
        sound, _ = actions.expect_spoken(places.own.id, "x")
    with as_role("worker"):
        actions.give_up(places.own.id, sound.id)
    sound.refresh_from_db()
    assert (sound.state, sound.reason) == ("failed", "gave_up")


def test_the_check_finds_a_file_that_has_changed(
    folder: Path, places: Places, editor: Actor, as_role: AsRole
) -> None:
    sound = uploaded(as_role, editor, places.own.id, recording(folder))
    render(as_role, sound)
    place = store.renditions().path(sound.sha256)
    assert list(store.damaged()) == []
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    assert list(store.damaged()) == [sound.sha256]
