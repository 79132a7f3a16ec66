"""The whole road on a real instance: every part under our supervisor, as its own user where we are root.

What `tests.whole` does with processes of its own is done here with an instance as `./loa demo` starts it; the
agents stay the test's own, as boxes on poles are nobody's child.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from launcher.inside import bridges, passwords, postgres, start, supervision
from launcher.tests.world import World
from tests.whole import Whole


@dataclass
class Supervised(Whole):
    """An instance; `home` holds what is the agents'."""

    world: World | None = None

    def __post_init__(self) -> None:
        """Nothing to prepare: the instance is."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.world.ports.web}"

    @property
    def mqtt(self) -> int:
        return self.world.ports.mqtt

    @property
    def kept(self) -> Path:
        """Where the instance keeps its own."""
        return self.world.instance.folder

    def start(self, *_names: str) -> None:
        """All parts there are: supervisor knows no half of an instance."""
        start.start_parts(self.world.running)

    def pid(self, part: str) -> int:
        """0 while it does not run."""
        with supervision.control(self.world.instance) as asked:
            return int(asked.getProcessInfo(part)["pid"])

    def working_bridge(self) -> str:
        """The name of the one that works; "" while none does."""
        return bridges.working(self.world.instance, self.world.ports)

    def kill(self, name: str) -> None:
        """kill -9, and no word to the supervisor; returns when it has started the part again. `bridge` is the
        one that works: the other has its turn then."""
        if name in self.processes:
            super().kill(name)
            return
        if name == "bridge":
            name = self.until(self.working_bridge)
        before = self.pid(name)
        os.kill(before, signal.SIGKILL)
        self.until(lambda: self.pid(name) not in (0, before))
        if name.startswith("bridge"):
            self.until(lambda: self.working_bridge() not in ("", name))

    def until(self, condition: Callable[[], object], patience: float = 900) -> Any:
        """As elsewhere; while the database is away nothing holds yet. Patient beyond the ten minutes after
        which a box says anew what it holds: what a dead or late part lost on its way is mended then."""

        def asked() -> object:
            try:
                return condition()
            except (OperationalError, InterfaceError):
                connection.close()
                return None

        return super().until(asked, patience)

    def logs(self) -> str:
        kept = [*self.world.instance.log.glob("*.log"), *self.home.glob("*.log")]
        return "\n".join(f"== {path.name}\n{path.read_text('utf-8', 'replace')[-3000:]}" for path in kept)


def database(world: World) -> dict[str, Any]:
    """How the test itself reaches the instance's database."""
    return {
        "host": str(world.instance.database_socket),
        "port": world.ports.postgres,
        "database": postgres.NAME,
        "user": postgres.SUPERUSER,
        "password": passwords.read(passwords.database(world.instance, "postgres")),
    }
