"""The commands that the launcher runs besides `run`, as the signer's user and database role.

Answers are JSON values; the launcher writes the sentences for people (`./loa keys`).
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from loa_protocol.encoding import decode, to_text
from loa_protocol.messages import TrustFile

from loa.config.env import env
from loa.fleet.models import Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.rules import LONGEST_LOWERED, LOWERED_FOR, MOST_LOWERED, NotLowered
from loa.places import queries as places
from loa.places import scope
from loa.places.models import Unit
from loa.signer import ceremony, lowering, sheet, statement
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import PURPOSES, Files


def status() -> dict[str, object]:
    """Returns what the signer holds; times are ISO 8601 in UTC.

    `top`: code of the place above all others, null where the root's statement names none. `purposes`: until
    when each key signs, null where no key is here. `lowered`: the floors that the root lowered and that have
    not ended. `clock`: what the clock shows and the newest thing signed, where that is why nothing is signed.
    `restored`: when the backup was made after whose restore no plan is signed yet. Raises
    django.db.DatabaseError.
    """
    environment = env()
    key_ring = KeyRing(Files(environment.keys_dir))
    with scope.entered(scope.everywhere(writing=False)):
        key_ring.read(clock.now())
        root, bundle = keys.root(), keys.trust()
        doubt, restored = keys.clock_doubt(), keys.unseen_restoration()
        lowered = _lowered()
    return {
        "keys": key_ring.kind,
        "root": root.key_id if root else None,
        "top": (statement.read(root).top or None) if root else None,
        "demo": root.demo if root else None,
        "sheets": sorted(path.name for path in environment.keys_dir.glob("root-sheets-*.txt")),
        "purposes": {purpose.value: _told(key_ring.until(purpose)) for purpose in PURPOSES},
        "lowered": lowered,
        "clock": {"shown": _told(clock.now()), "newest": _told(doubt.newest)} if doubt else None,
        "restored": _told(restored.backup_at) if restored else None,
        "bundle": {"made": _told(bundle.made_at), "until": _told(bundle.expires_at)} if bundle else None,
    }


def renew() -> dict[str, object]:
    """Makes new keys, signed with the root's private half, which is read from standard input as sheet 1 has
    it.

    `at`: a moment just before. `top`: what the root's statement names from now on, where it named nothing
    before; `codes`: how many claim codes are void by that. `refused` says why not: `row` (with its number, 0
    where it is no sheet), `no-root`, `next` (that was sheet 2), `other` (a sheet of another root). Raises
    django.db.DatabaseError.
    """
    try:
        seed, at = sheet.read(sys.stdin.read()), clock.now()
        with _ceremony() as province:
            made = ceremony.renew(Files(env().keys_dir), province, seed)
    except (sheet.Unreadable, ceremony.WrongSheet) as wrong:
        return _wrong(wrong)
    return {
        "at": _told(at),
        "delegations": made.delegations,
        "asked_again": made.asked_again,
        "top": {"code": made.top, "name": province.name, "codes": made.codes} if made.top else None,
    }


def look_lower() -> dict[str, object]:
    """Returns what the root would sign for the line of JSON on standard input. Signs nothing.

    The line has `device` (an id, "" for every box), `floor` and `ends` (ISO 8601 with their zone, "" for now
    and for the usual 30 days). The answer has the same in full, with `called`: the box's `name` and `place`;
    `boxes`: how many boxes were claimed; `shown`: what the clock shows. `refused` says why not
    (`keys.rules.NotLowered`). Raises django.db.DatabaseError.
    """
    now = clock.now()
    try:
        with scope.entered(scope.everywhere(writing=False)):
            wanted = _wanted(sys.stdin.readline(), now)
            device = lowering.checked(wanted)
            boxes = Device.objects.exclude(state=Device.State.NEW).count()
            called = _called(device)
    except lowering.LoweringRefused as why:
        return _not_lowered(why)
    return {
        "device": str(wanted.device or ""),
        "floor": _told(wanted.floor),
        "ends": _told(wanted.ends),
        "shown": _told(now),
        "called": called,
        "boxes": boxes,
    }


def lower_floor() -> dict[str, object]:
    """Lowers a floor. Standard input has what `look_lower` answered as one line, and sheet 1 after it.

    `refused` says why not: as with `renew`, or as with `look_lower`. Raises django.db.DatabaseError.
    """
    asked = sys.stdin.readline()
    try:
        seed = sheet.read(sys.stdin.read())
        with _ceremony() as province:
            kept = lowering.lower(seed, _wanted(asked, clock.now()), province)
    except (sheet.Unreadable, ceremony.WrongSheet) as wrong:
        return _wrong(wrong)
    except lowering.LoweringRefused as why:
        return _not_lowered(why)
    return {"sequence": kept.sequence}


@contextmanager
def _ceremony() -> Iterator[Unit]:
    """Sets the scope of every unit and body, as the actor `host`, and gives the province. Raises WrongSheet
    where there is none yet."""
    # No unit has the id 0: this scope reads only what every unit may read.
    with scope.using([0]):
        province = places.province()
    if province is None:
        raise ceremony.WrongSheet("no-root", "", "")
    with scope.entered(scope.everywhere()), acting.acting(acting.process("host")):
        yield province


def _wanted(line: str, now: datetime) -> lowering.LoweringRequest:
    """Returns what the line of JSON asks for. Raises LoweringRefused where `device` is not a device's id."""
    asked = json.loads(line)
    try:
        device = UUID(asked["device"]) if asked["device"] else None
    except ValueError:
        raise lowering.LoweringRefused(NotLowered.NO_BOX) from None
    floor = datetime.fromisoformat(asked["floor"]) if asked["floor"] else now
    ends = datetime.fromisoformat(asked["ends"]) if asked["ends"] else now + LOWERED_FOR
    return lowering.LoweringRequest(device, floor, ends)


def _wrong(wrong: sheet.Unreadable | ceremony.WrongSheet) -> dict[str, object]:
    """Returns the refusal of a sheet as an answer."""
    if isinstance(wrong, sheet.Unreadable):
        return {"refused": "row", "row": wrong.row}
    return {"refused": wrong.code, "root": wrong.root, "sheet": wrong.sheet}


def _not_lowered(why: lowering.LoweringRefused) -> dict[str, object]:
    """Returns the refusal with what a person needs next: the clock, the limits, and the first end of those in
    force."""
    with scope.using([0]):
        ends = min((each.ends for each in keys.lowered(clock.now())), default=None)
    return {
        "refused": why.code.value,
        "shown": _told(clock.now()),
        "first_end": _told(ends),
        "most": MOST_LOWERED,
        "longest_days": LONGEST_LOWERED.days,
    }


def _lowered() -> list[dict[str, object]]:
    """Returns the lowered floors in force. `listed`: the floor is in the list that boxes get."""
    bundle = keys.trust()
    listed = decode(bytes(bundle.file), TrustFile).floors if bundle else ()
    rows = keys.lowered(clock.now())
    boxes = {
        each.id: each for each in Device.objects.filter(id__in=[row.device for row in rows if row.device])
    }
    return [
        {
            "sequence": row.sequence,
            "device": str(row.device or ""),
            "called": _called(boxes.get(row.device)) if row.device else None,
            "floor": _told(row.floor),
            "ends": _told(row.ends),
            "listed": to_text(bytes(row.head)) in listed,
        }
        for row in rows
    ]


def _called(device: Device | None) -> dict[str, str] | None:
    if device is None:
        return None
    where = [str(device.hamlet)] if device.hamlet else []
    return {"name": device.name, "place": ", ".join([*where, device.unit.name])}


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
