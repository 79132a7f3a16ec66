"""The demo's clusters: 198 that the simulator runs, and two that wait for real agents with their codes."""

import json
from pathlib import Path
from uuid import UUID

from loa_protocol.encoding import from_text, to_text

from loa.config.env import env
from loa.demo.communes import around, spot
from loa.demo.lists import Commune
from loa.demo.persons import as_person, holder
from loa.fleet import actions as fleet
from loa.fleet import sealed_claim
from loa.fleet.actions.enrolling import Enrolment
from loa.fleet.actions.listing import Place
from loa.fleet.models import Device
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.places.models import Hamlet, Unit

REAL = 2
SITES = ("nhà văn hóa", "cột điện đầu ngõ", "trường tiểu học", "ngã ba", "trạm bơm", "sân kho", "chợ")
AT_THE_HAMLET_KM = 0.35


Told = dict[str, object]
"""A simulated device: `device` (its id), and the `claim` that it has sealed (base64url)."""


def simulated(devices: list[Told], communes: tuple[Commune, ...]) -> list[list[Told]]:
    """Distributes the fleet's devices over the communes in order. The first commune gets fewer, because it
    has the real ones."""
    dealt, start = [], 0
    for place, commune in enumerate(communes):
        count = commune.clusters - (REAL if place == 0 else 0)
        dealt.append(devices[start : start + count])
        start += count
    return dealt


def enrol(unit: Unit, hamlets: list[Hamlet], devices: list[Told], first_number: int) -> int:
    """Enrols the commune's simulated clusters, as its operator. Returns how many exist then."""
    known = set(Device.objects.filter(unit=unit).values_list("id", flat=True))
    wanted = [
        _enrolment(unit, hamlets, each, number)
        for number, each in enumerate(devices, first_number)
        if UUID(str(each["device"])) not in known
    ]
    if wanted:
        with as_person(holder(Role.OPERATOR, unit.pk)):
            fleet.enrol_demo(unit, wanted)
    return len(known) + len(wanted)


def _enrolment(unit: Unit, hamlets: list[Hamlet], told: Told, number: int) -> Enrolment:
    place = _place(unit, hamlets, number)
    claim = sealed_claim.read(from_text(str(told["claim"])))
    if claim is None:
        raise ValueError(f"{told['device']} has sealed no claim")
    return Enrolment(
        claim,
        place.hamlet.pk if place.hamlet else None,
        f"Cụm {number:02}",
        place.site,
        place.latitude,
        place.longitude,
    )


def _place(unit: Unit, hamlets: list[Hamlet], number: int) -> Place:
    """Returns where a cluster stands: near its hamlet's point and always the same. A hamlet has seven sites
    before a name repeats."""
    turn, place = divmod(number, len(hamlets))
    hamlet = hamlets[place]
    middle = (hamlet.latitude, hamlet.longitude)
    north, east = spot(unit, str(hamlet)) if None in middle else (hamlet.latitude or 0, hamlet.longitude or 0)
    latitude, longitude = around(north, east, AT_THE_HAMLET_KM, f"{unit.code} {number}")
    site = f"{SITES[(turn + place) % len(SITES)]} {hamlet}"
    return Place(unit, hamlet, site, latitude, longitude)


def waiting(unit: Unit, hamlets: list[Hamlet], folder: Path) -> None:
    """Creates the rows of the real agents and, while no box has claimed them, writes a new code for each to
    `agentN.code`."""
    with as_person(holder(Role.OPERATOR, unit.pk)):
        for number in range(1, REAL + 1):
            name = f"Cụm {number:02}"
            device = Device.objects.filter(unit=unit, name=name).first()
            if device is None:
                device = fleet.add_device(_place(unit, hamlets, number), name)
            if device.state == Device.State.NEW:
                code = fleet.make_claim_code(device.id)
                write(folder / f"agent{number}.code", code.text + "\n")


def report_to_server(path: Path) -> None:
    """Writes what the simulated fleet must know of its server. Raises LookupError before the signer has made
    a root."""
    root = keys.root()
    if root is None:
        raise LookupError("no root yet")
    told = {
        "name": keys.server_name(),
        "mqtt": env().mqtt_public,
        "root": to_text(bytes(root.statement)),
        "root_sha256": root.sha256,
    }
    write(path, json.dumps(told) + "\n")


def write(path: Path, text: str) -> None:
    """Writes the file in one step: a reader sees all of it or nothing."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
