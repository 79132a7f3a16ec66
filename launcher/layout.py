"""The folders and ports. One home contains the environment, the copy of the code and the instances.

HOME/env/<run|test>-<key>/   Python's environment, named by its lock
HOME/code/<hash>/            the code as it was when last started, readable by the parts' system users
HOME/demo/ HOME/up/          an instance: its database, queue, files, keys, secrets, log
HOME/timings.json            how long the tests took in their last complete green run
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher.words import stop

MODES = ("demo", "up", "check")
SOCKET_ROOM = 70  # the path of a unix socket may have at most 107 characters; this leaves some for its name


def is_root() -> bool:
    return os.geteuid() == 0


def source() -> Path:
    """Returns the clone that contains `./loa`."""
    return Path(__file__).resolve().parent.parent


def default_home() -> Path:
    if is_root():
        return Path("/var/lib/loa")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "loa"


@dataclass(frozen=True)
class Home:
    """The folder that contains the environments, the copies of the code and the instances."""

    base: Path

    @property
    def environments(self) -> Path:
        return self.base / "env"

    @property
    def code(self) -> Path:
        return self.base / "code"

    @property
    def timings(self) -> Path:
        return self.base / "timings.json"

    def instance(self, mode: str) -> "Instance":
        return Instance(self, mode)

    def instances(self) -> list["Instance"]:
        """Returns the instances that exist here."""
        found = [p.parent.name for p in self.base.glob("*/instance.json")]
        return [Instance(self, mode) for mode in sorted(found)]

    def make(self) -> None:
        """Creates the home. As root it must be a place that other system users can enter."""
        if is_root():
            for folder in self.base.parents:
                if folder.is_dir() and not folder.stat().st_mode & 0o001:
                    stop(
                        f"Người dùng khác không vào được {folder}, nên PostgreSQL không chạy được ở "
                        f"{self.base}. "
                        "Chọn nơi khác bằng --data, ví dụ /srv/loa.",
                        f"Other users cannot enter {folder}, so PostgreSQL could not run in {self.base}. "
                        "Choose another place with --data, such as /srv/loa.",
                    )
        self.base.mkdir(parents=True, exist_ok=True, mode=0o755)
        if is_root():
            self.base.chmod(0o755)


@dataclass(frozen=True)
class Instance:
    """One instance in a home: its folder is named by its mode."""

    home: Home
    mode: str

    @property
    def folder(self) -> Path:
        return self.home.base / self.mode

    @property
    def note(self) -> Path:
        """The path of instance.json: ports and addresses, what was migrated, whether it was seeded."""
        return self.folder / "instance.json"

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def sockets(self) -> Path:
        """A folder with a path short enough for a unix socket: in the instance's folder if that is short
        enough."""
        beside = self.folder / "socket"
        if len(str(beside)) <= SOCKET_ROOM:
            return beside
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"loa-{os.geteuid()}-{name}"

    @property
    def supervisor_socket(self) -> Path:
        return self.sockets / "control" / "s"

    @property
    def database_socket(self) -> Path:
        return self.sockets / "db"


@dataclass(frozen=True)
class Ports:
    """The port of the web pages, and four ports after `first`, the web port of the first start
    (0: the same as now). Devices keep the addresses that they were given: the web port may
    change, the other ports stay."""

    web: int
    first: int = 0

    @property
    def mqtt(self) -> int:
        return self.begin + 1

    @property
    def files(self) -> int:
        return self.begin + 2

    @property
    def nats(self) -> int:
        return self.begin + 3

    @property
    def begin(self) -> int:
        return self.first or self.web

    @property
    def postgres(self) -> int:
        """Used only in the name of the unix socket: the database does not listen on any network."""
        return self.begin + 4
