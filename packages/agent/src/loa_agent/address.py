"""Which addresses there are, and which may be spoken to without TLS: this machine's own, no other."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit


class Insecure(Exception):
    """An address off this machine without TLS, or none at all."""


class BrokerAddress(NamedTuple):
    """Where the MQTT broker listens."""

    host: str
    port: int
    tls: bool


def is_loopback(host: str) -> bool:
    """True for this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """True for https anywhere and http on this machine; never for file, ftp or a thing without a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def broker(address: str) -> BrokerAddress:
    """What mqtts://host:port says, or mqtt://host:port on this machine; the ports are 8883 and 1883 unless
    given. Raises Insecure."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Insecure(f"{address}: {error}") from error
    host, tls = parts.hostname or "", parts.scheme == "mqtts"
    if not host or not (tls or (parts.scheme == "mqtt" and is_loopback(host))):
        raise Insecure(f"{address}: outside this machine only mqtts://")
    return BrokerAddress(host, port or (8883 if tls else 1883), tls)
