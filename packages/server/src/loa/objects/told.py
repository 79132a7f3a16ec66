"""What a process is told of its stores: a folder, or an S3-compatible store and its own credential there."""

import ipaddress
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from loa.objects.folder import Folder
from loa.objects.port import Store
from loa.objects.s3 import S3

REGION: Final = "us-east-1"
"""What stores of one's own answer to where nobody has set another."""
_PLACE: Final = re.compile(r"s3://([a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_][A-Za-z0-9_.\-]*)*)/?")


class BadStore(ValueError):
    """What is told of a store cannot be; the message says which word and why."""


@dataclass(frozen=True)
class S3Place:
    """A bucket (with a prefix in it) behind an endpoint, and who we are there. `ca` is a PEM of more
    authorities to trust than the machine's own."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key: str
    secret: str = field(repr=False)
    ca: str = ""

    def __str__(self) -> str:
        return f"s3://{self.bucket}{'/' if self.prefix else ''}{self.prefix} at {self.endpoint}"


def read(path: Path) -> S3Place:
    """The store that a file of JSON tells of, as the launcher writes it for one part.

    Raises BadStore for what cannot be, OSError for a file that cannot be read.
    """
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as wrong:
        raise BadStore(f"no JSON: {wrong}") from wrong
    if not isinstance(told, dict):
        raise BadStore("no JSON object")
    return place(told)


def place(told: dict[str, Any]) -> S3Place:
    """The same from its words: url, endpoint, region, key, secret, ca, allow_http. Raises BadStore."""
    unknown = told.keys() - {"url", "endpoint", "region", "key", "secret", "ca", "allow_http"}
    if unknown:
        raise BadStore(f"{sorted(unknown)[0]}: no such word")
    words = {name: told.get(name, "") for name in ("url", "endpoint", "region", "key", "secret", "ca")}
    for name, value in words.items():
        if not isinstance(value, str):
            raise BadStore(f"{name}: no text")
        if not value and name not in ("region", "ca"):
            raise BadStore(f"{name}: lacking")
    found = _PLACE.fullmatch(words["url"])
    if found is None:
        raise BadStore(f"url: {words['url']}: write s3://bucket or s3://bucket/prefix")
    return S3Place(
        bucket=found[1],
        prefix=found[2].strip("/"),
        endpoint=_endpoint(words["endpoint"], told.get("allow_http", False) is True),
        region=words["region"] or REGION,
        key=words["key"],
        secret=words["secret"],
        ca=words["ca"],
    )


def opened(told: S3Place | None, folder: Path, *, durable: bool) -> Store:
    """The store that a process is told of; the folder where it is told of none. Asks it nothing yet."""
    if told is None:
        return Folder(folder, durable=durable)
    return S3(
        told.bucket,
        prefix=told.prefix,
        endpoint=told.endpoint,
        region=told.region,
        key=told.key,
        secret=told.secret,
        ca=told.ca,
    )


def _endpoint(said: str, allow_http: bool) -> str:
    """In the clear only to this machine, or where it was said: else anybody on the way reads the sounds."""
    try:
        parts = urlsplit(said)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.username:
        raise BadStore(f"endpoint: {said}: write https://host or https://host:port")
    if parts.scheme == "http" and not (allow_http or _is_loopback(host)):
        raise BadStore(f"endpoint: {said}: https, or say allow_http = true")
    return said.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
