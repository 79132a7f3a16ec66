from loa.kernel.roles import Capability
from loa.testing.matrix import BODIES, MatrixRow, World

from ..models import Offer


def plant(world: World) -> None:
    world.offer = {}
    for body in BODIES:
        offer = Offer.objects.create(body=world.body[body], said=f"Tin {world.mark[body]}")
        world.offer[body] = offer.pk


def of_the_department(world: World) -> dict[str, object]:
    return {"offer_id": world.offer["department"]}


ONE = {"can": Capability.PEDDLE, "target": "department", "path": of_the_department}
ROWS = [
    MatrixRow("offers_list", can=Capability.PEDDLE, sees="body"),
    MatrixRow("offers_one", **ONE, sees="target"),
    MatrixRow("offers_one", "POST", **ONE, changes=True, data=lambda world: {"said": "Tin khác"}),
]
