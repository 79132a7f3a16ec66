"""What the launcher asks of the signer besides running: `status` and `renew`, as the signer's user and role.

Answers are JSON values; the sentences for people are the launcher's (`./loa keys`).
"""

import sys
from datetime import datetime

from loa.config.env import env
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.keys import queries as keys
from loa.places import queries as places
from loa.places import scope
from loa.signer import ceremony, sheet, statement, work
from loa.signer.keystore import PURPOSES, Files
from loa.signer.ring import Ring


def status() -> dict[str, object]:
    """What the signer holds; times are ISO 8601 in UTC. `top`: code of the place above all others, null where
    root's statement names none. `purposes`: until when each key signs, null where no
    key is here. `clock`: what it shows, and the newest thing signed, where that is why nothing is signed.
    `restored`: when the backup was made after whose restore no plan is signed yet. Raises DatabaseError."""
    environment = env()
    ring = Ring(Files(environment.keys_dir))
    with scope.using([0]):
        ring.read(clock.now())
        root, bundle = keys.root(), keys.trust()
        doubt, restored = keys.clock_doubt(), keys.unseen_restoration()
    return {
        "keys": ring.kind,
        "root": root.key_id if root else None,
        "top": (statement.read(root).top or None) if root else None,
        "demo": root.demo if root else None,
        "sheets": sorted(path.name for path in environment.keys_dir.glob("root-sheets-*.txt")),
        "purposes": {purpose.value: _told(ring.until(purpose)) for purpose in PURPOSES},
        "clock": {"shown": _told(clock.now()), "newest": _told(doubt.newest)} if doubt else None,
        "restored": _told(restored.backup_at) if restored else None,
        "bundle": {"made": _told(bundle.made_at), "until": _told(bundle.expires_at)} if bundle else None,
    }


def renew() -> dict[str, object]:
    """New keys, signed with the root's private half that stands on standard input as sheet 1 has it. `top`:
    what root's statement names from now on, where it named nothing; `codes` are claim codes void by that.

    `refused` says why not: `row` (with its number, 0 where it is no sheet), `no-root`, `next` (that was sheet
    2), `other` (a sheet of another root). Raises DatabaseError.
    """
    try:
        seed = sheet.read(sys.stdin.read())
    except sheet.Unreadable as wrong:
        return {"refused": "row", "row": wrong.row}
    with scope.using([0]):
        province = places.province()
    if province is None:
        return {"refused": "no-root"}
    units = work.everywhere()
    try:
        with scope.using(units, units), acting.acting(acting.process("host")):
            made = ceremony.renew(Files(env().keys_dir), province, seed)
    except ceremony.WrongSheet as wrong:
        return {"refused": wrong.code, "root": wrong.root, "sheet": wrong.sheet}
    return {
        "delegations": made.delegations,
        "asked_again": made.asked_again,
        "top": {"code": made.top, "name": province.name, "codes": made.codes} if made.top else None,
    }


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
