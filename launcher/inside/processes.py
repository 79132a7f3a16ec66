"""The only list of the processes that run. Supervisor's configuration, `status` and the tests read it
here."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from launcher import web
from launcher.inside import codecopy, nats, note, passwords, postgres
from launcher.inside.exposure import Exposure
from launcher.layout import Instance, Ports
from launcher.words import t

BASE, REST, DEMO_STAGE = "base", "rest", "demo"
"""The base stage runs before the database is prepared; the rest after that; the demo's devices
once they are enrolled."""


@dataclass(frozen=True)
class Process:
    """A process. `part` is the system user's name without `loa-`; a low `order` starts first and stops
    last."""

    name: str
    part: str
    command: tuple[str, ...]
    order: int
    when: frozenset[str]
    stage: str = REST
    environment: dict[str, str] = field(default_factory=dict)
    stop_signal: str = "TERM"
    stop_seconds: int = 15
    umask: str = "077"


SEED = Path("packages/server/src/loa/demo/management/commands/demo_seed.py")
ALWAYS = frozenset({"demo", "up", "check"})
DEMO = frozenset({"demo"})
REAL_AGENTS = frozenset({"demo", "check"})
STORES = {
    "media": {"web": "read", "worker": "read", "media": "write", "signer": "read"},
    "objects": {"files": "read", "signer": "write"},
}
"""What each part may do in a store elsewhere: a part has one credential for it, or none."""
MOST_WEB_PROCESSES = 8  # each thread holds a connection, and PostgreSQL allows 120
BRIDGES, MOST_BRIDGES = 2, 3
"""One works, the others wait; each waiting one uses a connection and memory only to take over at once."""
ROLE = {"media": "worker"}  # the media worker is a second worker: same database rights, its own system user


@dataclass(frozen=True)
class Setting:
    """All that the list depends on."""

    instance: Instance
    ports: Ports
    exposure: Exposure
    code: Path


def environment(setting: Setting, part: str) -> dict[str, str]:
    """Returns the environment of a process. It contains no password, only the paths of files
    that its user can read."""
    here, ports, shown = setting.instance, setting.ports, setting.exposure
    told = {
        "LOA_MODE": here.mode,
        "LOA_DATA": str(here.folder),
        "LOA_DB_HOST": str(here.database_socket),
        "LOA_DB_PORT": str(ports.postgres),
        "LOA_DB_NAME": postgres.NAME,
        "LOA_MEDIA_DIR": str(here.folder / "media"),
        "LOA_OBJECTS_DIR": str(here.folder / "objects"),
        "LOA_NATS_URL": f"nats://127.0.0.1:{ports.nats}",
        "LOA_TIME_SOCKET": str(here.sockets / "time" / "s"),
        "LOA_FILES_LISTEN": f"{shown.host}:{ports.files}",
        "LOA_PUBLIC_URL": shown.public_url(ports),
        "LOA_MQTT_PUBLIC": shown.public_mqtt(ports),
        "LOA_FILES_PUBLIC": shown.public_files(ports),
        "LOA_HOSTS": " ".join(dict.fromkeys((shown.name, "127.0.0.1", "localhost"))),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings",
        "PYTHONPATH": codecopy.python_path(setting.code),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
    }
    if shown.proxy:
        told["LOA_PROXY"] = shown.proxy
    if shown.certificate is not None and part in ("web", "files"):
        told["LOA_TLS_CERT"] = str(passwords.folder(here, part) / "tls.crt")
        told["LOA_TLS_KEY"] = str(passwords.folder(here, part) / "tls.key")
    role = ROLE.get(part, part)
    if role in passwords.DATABASE_ROLES:
        told["LOA_DB_ROLE"] = f"loa_{role}"
        told["LOA_DB_PASSWORD_FILE"] = str(passwords.database(here, part))
        told["LOA_SECRET_FILE"] = str(passwords.session_key(here, part))
    if part == "bridge":
        told["LOA_NATS_SECRETS"] = str(nats.bridge_secrets(here))
    if part in ("bridge", "files"):
        told["LOA_FILES_SECRET"] = str(passwords.files_token(here, part))
    if part == "signer":
        told["LOA_KEYS_DIR"] = str(here.folder / "keys")
    return told | _stores(here, part)


def _stores(here: Instance, part: str) -> dict[str, str]:
    """Returns the environment variables for stores elsewhere: the paths of the part's own credentials."""
    elsewhere = note.in_stores(here)
    told = {
        f"LOA_{name.upper()}_STORE": str(passwords.store(here, part, name))
        for name, parts in STORES.items()
        if name in elsewhere and part in parts
    }
    if part == "files" and told:
        told["LOA_OBJECTS_CACHE"] = str(here.folder / "cache")
        if (cache_mb := note.read(here).get("cache_mb")) is not None:
            told["LOA_OBJECTS_CACHE_MB"] = str(cache_mb)
    return told


def listed(setting: Setting) -> list[Process]:
    """Returns the processes of this instance, first to start first."""
    here = setting.instance

    def ours(
        name: str, order: int, *module: str, part: str = "", when: frozenset[str] = ALWAYS, umask: str = "077"
    ) -> Process:
        part = part or name
        return Process(
            name=name,
            part=part,
            command=(sys.executable, "-m", *module),
            order=order,
            when=when,
            environment=environment(setting, part),
            umask=umask,
        )

    manage = "loa.config.manage"
    every = [
        Process(
            "postgres",
            "postgres",
            tuple(postgres.command(here)),
            10,
            ALWAYS,
            BASE,
            stop_signal="INT",
            stop_seconds=60,
        ),
        Process("nats", "nats", tuple(nats.command(here)), 20, ALWAYS, BASE),
        ours("signer", 30, "loa.signer", umask="027"),
        ours("files", 30, "loa.files"),
        *(ours(name, 40, "loa.bridge", part="bridge") for name in bridges()),
        ours("worker", 50, manage, "work", "--all-but", "media", "imports", "exports", umask="007"),
        ours("imports", 50, manage, "work", "--only", "imports", "exports", part="worker", umask="007"),
        ours("media", 50, manage, "work", "--only", "media", umask="007"),
        ours("web", 60, "launcher.web", *_web_words(setting), umask="007"),
    ]
    return [process for process in (*every, *_devices(setting)) if here.mode in process.when]


def web_processes() -> int:
    """Returns how many processes serve the pages: LOA_WEB_PROCESSES, else two, so that one that is busy or is
    being restarted does not stop the pages. Raises SystemExit, with a sentence, for an invalid number."""
    return _number("LOA_WEB_PROCESSES", web.PROCESSES, MOST_WEB_PROCESSES)


def bridges() -> list[str]:
    """Returns the names of the bridges: LOA_BRIDGE_PROCESSES many, else two, so that one that dies is
    replaced at once. Raises SystemExit, with a sentence, for an invalid number."""
    count = _number("LOA_BRIDGE_PROCESSES", BRIDGES, MOST_BRIDGES)
    return [f"bridge{number}" for number in range(1, count + 1)]


def _number(name: str, otherwise: int, most: int) -> int:
    said = os.environ.get(name, "").strip()
    if not said:
        return otherwise
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= most:
        raise SystemExit(
            t(f"{name}={said}: ghi một số từ 1 đến {most}.", f"{name}={said}: a number from 1 to {most}.")
        )
    return int(said)


def _web_words(setting: Setting) -> list[str]:
    at = ["--host", setting.exposure.host, "--port", str(setting.ports.web)]
    return [*at, "--processes", str(web_processes())]


def has_demo(code: Path) -> bool:
    """Returns True if this copy of the code contains the command that makes the demo's data."""
    return (code / SEED).is_file()


def _devices(setting: Setting) -> list[Process]:
    """Returns the demo's two real agents and its simulated fleet. They only know the server's address."""
    if not has_demo(setting.code):
        return []
    at = setting.instance.folder / "fleet"
    told = {
        name: value for name, value in environment(setting, "agent").items() if not name.startswith("LOA_")
    }

    def device(name: str, *module: str, when: frozenset[str] = REAL_AGENTS) -> Process:
        return Process(name, "agent", (sys.executable, "-m", *module), 70, when, DEMO_STAGE, told)

    return [
        device("agent1", "loa_agent", "--config", str(at / "agent1.json"), "run"),
        device("agent2", "loa_agent", "--config", str(at / "agent2.json"), "run"),
        device("fleet", "loa_simulator", "--devices", "198", "--dir", str(at / "fleet"), "--enrol",
               str(at / "fleet.json"), when=DEMO),
    ]  # fmt: skip
