"""The configuration of a process's stores: a folder, or an S3-compatible store with a credential of its
own."""

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
"""The region that a self-hosted store accepts where nobody has configured another."""
# A bucket's name as S3 allows it, and a prefix of plain words.
_PLACE: Final = re.compile(r"s3://([a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_][A-Za-z0-9_.\-]*)*)/?")


class BadStore(ValueError):
    """The configuration of a store is invalid; the message names the setting and the reason."""


@dataclass(frozen=True)
class S3Place:
    """A bucket (with a prefix in it) behind an endpoint, and the credential for it. `ca` is a PEM of
    certificate authorities to trust in addition to the machine's own."""

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
    """Returns the store that a JSON file describes, as the launcher writes it for one part.

    Raises BadStore for an invalid configuration, OSError for a file that cannot be read.
    """
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as wrong:
        raise BadStore(f"no JSON: {wrong}") from wrong
    if not isinstance(told, dict):
        raise BadStore("no JSON object")
    return place(told)


def place(told: dict[str, Any]) -> S3Place:
    """Returns the same from the settings themselves: url, endpoint, region, key, secret, ca, allow_http.
    Raises BadStore."""
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
    """Returns the store that a process is configured for; the folder if none is configured. Sends no request
    yet."""
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
    """Returns the endpoint without its last slash. Raises BadStore.

    Unencrypted HTTP is accepted only to this machine, or where it was allowed: otherwise anybody on the way
    could read the sounds.
    """
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
