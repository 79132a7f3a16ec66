"""The matrix's rows of clusters, of the wall, of the play log and of the record: at each place a cluster in
use, one that waits for its box, and a silence that stands."""

from datetime import timedelta
from uuid import UUID

from loa_protocol.signing import SoftKey

from loa.dispatch.models import Act
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.kernel.ids import uuid7
from loa.kernel.roles import Capability, Role
from loa.keys import queries as keys
from loa.keys.models import Revocation
from loa.testing.files import FILE, csv
from loa.testing.matrix import PLACES, Column, MatrixRow, World
from loa.testing.roots import delegated, demo_root


def plant(world: World) -> None:
    """Silent for an hour, so that at any time of day each home page lists its own among what waits."""
    world.cluster_active, world.cluster_new, world.cluster_silence = {}, {}, {}
    now = clock.now()
    if keys.root() is None:
        demo_root()
    world.key = {purpose: delegated(purpose) for purpose in ("plan", "act")}
    world.revocation = Revocation.objects.create(
        unit=world.unit["province"],
        key_id=world.key["act"].key_id,
        why="Máy cũ mất",
        by_id=world.actor[Column(Role.ADMINISTRATOR, "own")].person_id,
    )
    for place in PLACES:
        unit, mark = world.unit[place], world.mark[place]
        for state in ("active", "new"):
            device = Device.objects.create(
                id=uuid7(),
                unit=unit,
                name=f"Cụm {mark} {state}",
                plan_id=f"{unit.code}.0",
                places=["38", unit.code],
                state=state,
                public_key=SoftKey.generate().public_key if state == "active" else None,
                claimed_at=now if state == "active" else None,
            )
            getattr(world, f"cluster_{state}")[place] = device
        Health.objects.create(
            device=world.cluster_active[place],
            unit=unit,
            connected=False,
            seen_at=now - timedelta(hours=1),
            clock="ntp",
        )
        world.cluster_silence[place] = Act.objects.create(
            id=uuid7(),
            unit=unit,
            kind=Act.Kind.SILENCE,
            target=Act.Target.DEVICE,
            target_id=str(world.cluster_active[place].pk),
            by_id=world.actor[Column(Role.OPERATOR, place)].person_id,
            why=f"Lý do {mark}",
            decided_at=now - timedelta(minutes=5),
            latest_start_at=now + timedelta(days=1),
            expires_at=now + timedelta(days=1),
            reaches=1,
        )


def active(world: World) -> dict[str, UUID]:
    return {"device_id": world.cluster_active["own"].pk}


def to_hamlet(world: World) -> dict[str, int]:
    return {"hamlet": world.hamlet["own"]}


def new(world: World) -> dict[str, UUID]:
    return {"device_id": world.cluster_new["own"].pk}


def silence(world: World) -> dict[str, UUID]:
    return {"act_id": world.cluster_silence["own"].pk}


def plan_key(world: World) -> dict[str, str]:
    return {"key_id": world.key["plan"].key_id}


def asked(world: World) -> dict[str, int]:
    return {"revocation_id": world.revocation.pk}


def muted(world: World) -> dict[str, object]:
    return {"loai": "mot-xa", "noi": world.unit["own"].pk, "reason": "Có đám tang"}


def added(world: World) -> dict[str, object]:
    return {"noi": world.unit["own"].pk, "name": "Cụm mới"}


def own(world: World) -> dict[str, object]:
    return {"noi": world.unit["own"].pk}


def why(world: World) -> dict[str, object]:
    return {"reason": "Bị mất"}


SEEN = {"target": "own", "sees": "target"}
WRITES = {"target": "own", "changes": True}
OF_A_KEY = {"target": "province", "changes": True, "can": Capability.REVOKE_KEYS}
ROWS = [
    MatrixRow("operations_wall", sees="reach"),
    MatrixRow("operations_missed"),
    MatrixRow("operations_missed_file", **FILE),
    MatrixRow("operations_silence", can=Capability.SILENCE, sees="reach"),
    MatrixRow("operations_silence", "POST", **WRITES, can=Capability.SILENCE, data=muted),
    MatrixRow("operations_restore", **SEEN, can=Capability.SILENCE, path=silence),
    MatrixRow("operations_restore", "POST", **WRITES, can=Capability.SILENCE, path=silence),
    MatrixRow("operations_stop", can=Capability.STOP),
    MatrixRow("operations_stop", "POST", can=Capability.STOP),
    MatrixRow("operations_clock", target="province", can=Capability.CONFIRM_CLOCK),
    MatrixRow("operations_clock", "POST", target="province", can=Capability.CONFIRM_CLOCK),
    MatrixRow("operations_keys", target="province", can=Capability.SEE_KEYS),
    MatrixRow("operations_key_revoke", target="province", can=Capability.REVOKE_KEYS, path=plan_key),
    MatrixRow("operations_key_revoke", "POST", **OF_A_KEY, path=plan_key, data=why),
    MatrixRow("operations_key_agree", target="province", can=Capability.REVOKE_KEYS, path=asked),
    MatrixRow("operations_key_agree", "POST", **OF_A_KEY, path=asked),
    MatrixRow("operations_restored", target="province", can=Capability.LET_SIGN_AGAIN),
    MatrixRow("operations_restored", "POST", target="province", can=Capability.LET_SIGN_AGAIN),
    MatrixRow("operations_act", **SEEN, path=silence),
    MatrixRow("clusters_list", sees="reach"),
    MatrixRow("clusters_list_file", sees="reach", **FILE),
    MatrixRow("clusters_add", can=Capability.KEEP_CLUSTERS),
    MatrixRow("clusters_add", "POST", **WRITES, can=Capability.KEEP_CLUSTERS, data=added),
    MatrixRow("clusters_show", **SEEN, path=active),
    MatrixRow("clusters_code", "POST", **SEEN, changes=True, can=Capability.KEEP_CLUSTERS, path=new),
    MatrixRow("clusters_tone", target="own", sees="target", can=Capability.SILENCE, path=active),
    MatrixRow("clusters_tone", "POST", **WRITES, can=Capability.SILENCE, path=active),
    MatrixRow("clusters_move", **SEEN, can=Capability.KEEP_CLUSTERS, path=active),
    MatrixRow("clusters_move", "POST", **WRITES, can=Capability.KEEP_CLUSTERS, path=new, data=to_hamlet),
    MatrixRow("clusters_disable", **SEEN, can=Capability.KEEP_CLUSTERS, path=active),
    MatrixRow("clusters_disable", "POST", **WRITES, can=Capability.KEEP_CLUSTERS, path=active, data=why),
    MatrixRow("evidence_day", target="own", query=own),
    MatrixRow("evidence_day_file", target="own", query=own, changes=True, path=csv),
    MatrixRow("evidence_acts", sees="reach", can=Capability.SEE_TRAIL),
    MatrixRow("evidence_acts_file", sees="reach", can=Capability.SEE_TRAIL, **FILE),
]
