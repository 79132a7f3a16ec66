"""Loads the server's test plugin (Django, a real PostgreSQL) only when tests that need it are asked for, and
deals the tests out to workers a file at a time.

A file that is long gives its tests groups: `@pytest.mark.xdist_group("a name of its own")`. Each group goes
to one worker, which makes the module's fixtures that it asks for. A `*` in a name stands for the test's
parameters: each of them is a group of its own.

Where there are thousands of like cases a run tries some of them, in turn: `loa_protocol.testing.turns`.
"""

import ast
import os
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from loa_protocol.testing import turns
from loa_protocol.timing import ZONE
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# How long an example takes is the machine's affair: time is measured in benchmarks/, never asserted. A run
# tries the same examples everywhere, so that what is red on one machine is red on the next; new ones are
# looked for with --hypothesis-profile=search.
settings.register_profile("loa", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("loa")

NEED_THE_SERVER = ("packages/server", "tests", "benchmarks")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--turn",
        default=os.environ.get("LOA_TEST_TURN", "today"),
        metavar="today|0..6|all",
        help="which of many like cases this run tries (see loa_protocol.testing.turns)",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says the turn: with it a run on another day tries the same."""
    terminalreporter.line(f"--turn {turns.word(config.option.turn)} (0 to {turns.TURNS - 1})")


@pytest.fixture(scope="session")
def turn(request: pytest.FixtureRequest) -> int | None:
    """Which of many like cases are tried: by default today's share, all of them (None) for `--turn=all`."""
    return request.config.option.turn


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the order of `testpaths`: pytest-django puts all that use its `db` before the rest, so that what is
    long came last."""
    places = [f"{place}/" for place in config.getini("testpaths")]

    def where(item: pytest.Item) -> int:
        found = (number for number, place in enumerate(places) if item.nodeid.startswith(place))
        return next(found, len(places))

    items.sort(key=where)


def _needs_server(config: pytest.Config) -> bool:
    root = Path(__file__).parent
    wanted = [root / folder for folder in NEED_THE_SERVER]
    asked = [Path(str(arg).split("::")[0]).resolve() for arg in config.args]
    return any(path.is_relative_to(want) or want.is_relative_to(path) for path in asked for want in wanted)


def pytest_configure(config: pytest.Config) -> None:
    # The turn is fixed here, for all workers: none asks the date once more, after midnight. A worker is told
    # a number, or None.
    if isinstance(config.option.turn, str):
        try:
            config.option.turn = turns.read(config.option.turn, datetime.now(ZONE).date())
        except ValueError as error:
            raise pytest.UsageError(str(error)) from error
    if not _needs_server(config):
        return
    from loa.testing.ready import ready

    ready()
    config.pluginmanager.import_plugin("loa.testing.plugin")


class Dealing(LoadScopeScheduling):
    """`--dist loadgroup` with the groups that stand in the source, and a file's tests without one together.

    xdist's own writes groups into the ids of tests, which pytest 9.2 does not let it: every test goes out
    alone, without a word (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        place, _bracket, parameters = nodeid.partition("[")
        path, *names = place.split("::")
        within = groups(self.config.rootpath / path)
        group = next((within[name] for name in reversed(names) if name in within), path)
        return group.replace("*", parameters.removesuffix("]"))


@cache
def groups(file: Path) -> dict[str, str]:
    """The group of each function and class of a file that is marked with one, by its name."""
    return {
        node.name: mark.args[0].value
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.xdist_group"
        if isinstance(mark.args[0], ast.Constant)
    }


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Dealing | None:
    return Dealing(config, log) if config.getvalue("dist") == "loadgroup" else None
