"""Sounds in a store elsewhere: what a person hears, and what becomes of a sound when the store fails."""

from pathlib import Path

import pytest

from loa.kernel.actor import Actor
from loa.media import store
from loa.media.actions import work
from loa.media.models import Sound
from loa.media.tests.test_a_row_never_sticks import recording, uploaded
from loa.media.tests.test_listening import listened
from loa.objects.port import StoreError
from loa.testing.faulty import Fault, Faulty
from loa.testing.people import Places
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(
    tmp_path: Path, settings, faulty: Faulty, places: Places, editor: Actor, as_role: AsRole
) -> Sound:
    """An uploaded sound that waits to be made; what is made goes to our own store."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_STORE = faulty.place("loa-media")
    return uploaded(as_role, editor, places.own.id, recording(tmp_path))


def make(as_role: AsRole, sound: Sound) -> None:
    with as_role("worker"):
        work.work(sound.unit_id, sound.id)


def test_it_is_made_into_the_store_and_heard_from_there(
    waiting: Sound, faulty: Faulty, editor: Actor, as_role: AsRole, tmp_path: Path
) -> None:
    make(as_role, waiting)
    waiting.refresh_from_db()
    name = waiting.sha256
    assert waiting.state == Sound.State.READY
    data = faulty.objects[f"loa-media/loa/{name[:2]}/{name}"]
    assert not list((tmp_path / "media").glob("[0-9a-f][0-9a-f]/*"))
    answer = listened(editor, as_role, waiting)
    assert (answer.status_code, answer.content) == (200, data)
    answer = listened(editor, as_role, waiting, HTTP_RANGE="bytes=100-199")
    assert (answer.status_code, answer.content) == (206, data[100:200])


@pytest.mark.parametrize("fault", [Fault.REFUSES, Fault.FAILS, Fault.FORGETS, Fault.KEEPS_OTHERS])
def test_a_store_that_fails_costs_a_sound_no_attempt(
    waiting: Sound, faulty: Faulty, as_role: AsRole, fault: Fault
) -> None:
    faulty.does(fault)
    for _ in range(4):
        with pytest.raises(StoreError):
            make(as_role, waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.reason) == ("waiting", 0, "")
    assert store.source(waiting.id).exists()
    faulty.behaves()
    make(as_role, waiting)
    waiting.refresh_from_db()
    assert waiting.state == Sound.State.READY


def test_who_listens_is_told_to_wait_while_the_store_is_away(
    waiting: Sound, faulty: Faulty, editor: Actor, as_role: AsRole
) -> None:
    make(as_role, waiting)
    faulty.does(Fault.FAILS)
    answer = listened(editor, as_role, waiting)
    assert answer.status_code == 503
    assert "Kho tệp tiếng chưa trả lời" in answer.content.decode()
    faulty.behaves()
    faulty.objects.clear()
    assert listened(editor, as_role, waiting).status_code == 404


def test_the_check_reads_the_store(waiting: Sound, faulty: Faulty, as_role: AsRole) -> None:
    make(as_role, waiting)
    waiting.refresh_from_db()
    assert list(store.damaged()) == []
    (key,) = faulty.objects
    faulty.objects[key] = b"torn"
    assert list(store.damaged()) == [waiting.sha256]
