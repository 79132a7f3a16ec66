"""The first sound: a box claims its code, is given a plan, and sounds the approved bulletin on the second.

Every part is a process of ours: web, signer, bridge, file door, agent; the broker and the database are real.
"""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
import msgspec
import numpy as np
from loa_agent.sound.opus import Reader
from loa_protocol.enrolment import read_code, write_code

from loa.airtime import actions as airtime
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Slot
from loa.bridge.tests.house import until
from loa.dispatch import targets
from loa.dispatch.actions import silence
from loa.dispatch.models import Attempt
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Health
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.keys.models import ToSign
from loa.newsroom import actions as newsroom
from loa.newsroom.models import Bulletin
from loa.newsroom.times import Once
from loa.places import scope
from loa.playlog import queries as playlog
from loa.playlog.models import PlayRecord
from loa.testing import bulletins
from loa.testing.people import places as make_places
from loa.testing.people import someone

RATE = 48_000


def spoken(home: Path) -> bytes:
    """A sentence as the server encodes sounds: Opus in Ogg, 48 kHz mono."""
    said = "Ủy ban nhân dân xã thông báo: chiều nay có mưa to, bà con chú ý đề phòng ngập lụt."
    wav = subprocess.run(["espeak-ng", "-v", "vi", "--stdout", said], check=True, capture_output=True).stdout
    made = home / "said.ogg"
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-loglevel",
            "error",
            "-i",
            "pipe:0",
            "-ar",
            "48000",
            "-ac",
            "1",
            "-c:a",
            "libopus",
            str(made),
        ],
        check=True,
        input=wav,
    )
    return made.read_bytes()


def as_person(actor):
    """Acts as a signed-in person does in a request."""
    from contextlib import ExitStack

    stack = ExitStack()
    stack.enter_context(acting.acting(actor))
    stack.enter_context(scope.for_actor(actor))
    return stack


def score(heard: np.ndarray, reference: np.ndarray) -> tuple[float, int]:
    """How alike, 0..1, and at which sample of `heard` the reference begins."""
    long, short = heard.astype(np.float64), reference.astype(np.float64)
    size = 1 << (len(long) + len(short)).bit_length()
    found = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)[: len(long)]
    energy = np.cumsum(np.concatenate([[0.0], long**2]))
    ends = np.minimum(np.arange(len(long)) + len(short), len(long))
    under = np.sqrt(np.maximum(energy[ends] - energy[: len(long)], 1e-9) * np.sum(short**2))
    alike = found / np.maximum(under, np.sqrt(np.sum(short**2)))
    place = int(np.argmax(alike))
    return float(alike[place]), place


def approved(house, unit, editor, approver):
    """A bulletin approved for the next quarter of a minute, its rendition in the media folder."""
    data = spoken(house.home)
    name = hashlib.sha256(data).hexdigest()
    reader = Reader(house.home / "said.ogg", name, 0)
    samples = reader.read(RATE * 60)
    reader.close()
    sound = bulletins.ready_sound(unit, data, len(samples) // 48)
    sound.bytes = len(data)
    sound.save()
    (house.home / "media" / name[:2]).mkdir()
    (house.home / "media" / name[:2] / name).write_bytes(data)
    bulletins.rule(unit, windows=[[0, 1440]], quiet=())
    at = clock.local(clock.now() + timedelta(minutes=2)).replace(second=0, microsecond=0, tzinfo=None)
    desk = bulletins.Desk(unit, editor, approver, None)
    with as_person(editor):
        made = newsroom.submit(newsroom.create(unit.pk, desk.words(sound, times=(Once(at),))).pk)
    with as_person(approver):
        newsroom.approve(made.pk, made.latest_revision_id, bulletins.proof(approver))
    return made, samples


def in_a_moment(operator, seconds):
    """The operator moves the slot to some seconds from now; the listener compiles."""
    start = clock.local(clock.now() + timedelta(seconds=seconds)).replace(microsecond=0)
    if start.minute == 59 and start.second >= 40:  # it sounds within one hour's file, and one day
        start += timedelta(seconds=60 - start.second)
    day = start.date()
    with as_person(operator):
        airtime.move(Slot.objects.get().pk, SlotRequest(day, day, (day.isoweekday(),), start.time()))
    return start


def test_a_box_is_claimed_and_sounds_the_approved_bulletin_on_the_second(house):
    found = make_places()
    operator = someone("Vũ Thị Vận", (Role.OPERATOR, found.province), home=found.province, username="van")
    editor = someone("Lê Thị Mai", (Role.EDITOR, found.own), home=found.own, username="mai")
    approver = someone("Hà Văn Chủ", (Role.APPROVER, found.own), home=found.own, username="chu")
    house.start("signer", "bridge", "files", "web")
    until(keys.root, lambda: house.log("signer"))
    with as_person(operator):
        device = fleet.add_device(Place(found.own), "Cụm 01")
        code = read_code(fleet.make_claim_code(device.id).text)
    # This process was told of another address than the house's web.
    claim(house, write_code(msgspec.structs.replace(code, server=f"http://127.0.0.1:{house.web_port}")))
    house.start_agent("agent1")
    until(
        lambda: Health.objects.filter(device=device.id, connected=True).exists(), lambda: house.log("agent1")
    )

    bulletin, reference = approved(house, found.own, editor, approver)
    start = in_a_moment(operator, 15)
    held = lambda: Health.objects.filter(device=device.id, missing=0).exclude(body_sha256="").exists()  # noqa: E731
    until(held, lambda: house.log("signer") + house.log("agent1") + str(list(ToSign.objects.values())))
    completed = lambda: PlayRecord.objects.filter(kind="completed", counts=True).exists()  # noqa: E731
    until(completed, lambda: house.log("agent1") + house.log("bridge"))

    wav = house.home / "agent1" / "sound" / f"{start:%Y-%m-%dT%H}.wav"
    heard = np.memmap(wav, np.int16, "r", 44)
    planned = (start.minute * 60 + start.second) * RATE
    before = min(planned, 5 * RATE)  # an hour's file begins with the hour
    around = slice(planned - before, planned + len(reference) + 5 * RATE)
    alike, place = score(np.array(heard[around]), reference)
    assert alike > 0.95
    assert abs(place - before) < RATE // 100
    assert not heard[: around.start].any()
    assert not heard[around.stop :].any()
    (occurrence,) = playlog.of_bulletin(found.own.id, bulletin.pk)
    tally = occurrence.tally
    assert (tally.planned, tally.received, tally.started, tally.completed) == (1, 1, 1, 1)
    assert tally.rest == []
    silenced_in_time(house, found, operator, device)


def silenced_in_time(house, found, operator, device):
    """Silence reaches the box, is acknowledged, and shows in its health."""
    with as_person(operator):
        act = silence(targets.unit(found.own.id), "Có đám tang gần loa")
    assert act.reaches == 1
    answered = lambda: Attempt.objects.filter(act=act, state="applied").exists()  # noqa: E731
    until(answered, lambda: house.log("bridge") + house.log("agent1"))
    until(
        lambda: Health.objects.filter(device=device.id, silenced=True).exists(), lambda: house.log("agent1")
    )
    assert Bulletin.objects.count() == 1


def claim(house, code):
    """The agent's own command, over HTTP to the running web."""
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def once():
        return subprocess.run(
            house.agent("agent1", "claim", "--demo", code),
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )

    said = []

    def claimed():
        said.append(once())
        return said[-1].returncode == 0

    until(claimed, lambda: said[-1].stderr + house.log("web"))
