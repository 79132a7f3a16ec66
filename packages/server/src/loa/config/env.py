"""The only module that reads the environment. All others call `env()` and get typed values.

Every value has a safe default, so that commands which need no database (making migrations, checking types)
run in a bare checkout.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from loa.objects import told

Mode = Literal["demo", "up", "test", "check"]


class BadEnvironment(Exception):
    """A variable has a value that is not allowed. The message names the variable."""


@dataclass(frozen=True)
class Database:
    """Where PostgreSQL is (`host` is a host name or the folder of its socket), and the role we connect as."""

    host: str
    port: int
    name: str
    role: str
    password: str | None


@dataclass(frozen=True)
class Env:
    """What the launcher, or a test, passed to this process. Paths are absolute."""

    mode: Mode
    data: Path
    database: Database
    secret: str | None
    media_dir: Path
    media_store: told.S3Place | None
    objects_dir: Path
    objects_store: told.S3Place | None
    objects_cache: Path
    objects_cache_mb: int
    keys_dir: Path
    nats_url: str
    nats_secrets: Path
    files_secret: Path
    files_listen: str
    time_socket: Path
    public_url: str
    mqtt_public: str
    files_public: str
    hosts: tuple[str, ...]
    proxy: str
    tls_cert: Path | None
    tls_key: Path | None


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def _path(name: str, default: Path) -> Path:
    value = _text(name)
    return Path(value).absolute() if value else default


def _file(name: str) -> str | None:
    """Returns the content of the file that the variable names, without white space around it; None when it
    names none."""
    value = _text(name)
    if not value:
        return None
    try:
        return Path(value).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadEnvironment(f"{name}={value}: {error.strerror}") from error


def _store(name: str) -> told.S3Place | None:
    """Returns the S3-compatible store described in the file that the variable names; None when it names
    none."""
    value = _text(name)
    if not value:
        return None
    try:
        return told.read(Path(value))
    except OSError as error:
        raise BadEnvironment(f"{name}={value}: {error.strerror}") from error
    except told.BadStore as error:
        raise BadEnvironment(f"{name}={value}: {error}") from error


def _port(name: str, default: int) -> int:
    value = _text(name)
    if not value:
        return default
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise BadEnvironment(f"{name}={value}: not a port")
    return int(value)


def _megabytes(name: str, default: int) -> int:
    value = _text(name)
    if not value:
        return default
    if not value.isdigit() or not 0 < int(value) < 10**7:
        raise BadEnvironment(f"{name}={value}: not a number of megabytes")
    return int(value)


def _mode() -> Mode:
    value = _text("LOA_MODE", "test")
    if value in get_args(Mode):
        return cast(Mode, value)
    raise BadEnvironment(f"LOA_MODE={value}: one of {', '.join(get_args(Mode))}")


def _optional_path(name: str) -> Path | None:
    value = _text(name)
    return Path(value).absolute() if value else None


def read() -> Env:
    """Reads the environment now. Raises `BadEnvironment`."""
    data = _path("LOA_DATA", Path.cwd() / "data-local")
    return Env(
        mode=_mode(),
        data=data,
        database=Database(
            host=_text("LOA_DB_HOST", str(data / "run")),
            port=_port("LOA_DB_PORT", 5432),
            name=_text("LOA_DB_NAME", "loa"),
            role=_text("LOA_DB_ROLE", "loa_web"),
            password=_file("LOA_DB_PASSWORD_FILE"),
        ),
        secret=_file("LOA_SECRET_FILE"),
        media_dir=_path("LOA_MEDIA_DIR", data / "media"),
        media_store=_store("LOA_MEDIA_STORE"),
        objects_dir=_path("LOA_OBJECTS_DIR", data / "objects"),
        objects_store=_store("LOA_OBJECTS_STORE"),
        objects_cache=_path("LOA_OBJECTS_CACHE", data / "cache"),
        objects_cache_mb=_megabytes("LOA_OBJECTS_CACHE_MB", 2048),
        keys_dir=_path("LOA_KEYS_DIR", data / "keys"),
        nats_url=_text("LOA_NATS_URL", "nats://127.0.0.1:4222"),
        nats_secrets=_path("LOA_NATS_SECRETS", data / "secrets" / "nats.json"),
        files_secret=_path("LOA_FILES_SECRET", data / "secrets" / "files"),
        files_listen=_text("LOA_FILES_LISTEN", "127.0.0.1:8080"),
        time_socket=_path("LOA_TIME_SOCKET", data / "run" / "signer.sock"),
        public_url=_text("LOA_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        mqtt_public=_text("LOA_MQTT_PUBLIC", "mqtt://127.0.0.1:1883"),
        files_public=_text("LOA_FILES_PUBLIC", "http://127.0.0.1:8080").rstrip("/"),
        hosts=tuple(_text("LOA_HOSTS", "127.0.0.1 localhost").replace(",", " ").split()),
        proxy=_text("LOA_PROXY"),
        tls_cert=_optional_path("LOA_TLS_CERT"),
        tls_key=_optional_path("LOA_TLS_KEY"),
    )


@cache
def env() -> Env:
    """Returns the environment as it was at the first call."""
    return read()
