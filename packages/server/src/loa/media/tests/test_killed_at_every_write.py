"""An upload whose process dies at any write goes on from what the row says, and ends as the same bytes."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from loa.kernel.actor import Actor
from loa.kernel.errors import Conflict
from loa.kernel.roles import Role
from loa.media import actions, store
from loa.media.actions.upload import whereabouts
from loa.media.models import Sound, Upload
from loa.media.tests.test_uploads import waiting_jobs
from loa.testing import people
from loa.testing.cluster import Cluster
from loa.testing.plugin import AsRole

DATA = b"0123456789abcdef" * 64


class Sender:
    """Sends as one editor, each piece in a fork of a process that holds no connection."""

    def __init__(self, process: "subprocess.Popen[str]", actor: Actor) -> None:
        self.process, self.actor = process, actor
        self.unit = actor.grants[0].unit_id

    def send(self, upload: UUID, offset: int, data: bytes, die_at: int = 0) -> tuple[int, list[str]]:
        """Exit code and the steps that the fork passed."""
        order = {"upload": str(upload), "offset": offset, "data": data.hex(), "die_at": die_at}
        assert self.process.stdin is not None
        self.process.stdin.write(
            json.dumps({**order, "person": self.actor.person_id, "unit": self.unit}) + "\n"
        )
        self.process.stdin.flush()
        steps = []
        while not (line := self.line()).startswith("exit"):
            steps.append(line)
        code = int(line.split()[1])
        assert code in (0, -signal.SIGKILL), self.process.stderr
        return code, steps

    def line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the sending process ended"
        return line.strip()


@pytest.fixture
def sender(own_database: str, cluster: Cluster, tmp_path: Path, settings) -> Iterator[Sender]:
    settings.MEDIA_ROOT = tmp_path
    places = people.places()
    actor = people.someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    environment = {
        **os.environ,
        **cluster.environment("loa_web", own_database),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "loa.media.tests.sending", str(tmp_path)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        sending = Sender(process, actor)
        assert sending.line() == "ready"
        yield sending
        process.communicate()


def begun(sender: Sender, as_role: AsRole) -> Upload:
    with as_role("web", sender.actor):
        return actions.begin_upload(sender.unit, "a.wav", len(DATA))


def offset_now(sender: Sender, as_role: AsRole, upload: Upload) -> int:
    with as_role("web", sender.actor):
        return whereabouts(upload.id).offset


def test_a_death_at_each_step_of_the_last_piece(sender: Sender, as_role: AsRole) -> None:
    rehearsal = begun(sender, as_role)
    assert sender.send(rehearsal.id, 0, DATA[:500])[0] == 0
    code, steps = sender.send(rehearsal.id, 500, DATA[500:])
    assert code == 0
    assert {"after pwrite", "after fsync", "after link", "after replace", "after commit"} <= set(steps)
    # By chance of content addressing the rehearsal's sound would be found again: each trial starts without
    # it.
    for die_at in range(1, len(steps) + 1):
        _forget_all()
        upload = begun(sender, as_role)
        assert sender.send(upload.id, 0, DATA[:500])[0] == 0
        code, passed = sender.send(upload.id, 500, DATA[500:], die_at)
        assert code == -signal.SIGKILL, (die_at, passed)
        at = offset_now(sender, as_role, upload)
        assert at in (500, len(DATA)), steps[die_at - 1]
        assert Sound.objects.exists() == (at == len(DATA)), "half of it was kept"
        if at == 500:
            assert sender.send(upload.id, 500, DATA[500:])[0] == 0
        sound = Sound.objects.get()
        assert store.source(sound.id).read_bytes() == DATA
        assert [job["sound_id"] for job in waiting_jobs()] == [str(sound.id)]


def test_a_death_at_each_step_of_the_first_piece(sender: Sender, as_role: AsRole) -> None:
    _, steps = sender.send(begun(sender, as_role).id, 0, DATA[:500])
    for die_at in range(1, len(steps) + 1):
        _forget_all()
        upload = begun(sender, as_role)
        assert sender.send(upload.id, 0, DATA[:500], die_at)[0] == -signal.SIGKILL
        at = offset_now(sender, as_role, upload)
        assert at in (0, 500)
        assert sender.send(upload.id, at, DATA[at:])[0] == 0
        assert store.source(Sound.objects.get().id).read_bytes() == DATA


def test_two_at_once_stand_in_line(sender: Sender, as_role: AsRole) -> None:
    """The same piece twice at the same moment: one is taken, the other told where the upload stands."""
    upload = begun(sender, as_role)
    outcomes: list[str] = []

    def send() -> None:
        try:
            with as_role("web", sender.actor):
                actions.append(upload.id, 0, DATA[:700])
            outcomes.append("taken")
        except Conflict as conflict:
            outcomes.append(f"conflict at {conflict.offers[0]}")
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert sorted(outcomes) == ["conflict at 700", "taken"]
    assert offset_now(sender, as_role, upload) == 700
    assert store.upload(upload.id).read_bytes() == DATA[:700]


def _forget_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from media_upload")
        cursor.execute("delete from media_sound")
        cursor.execute("set role none")
        cursor.execute("delete from procrastinate_events; delete from procrastinate_jobs")
        cursor.execute("set role loa_owner")
