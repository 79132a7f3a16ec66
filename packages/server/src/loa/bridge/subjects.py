"""MQTT topics as NATS names them, and what one device may say and hear.

NATS writes MQTT's `/` as `.`, and a `.` within a level (a plan id has one) as `//`.
"""

from collections.abc import Iterable


def subject(topic: str) -> str:
    """The NATS subject of an MQTT topic without wildcards."""
    return ".".join(level.replace(".", "//") for level in topic.split("/"))


def topic(subject_: str) -> str:
    """The MQTT topic of a NATS subject."""
    return "/".join(level.replace("//", ".") for level in subject_.split("."))


def subjects(topics: Iterable[str]) -> list[str]:
    """The NATS subjects of some MQTT topics, in their order."""
    return [subject(each) for each in topics]
