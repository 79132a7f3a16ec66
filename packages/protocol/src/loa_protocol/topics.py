"""MQTT topics. All messages have QoS 0 and none is retained.

Each dot of a plan id becomes a slash, so that a topic never contains a dot: NATS would turn it into `//`.
"""

from enum import StrEnum

from loa_protocol.ids import split_plan_id

ALL = "all"


class Up(StrEnum):
    """The kinds of message that a device may publish, under its own id only."""

    HELLO = "hello"
    HAVE = "have"
    RECORDS = "records"
    HEALTH = "health"
    TIME = "time"
    REFUSED = "refused"
    ACK = "ack"
    GIVEN = "given"


def up(device: str, kind: Up) -> str:
    """Returns `d/<device>/up/<kind>`: from the device to the server."""
    return f"d/{device}/up/{kind.value}"


def down(device: str) -> str:
    """Returns `d/<device>/down`: from the server to one device."""
    return f"d/{device}/down"


def plan(plan_id: str) -> str:
    """Returns `p/<unit code>/<hamlet id>`, followed by `/<channel>` where there is one: from the server to
    the devices of a plan. Raises ValueError."""
    unit, hamlet, channel = split_plan_id(plan_id)
    return f"p/{unit}/{hamlet}" + (f"/{channel}" if channel else "")


def unit(code: str) -> str:
    """Returns `u/<unit code>`: from the server to the devices of a unit and of all units below it."""
    return f"u/{code}"


def read_up(topic: str) -> tuple[str, Up] | None:
    """Returns the device and the kind of a topic that a device publishes on, or None for any other topic."""
    parts = topic.split("/")
    if len(parts) != 4 or parts[0] != "d" or parts[2] != "up" or parts[3] not in _UPS:
        return None
    return parts[1], Up(parts[3])


def subscriptions(device: str, places: tuple[str, ...], plan_id: str | None) -> tuple[str, ...]:
    """Returns every topic that a device subscribes to. The server permits no other. A disabled device
    subscribes to its own `down` only; see `shut_out`."""
    plans = (plan(plan_id),) if plan_id else ()
    return (down(device), *plans, *(unit(code) for code in places), ALL)


def publications(device: str) -> tuple[str, ...]:
    """Returns every topic that a device may publish on."""
    return tuple(up(device, kind) for kind in Up)


def shut_out(device: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the topics that a disabled device may subscribe to and publish on. It must learn that it is
    disabled, and its play records must not be lost."""
    said = (Up.HELLO, Up.HAVE, Up.ACK, Up.RECORDS)
    return (down(device),), tuple(up(device, kind) for kind in said)


def subject(topic: str) -> str:
    """Returns the NATS subject of one of these topics."""
    return topic.replace("/", ".")


def topic(subject_: str) -> str:
    """Returns the MQTT topic of one of these subjects."""
    return subject_.replace(".", "/")


_UPS = frozenset(kind.value for kind in Up)
