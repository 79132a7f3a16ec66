"""Simulated devices for a benchmark: enrolled by the fleet's own action, run by the simulator's own
command."""

from benchmarks import province
from benchmarks.keys import SECRET, key_of

# isort: split
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
from loa.bridge.tests.house import House
from loa.fleet import sealed_claim
from loa.fleet.actions.enrolling import Enrolment, enrol_demo
from loa.kernel import actor as acting
from loa.keys import queries as keys
from loa.people import who
from loa.places import scope
from loa.places.models import Unit
from loa_protocol.encoding import from_text, to_text
from loa_simulator import enrolment
from loa_simulator.fleet import Total


@contextmanager
def as_operator(made: province.Province) -> Iterator[None]:
    """Acts as the province's operator, signed in."""
    account = made.operator
    assert account is not None
    with scope.using([made.unit.pk], [made.unit.pk], account.person_id, account.pk):
        grants = who.grants_of(account.person_id)
    actor = acting.Actor(account.pk, account.person_id, account.person.name, grants)
    with acting.acting(actor), scope.for_actor(actor):
        yield


class Fleet:
    """The devices enrolled in some communes, and the command that runs them."""

    def __init__(self, made: province.Province, house: House) -> None:
        self._made = made
        self._house = house
        self._members: list[enrolment.Member] = []
        self._folder = house.home / "fleet"

    def enrol(self, unit: Unit, hamlets: Sequence[int | None]) -> None:
        """Enrols a device in each of these hamlets of a commune; None is the whole commune."""
        wanted = []
        for hamlet in hamlets:
            number = len(self._members)
            device = uuid.UUID(int=0xA6E << 112 | number)
            member = enrolment.member(str(device), key_of(str(device)))
            self._members.append(member)
            claim = sealed_claim.read(from_text(member.claim))
            assert claim is not None
            wanted.append(Enrolment(claim, hamlet, f"Máy {number:05}"))
        with as_operator(self._made):
            enrol_demo(unit, wanted)

    @property
    def devices(self) -> list[str]:
        """Their ids."""
        return [each.device for each in self._members]

    def start(self, *, processes: int, per_second: float, health_s: int = 300) -> None:
        """Switches them on, `per_second` each second."""
        root = keys.root()
        assert root is not None
        server = enrolment.Server(
            keys.server_name(),
            f"mqtt://127.0.0.1:{self._house.broker.mqtt}",
            to_text(bytes(root.statement)),
            root.sha256,
        )
        path = self._house.home / "fleet.json"
        enrolment.write(path, enrolment.FleetFile(SECRET, tuple(self._members), server))
        given = {
            "--devices": len(self._members),
            "--dir": self._folder,
            "--enrol": path,
            "--processes": processes,
            "--per-second": per_second,
            "--health-s": health_s,
        }
        said = [str(word) for pair in given.items() for word in pair]
        with (self._house.home / "simulator.log").open("ab") as log:
            self._house.processes["simulator"] = subprocess.Popen(
                [sys.executable, "-m", "loa_simulator", *said],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=log,
                stderr=log,
            )

    def total(self) -> Total | None:
        """Returns what the devices themselves report, or None before the first second is over."""
        try:
            return msgspec.json.decode((self._folder / "status.json").read_bytes(), type=Total)
        except FileNotFoundError:
            return None
