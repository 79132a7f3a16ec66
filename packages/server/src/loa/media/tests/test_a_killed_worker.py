"""A real worker, killed with -9 in the middle of a sound: the next worker finishes it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from loa.kernel import clock
from loa.kernel.roles import Role
from loa.media import actions, jobs, rules, store
from loa.media.models import Sound
from loa.media.tests.recordings import speech, write_wav
from loa.testing import people
from loa.testing.cluster import Cluster
from loa.testing.plugin import AsRole

WITHIN_SECONDS = 120


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition, not for a time; give up in the end."""
    end = time.monotonic() + WITHIN_SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def state(sound: Sound) -> str:
    sound.refresh_from_db()
    return sound.state


@pytest.fixture
def start(own_database: str, cluster: Cluster, tmp_path: Path) -> Callable[[], "subprocess.Popen[bytes]"]:
    told = {
        **os.environ,
        **cluster.environment("loa_worker", own_database),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
        "LOA_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "loa.config.manage", "procrastinate", "worker", "-q", "media"]
    return lambda: subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_the_next_worker_finishes(
    start: Callable[[], "subprocess.Popen[bytes]"], tmp_path: Path, settings, as_role: AsRole
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    places = people.places()
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    data = write_wav(tmp_path / "s.wav", np.tile(speech(), 20)).read_bytes()
    with as_role("web", mai):
        upload = actions.begin_upload(places.own.id, "s.wav", len(data))
        sound = actions.append(upload.id, 0, data).sound
    assert sound is not None
    with start() as first:
        until(lambda: state(sound) == Sound.State.WORKING and bool(list((tmp_path / "media/work").glob("*"))))
        first.kill()
    assert state(sound) == Sound.State.WORKING
    lost = clock.now() - rules.STUCK_AFTER - timedelta(seconds=1)
    Sound.objects.filter(id=sound.id).update(changed_at=lost)
    with as_role("worker"):
        jobs.rescue(timestamp=0)
    with start() as second:
        until(lambda: state(sound) in (Sound.State.READY, Sound.State.FAILED))
        second.terminate()
    assert (sound.state, sound.attempts) == (Sound.State.READY, 2)
    assert store.digest(store.renditions().path(sound.sha256)) == sound.sha256
