"""Status tells which bridge works and which waits, and that none does."""

from collections.abc import Iterator

import psycopg
import pytest

from launcher.inside import bridges, postgres, status
from launcher.tests.world import World, a_world, small, until

TAKE = "begin; lock table fleet_turn in exclusive mode"
IDLE = ("-c", "import time; time.sleep(3600)")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world(small("bridge1", "bridge", *IDLE), small("bridge2", "bridge", *IDLE)) as made:
        with postgres.connect(made.instance, made.ports) as link:
            link.execute("create view fleet_turn as select 1")
            link.execute("grant update on fleet_turn to loa_bridge")
        yield made


def connected(world: World, name: str) -> psycopg.Connection:
    """As that bridge waits: its connection, by its name."""
    link = postgres.connect(world.instance, world.ports, part="bridge")
    link.execute("select set_config('application_name', %s, false)", [f"loa_bridge {world.pid(name)} turn"])
    return link


def lines(world: World) -> list[str]:
    said = status.of(world.instance).lines
    return [line for name in ("bridge1", "bridge2") for line in said if f" {name} " in line]


def test_none_works(world: World) -> None:
    world.pid("bridge1")
    report = status.of(world.instance)
    assert [line for line in report.troubles if "bridge" in line]
    assert report.code == 1


def test_one_works_and_one_waits(world: World) -> None:
    with connected(world, "bridge1") as first, connected(world, "bridge2") as second:
        second.execute(TAKE)
        found = bridges.states(world.instance, world.ports)
        assert found == {world.pid("bridge1"): "waits", world.pid("bridge2"): "works"}
        until(lambda: status.of(world.instance).code == 0)
        waits, works = lines(world)
        assert "chờ thay" in waits
        assert "làm việc" in works
        second.close()
        first.execute(TAKE)
        works, runs = lines(world)
        assert "làm việc" in works
        assert "chạy" in runs
