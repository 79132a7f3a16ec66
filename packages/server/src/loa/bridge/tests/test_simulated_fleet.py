"""A simulated fleet against the real server: enrolled, provided, sounding, silenced, killed, counted."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
from loa_protocol.encoding import from_text, to_text
from loa_simulator import enrolment

from loa.bridge.tests.house import until
from loa.bridge.tests.test_first_sound import approved, as_person, in_a_moment
from loa.dispatch import targets
from loa.dispatch.actions import restore, silence
from loa.dispatch.models import Attempt
from loa.fleet import sealed_claim
from loa.fleet.actions.enrolling import Enrolment, enrol_demo
from loa.fleet.models import Health
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.playlog import queries as playlog
from loa.playlog.models import Gap, PlayRecord
from loa.testing.people import places as make_places
from loa.testing.people import someone

DEVICES = 60


def enrolled(unit, operator) -> enrolment.FleetFile:
    """The fleet file as the demo writes it: keys by the simulator, rows by the server."""
    file = enrolment.make(DEVICES)
    with as_person(operator):
        wanted = [
            Enrolment(sealed_claim.read(from_text(each.claim)), None, f"Cụm {number:02}")
            for number, each in enumerate(file.devices, 1)
        ]
        enrol_demo(unit, wanted)
    return file


def started(house, file) -> subprocess.Popen:
    """The simulator's own command."""
    path = house.home / "fleet.json"
    root = keys.root()
    server = enrolment.Server(
        keys.server_name(),
        f"mqtt://127.0.0.1:{house.broker.mqtt}",
        to_text(bytes(root.statement)),
        root.sha256,
    )
    enrolment.write(path, msgspec.structs.replace(file, server=server))
    given = ["--devices", str(DEVICES), "--dir", str(house.home / "fleet"), "--enrol", str(path)]
    command = [sys.executable, "-m", "loa_simulator", *given, "--health-s", "5"]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (house.home / "simulator.log").open("ab") as log:
        house.processes["simulator"] = subprocess.Popen(command, env=told, stdout=log, stderr=log)
    return house.processes["simulator"]


def test_a_fleet_is_provided_sounds_obeys_and_is_counted_though_killed(house):
    found = make_places()
    operator = someone("Vũ Thị Vận", (Role.OPERATOR, found.province), home=found.province, username="van")
    editor = someone("Lê Thị Mai", (Role.EDITOR, found.own), home=found.own, username="mai")
    approver = someone("Hà Văn Chủ", (Role.APPROVER, found.own), home=found.own, username="chu")
    house.start("signer", "bridge", "files")
    until(keys.root, lambda: house.log("signer"))
    fleet = started(house, enrolled(found.own, operator))

    def logs() -> str:
        seen = Health.objects.filter(connected=True).count()
        return f"{seen} connected\n" + "".join(map(house.log, ("simulator", "bridge", "signer")))

    until(lambda: Health.objects.filter(connected=True).count() == DEVICES, logs)
    bulletin, _ = approved(house, found.own, editor, approver)
    in_a_moment(operator, 25)
    provided = Health.objects.filter(missing=0).exclude(body_sha256="")
    until(lambda: provided.count() == DEVICES, logs)
    (part,) = Path(f"/proc/{fleet.pid}/task/{fleet.pid}/children").read_text().split()

    def tally():
        occurrences = playlog.of_bulletin(found.own.id, bulletin.pk)
        return occurrences[0].tally if occurrences else None

    until(lambda: (told := tally()) is not None and told.completed == DEVICES, logs)
    assert (tally().planned, tally().received, tally().started, tally().completed) == (DEVICES,) * 4
    assert tally().rest == []

    os.kill(int(part), signal.SIGKILL)
    boots = lambda: PlayRecord.objects.filter(kind="boot").count()  # noqa: E731
    until(lambda: boots() == 2 * DEVICES, logs)
    assert not Gap.objects.exists()

    with as_person(operator):
        act = silence(targets.unit(found.own.id), "Có đám tang gần loa")
    assert act.reaches == DEVICES
    applied = lambda: Attempt.objects.filter(act=act, state="applied").count()  # noqa: E731
    until(lambda: applied() == DEVICES, logs)
    until(lambda: Health.objects.filter(silenced=True).count() == DEVICES, logs)
    with as_person(operator):
        restore(targets.unit(found.own.id), "")
    until(lambda: not Health.objects.filter(silenced=True).exists(), logs)
