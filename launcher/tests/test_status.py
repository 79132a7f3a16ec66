"""One screen that says what runs, what came back, what is wrong."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from launcher.inside import status
from launcher.tests.world import World, a_home, a_world, free_ports, small, until


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world(
        small("web", "web", "-m", "http.server", "--bind", "127.0.0.1", str(free_ports().web))
    ) as made:
        yield made


def test_all_well(world: World) -> None:
    until(lambda: status.of(world.instance).code == 0)
    text = "\n".join(status.of(world.instance).lines)
    for word in ("postgres", "nats", "web", "PostgreSQL 18", "NATS 2.", str(world.instance.folder)):
        assert word in text


def test_a_killed_part_is_counted_with_how_it_ended(world: World) -> None:
    before = world.pid("web")
    os.kill(before, signal.SIGKILL)
    until(lambda: status.restarts(world.instance, time.time() - 60))
    until(lambda: status.of(world.instance).code == 0)
    line = next(line for line in status.of(world.instance).lines if " web " in line)
    assert "SIGKILL" in line
    assert "1 " in line


def test_a_stopped_nats_is_a_trouble_and_the_rest_is_still_told(world: World) -> None:
    from launcher.inside import supervision

    with supervision.control(world.instance) as asked:
        asked.stopProcess("nats")
        try:
            report = status.of(world.instance)
        finally:
            asked.startProcess("nats", False)
    assert report.code == 1
    assert [line for line in report.troubles if line.startswith("nats")]
    assert [line for line in report.troubles if line.startswith("NATS")]
    assert any("PostgreSQL 18" in line for line in report.lines)


def test_an_instance_that_does_not_run_says_so() -> None:
    with a_home() as home:
        here = home.instance("demo")
        here.run.mkdir(parents=True)
        here.note.write_text('{"port": 1}')
        report = status.of(here)
    assert report.code == 3


def test_nothing_here_is_no_error_of_ours() -> None:
    with a_home() as home:
        assert status.show(home) == 3
