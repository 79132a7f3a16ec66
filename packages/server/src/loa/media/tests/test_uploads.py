"""Sending a file: rights, quota, the same bytes twice, and what a killed process leaves."""

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.roles import Role
from loa.media import actions, jobs, queries, rules, store
from loa.media.actions.upload import whereabouts
from loa.media.models import Sound, Upload
from loa.testing.people import Places, someone
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sent(unit_id: int, data: bytes = b"RIFF" * 100, piece: int = 64) -> Upload:
    upload = actions.begin_upload(unit_id, "thông báo.mp3", len(data))
    for at in range(0, len(data), piece):
        upload = actions.append(upload.id, at, data[at : at + piece])
    return upload


def waiting_jobs() -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = 'media.render' and status = 'todo'"
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_the_last_byte_makes_a_sound_that_waits(places: Places, editor: Actor, as_role: AsRole) -> None:
    data = b"RIFF" * 100
    with as_role("web", editor):
        upload = sent(places.own.id, data)
        assert upload.sound is not None
        assert upload.sound.state == Sound.State.WAITING
        assert upload.sound.source_sha256 == hashlib.sha256(data).hexdigest()
        assert store.source(upload.sound.id).read_bytes() == data
    assert [job["sound_id"] for job in waiting_jobs()] == [str(upload.sound_id)]


def test_the_same_bytes_in_the_same_unit_are_the_same_sound(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    with as_role("web", editor):
        first, second = sent(places.own.id), sent(places.own.id)
        assert first.sound_id == second.sound_id
    assert len(waiting_jobs()) == 1


def test_another_unit_learns_nothing_from_the_same_bytes(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    stranger = someone("Lò Thị Én", (Role.EDITOR, places.other), home=places.other, username="en")
    with as_role("web", editor):
        ours = sent(places.own.id)
    with as_role("web", stranger):
        theirs = sent(places.other.id)
        assert theirs.sound_id != ours.sound_id
        assert theirs.sound is not None
        assert theirs.sound.state == Sound.State.WAITING
        with pytest.raises(NotFound):
            queries.sound(ours.sound_id)
        with pytest.raises(NotFound):
            actions.append(ours.id, 0, b"x")
        with pytest.raises(Invalid):
            queries.attachable(ours.sound_id, places.other.id)
    assert len(waiting_jobs()) == 2


def test_only_an_editor_of_the_unit_may_send(
    places: Places, editor: Actor, approver: Actor, as_role: AsRole
) -> None:
    with as_role("web", approver), pytest.raises(Forbidden):
        actions.begin_upload(places.own.id, "a", 10)
    with as_role("web", editor), pytest.raises(Forbidden):
        actions.begin_upload(places.other.id, "a", 10)


def test_a_colleague_of_the_same_unit_cannot_write_into_my_upload(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    colleague = someone("Bùi Văn Tâm", (Role.EDITOR, places.own), home=places.own, username="tam")
    with as_role("web", editor):
        upload = actions.begin_upload(places.own.id, "a", 10)
    with as_role("web", colleague):
        with pytest.raises(NotFound):
            actions.append(upload.id, 0, b"xx")
        with pytest.raises(NotFound):
            actions.cancel_upload(upload.id)


def test_a_wrong_offset_is_told_the_right_one(places: Places, editor: Actor, as_role: AsRole) -> None:
    with as_role("web", editor):
        upload = actions.begin_upload(places.own.id, "a", 10)
        actions.append(upload.id, 0, b"1234")
        with pytest.raises(Conflict) as caught:
            actions.append(upload.id, 2, b"34")
        assert caught.value.offers == [4]
        with pytest.raises(Conflict):
            actions.append(upload.id, 6, b"78")


def test_more_than_promised_is_refused(places: Places, editor: Actor, as_role: AsRole) -> None:
    with as_role("web", editor):
        upload = actions.begin_upload(places.own.id, "a", 10)
        with pytest.raises(Invalid):
            actions.append(upload.id, 0, b"12345678901")
        assert whereabouts(upload.id).offset == 0


def test_size_and_number_are_bounded(places: Places, editor: Actor, as_role: AsRole, settings) -> None:
    settings.LOA_SOUND_BYTES = 100
    with as_role("web", editor):
        with pytest.raises(Invalid, match="nặng quá"):
            actions.begin_upload(places.own.id, "a", 101)
        with pytest.raises(Invalid, match="trống"):
            actions.begin_upload(places.own.id, "a", 0)
        actions.begin_upload(places.own.id, "a", 100)
        actions.begin_upload(places.own.id, "a", 100)
        with pytest.raises(Invalid, match="gửi dở"):
            actions.begin_upload(places.own.id, "a", 1)
        for upload in list(Upload.objects.all()):
            actions.cancel_upload(upload.id)
        for _ in range(rules.OPEN_UPLOADS):
            actions.begin_upload(places.own.id, "a", 1)
        with pytest.raises(Invalid, match="gửi dở"):
            actions.begin_upload(places.own.id, "a", 1)


def test_bytes_beyond_the_row_are_written_over(places: Places, editor: Actor, as_role: AsRole) -> None:
    """A process killed between the disk and the commit leaves bytes that no row knows."""
    with as_role("web", editor):
        upload = actions.begin_upload(places.own.id, "a", 8)
        actions.append(upload.id, 0, b"1234")
        with store.upload(upload.id).open("ab") as left:
            left.write(b"rubbish of a dead process")
        done = actions.append(upload.id, 4, b"5678")
        assert done.sound is not None
        assert store.source(done.sound.id).read_bytes() == b"12345678"


def test_a_disk_with_less_than_the_row_says_sends_the_page_back(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    with as_role("web", editor):
        upload = actions.begin_upload(places.own.id, "a", 8)
        actions.append(upload.id, 0, b"1234")
        with store.upload(upload.id).open("r+b") as torn:
            torn.truncate(2)
        with pytest.raises(Conflict):
            actions.append(upload.id, 4, b"5678")
        assert whereabouts(upload.id).offset == 2
        done = actions.append(upload.id, 2, b"345678")
        assert done.sound is not None
        assert store.source(done.sound.id).read_bytes() == b"12345678"


def test_what_is_sent_at_the_disks_own_offset_counts_from_there(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    """A page that knows how much the disk holds need not ask: the row follows the disk, not its own sum."""
    with as_role("web", editor):
        upload = actions.begin_upload(places.own.id, "a", 8)
        actions.append(upload.id, 0, b"1234")
        with store.upload(upload.id).open("r+b") as torn:
            torn.truncate(2)
        with pytest.raises(Conflict) as refused:
            actions.append(upload.id, 4, b"5678")
        assert refused.value.offers == [2]
        assert actions.append(upload.id, 2, b"34").offset == 4
        assert actions.append(upload.id, 4, b"5678").sound is not None


def test_unfinished_uploads_are_forgotten_after_two_days(
    places: Places, editor: Actor, as_role: AsRole, django_capture_on_commit_callbacks
) -> None:
    with as_role("web", editor):
        old = actions.begin_upload(places.own.id, "a", 8)
        actions.append(old.id, 0, b"1234")
        fresh = actions.begin_upload(places.own.id, "b", 8)
    Upload.objects.filter(id=old.id).update(expires_at=clock.now() - timedelta(seconds=1))
    with as_role("web", editor), pytest.raises(NotFound):
        actions.append(old.id, 4, b"5678")
    with as_role("worker"), django_capture_on_commit_callbacks(execute=True):
        jobs.sweep(timestamp=0)
    assert [row.id for row in Upload.objects.all()] == [fresh.id]
    assert not store.upload(old.id).exists()


def test_the_worker_without_a_scope_sees_nothing(places: Places, as_role: AsRole) -> None:
    Sound.objects.create(id=uuid4(), unit=places.own, source_sha256="0" * 64, origin="upload")
    with as_role("worker"):
        assert not Sound.objects.exists()
    with as_role("worker", read=(places.own.id,)):
        assert Sound.objects.exists()
        assert Sound.objects.update(reason="x") == 0


def test_what_killed_processes_left_is_swept_after_three_days(folder: Path) -> None:
    old, fresh = store.upload(uuid4()), store.source(uuid4())
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert store.forget_old() == 1
    assert not old.exists()
    assert fresh.exists()
