"""The whole road for tests: each part a process of its own, real people, agents whose clocks we drive."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import numpy as np
from loa.bridge.tests.house import House, until
from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Device, Health
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.media import actions as media
from loa.media.models import Sound
from loa.newsroom import actions as newsroom
from loa.newsroom.models import Approval
from loa.newsroom.times import Once
from loa.places import scope
from loa.places.models import Unit
from loa.playlog import queries as playlog
from loa.playlog.queries import Occurrence
from loa.testing import bulletins, people
from loa_protocol import timing
from loa_protocol.enrolment import read_code, write_code

from tests import listening

PASSWORD = "bốn từ dễ nhớ"
PATIENCE_S = 120.0
AROUND_MS = 20_000
SERVER = ("signer", "bridge", "files", "worker", "media", "web")
AGENTS = ("agent1", "agent2")
QUEUES = {"worker": ("--all-but", "media"), "media": ("--only", "media")}


@dataclass
class Whole(House):
    """A house with its web and workers, and agents that write into files on driven clocks; `settings` says
    what is otherwise for an agent."""

    devices: dict[str, UUID] = field(default_factory=dict)
    settings: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def _told(self, name: str) -> dict[str, str]:
        role = "worker" if name == "media" else name
        told = {**super()._told(role), "DJANGO_SETTINGS_MODULE": "loa.config.settings.test"}
        told |= self.for_parts.get(name, {})  # the media worker's role is the worker's, its stores are not
        told.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        return told

    def _command(self, name: str) -> list[str]:
        if name in QUEUES:
            return [sys.executable, "-m", "loa.config.manage", "work", *QUEUES[name]]
        return super()._command(name)

    def agent(self, name: str, *said: str) -> list[str]:
        """The command line of a real agent; a driven clock listens on `<name>/drive`."""
        folder = self.home / name
        folder.mkdir(mode=0o700, exist_ok=True)
        wanted = {
            "state": str(folder / "state"),
            "sound": f"file:{folder / 'sound'}",
            "clock": f"driven:{folder / 'drive'}",
            "health_s": 5,
            **self.settings.get(name, {}),
        }
        (folder / "agent.json").write_text(json.dumps(wanted))
        return [sys.executable, "-m", "loa_agent", "--config", str(folder / "agent.json"), *said]

    def logs(self) -> str:
        """The last words of everything that ran."""
        return "\n".join(f"== {path.name}\n{self.log(path.stem)}" for path in sorted(self.home.glob("*.log")))

    def until(self, condition: Callable[[], object], patience: float = PATIENCE_S):
        return until(condition, self.logs, patience)

    def end(self, *names: str) -> None:
        """SIGTERM, and gone."""
        for name in names:
            self.processes[name].terminate()
        for name in names:
            self.processes.pop(name).wait(60)

    def claim(self, name: str, code: str) -> None:
        """By the agent's own command, over HTTP; again while the web is not up yet."""
        told = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

        def claimed() -> bool:
            command = self.agent(name, "claim", "--demo", code)
            done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
            (self.home / f"{name}.log").write_text(done.stderr)
            return done.returncode == 0

        self.until(claimed)

    def drive(self, name: str, ms: int) -> dict:
        """Let this agent's time pass until then; how it is afterwards."""
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(PATIENCE_S)
            peer.connect(str(self.home / name / "drive"))
            peer.sendall(json.dumps({"to": ms}).encode() + b"\n")
            with peer.makefile("rb") as answers:
                return json.loads(answers.readline())

    def driven(self, ms: int) -> list[dict]:
        """All agents there."""
        return [self.drive(name, ms) for name in self.devices]

    def along(self, condition: Callable[[], object]) -> Callable[[], object]:
        """The condition, asked while the agents' time keeps up with ours."""

        def asked() -> object:
            self.driven(now_ms())
            return condition()

        return asked

    def switch_on(self) -> None:
        """The agents, their clocks set right as a good RTC would."""
        for name in self.devices:
            self.start_agent(name)
        for name in self.devices:
            self.until(lambda name=name: self.answers(name))

    def answers(self, name: str) -> bool:
        with contextlib.suppress(OSError):
            return bool(self.drive(name, now_ms()))
        return False

    def sound_folder(self, name: str) -> Path:
        return self.home / name / "sound"


def now_ms() -> int:
    return timing.to_ms(clock.now())


@dataclass(frozen=True)
class Staff:
    """A commune that may be heard at every hour, and who works there."""

    unit: Unit
    editor: Actor
    approver: Actor
    operator: Actor


def _one(name: str, role: Role, unit: Unit, username: str) -> Actor:
    return people.someone(name, (role, unit), home=unit, username=username, password=PASSWORD)


def staff(unit: Unit, operator: Actor, number: str = "") -> Staff:
    """People with passwords; the editor is `hanh`, the approver `thanh`, each with the number."""
    bulletins.rule(unit, windows=[[0, 1440]], quiet=())
    return Staff(
        unit,
        _one("Lê Thị Hạnh", Role.EDITOR, unit, f"hanh{number}"),
        _one("Nguyễn Văn Thành", Role.APPROVER, unit, f"thanh{number}"),
        operator,
    )


@contextlib.contextmanager
def as_person(actor: Actor) -> Iterator[None]:
    """Acts as a signed-in person does in a request."""
    with ExitStack() as stack:
        stack.enter_context(acting.acting(actor))
        stack.enter_context(scope.for_actor(actor))
        yield


def open_house(whole: Whole, agents: tuple[str, ...] = AGENTS) -> Staff:
    """Everything runs, and the agents have claimed their codes over HTTP; they are not switched on yet."""
    at = people.places()
    found = staff(at.own, _one("Vũ Thị Vận", Role.OPERATOR, at.province, "van"))
    whole.start(*SERVER)
    whole.until(keys.root)
    for name in agents:
        whole.claim(name, new_cluster(whole, found, name))
    return found


def new_cluster(whole: Whole, found: Staff, name: str) -> str:
    """A cluster of the commune, and the text of its claim code."""
    with as_person(found.operator):
        device: Device = fleet.add_device(Place(found.unit), f"Cụm {name}")
        code = read_code(fleet.make_claim_code(device.id).text)
    whole.devices[name] = device.id
    # This process was told of another address than the house's web.
    return write_code(msgspec.structs.replace(code, server=whole.url))


def approved(whole: Whole, found: Staff, words: str, at: datetime) -> Approval:
    """A recorded bulletin, uploaded, made fit for horns by the worker, and approved for this local time."""
    recording = subprocess.run(["espeak-ng", "-v", "vi", "--stdout", words], check=True, capture_output=True)
    with as_person(found.editor):
        upload = media.begin_upload(found.unit.pk, "thu-san.wav", len(recording.stdout))
        sound_id = media.append(upload.id, 0, recording.stdout).sound_id
    sound = whole.until(lambda: Sound.objects.filter(pk=sound_id, state=Sound.State.READY).first())
    desk = bulletins.Desk(found.unit, found.editor, found.approver, None)
    with as_person(found.editor):
        made = newsroom.submit(newsroom.create(found.unit.pk, desk.words(sound, times=(Once(at),))).pk)
    with as_person(found.approver):
        return newsroom.approve(made.pk, made.latest_revision_id, bulletins.proof(found.approver))


def held(whole: Whole) -> bool:
    """Has every agent said that it holds its plan and all that it names?"""
    told = Health.objects.filter(device__in=whole.devices.values(), missing=0).exclude(body_sha256="")
    return told.count() == len(whole.devices)


def airing(found: Staff, bulletin_id: int) -> Occurrence | None:
    """The one planned sounding of this bulletin as the province's play log has it."""
    rows = playlog.of_bulletin(found.unit.id, bulletin_id)
    assert len(rows) <= 1
    return rows[0] if rows else None


def a_minute_ahead(seconds: int) -> datetime:
    """A full minute at least so many seconds from now; naive local time, as people write it."""
    at = clock.local(clock.now()) + timedelta(seconds=seconds + 59)
    return at.replace(second=0, microsecond=0, tzinfo=None)


def moment(at: datetime) -> int:
    """A naive local time as UTC ms."""
    return timing.to_ms(at.replace(tzinfo=clock.LOCAL))


def sounded_on_the_second(whole: Whole, name: str, reference: np.ndarray, start: int) -> None:
    """In what the agent wrote, the approved sound lies at its second; in the hour after it, nowhere."""
    end = start + len(reference) * 1000 // listening.RATE
    folder = whole.sound_folder(name)
    alike, place = listening.search(reference, listening.heard(folder, start - AROUND_MS, end + AROUND_MS))
    assert alike > 0.9, name
    assert abs(place - AROUND_MS / 1000) < 0.02, name
    silent = listening.heard(folder, end + 1000, end + 1000 + listening.HOUR_MS)
    assert listening.search(reference, silent)[0] < 0.1, name
