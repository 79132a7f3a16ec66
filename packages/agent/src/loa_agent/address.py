"""The kinds of addresses, and which of them may be used without TLS: only those of this machine."""

from __future__ import annotations

import ipaddress
from typing import Final, NamedTuple
from urllib.parse import urlsplit


class InsecureAddress(Exception):
    """An address off this machine without TLS, or no valid address at all."""


PORTS: Final = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
"""The default port of each scheme."""


class BrokerAddress(NamedTuple):
    """The address of the MQTT broker. path: over WebSocket, at this path; empty: over TCP."""

    host: str
    port: int
    tls: bool
    path: str = ""


def is_loopback(host: str) -> bool:
    """Returns True for the names and addresses of this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Returns True for https anywhere and http on this machine; never for file, ftp or without a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def broker(address: str) -> BrokerAddress:
    """Reads an address of a broker: mqtts://host:port or wss://host:port/path, or on this machine mqtt:// and
    ws://.

    The ports are those of PORTS unless given (PROTOCOL.md, 4). Raises InsecureAddress.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise InsecureAddress(f"{address}: {error}") from error
    host, tls, web = parts.hostname or "", parts.scheme in ("mqtts", "wss"), parts.scheme in ("ws", "wss")
    if not host or parts.scheme not in PORTS or not (tls or is_loopback(host)):
        raise InsecureAddress(f"{address}: outside this machine only mqtts:// or wss://")
    path = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}" if web else ""
    return BrokerAddress(host, port or PORTS[parts.scheme], tls, path)
