"""MQTT topics. All at QoS 0, nothing retained.

A plan id's dot becomes a slash, so that a topic never holds a dot: NATS would turn one into `//`.
"""

from enum import StrEnum

from loa_protocol.ids import split_plan_id

ALL = "all"


class Up(StrEnum):
    """What a device may publish, under its own id only."""

    HELLO = "hello"
    HAVE = "have"
    RECORDS = "records"
    HEALTH = "health"
    TIME = "time"
    REFUSED = "refused"
    ACK = "ack"
    GIVEN = "given"


def up(device: str, kind: Up) -> str:
    """`d/<device>/up/<kind>`: device to server."""
    return f"d/{device}/up/{kind.value}"


def down(device: str) -> str:
    """`d/<device>/down`: server to one device."""
    return f"d/{device}/down"


def plan(plan_id: str) -> str:
    """`p/<unit code>/<hamlet id>`, `/<channel>` after it where there is one: server to the devices of a plan.
    Raises ValueError."""
    unit, hamlet, channel = split_plan_id(plan_id)
    return f"p/{unit}/{hamlet}" + (f"/{channel}" if channel else "")


def unit(code: str) -> str:
    """`u/<unit code>`: server to the devices of a unit and below."""
    return f"u/{code}"


def read_up(topic: str) -> tuple[str, Up] | None:
    """The device and kind of a device's topic, or None for any other."""
    parts = topic.split("/")
    if len(parts) != 4 or parts[0] != "d" or parts[2] != "up" or parts[3] not in _UPS:
        return None
    return parts[1], Up(parts[3])


def subscriptions(device: str, places: tuple[str, ...], plan_id: str | None) -> tuple[str, ...]:
    """All that a device subscribes to, and all that the server lets it. One that is shut out hears its own
    `down` alone: no places, no plan, not `all` (`shut_out`)."""
    plans = (plan(plan_id),) if plan_id else ()
    return (down(device), *plans, *(unit(code) for code in places), ALL)


def publications(device: str) -> tuple[str, ...]:
    """All that a device may publish."""
    return tuple(up(device, kind) for kind in Up)


def shut_out(device: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a disabled device may hear, so that it learns of it, and say, so that its evidence is not lost."""
    said = (Up.HELLO, Up.HAVE, Up.ACK, Up.RECORDS)
    return (down(device),), tuple(up(device, kind) for kind in said)


def subject(topic: str) -> str:
    """The NATS subject of one of these topics."""
    return topic.replace("/", ".")


def topic(subject_: str) -> str:
    """The MQTT topic of one of these subjects."""
    return subject_.replace(".", "/")


_UPS = frozenset(kind.value for kind in Up)
