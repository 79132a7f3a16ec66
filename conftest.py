"""Loads the server's test plugin (Django, a real PostgreSQL) only when tests that need it are asked for."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair: time is measured in benchmarks/, never asserted. A run
# tries the same examples everywhere, so that what is red on one machine is red on the next; new ones are
# looked for with --hypothesis-profile=search.
settings.register_profile("loa", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("loa")

NEED_THE_SERVER = ("packages/server", "tests", "benchmarks")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--matrix-turn",
        default="today",
        metavar="today|0..6|all",
        help="which refused cells of the matrix are asked (see loa.testing.matrix_today)",
    )


def _needs_server(config: pytest.Config) -> bool:
    root = Path(__file__).parent
    wanted = [root / folder for folder in NEED_THE_SERVER]
    asked = [Path(str(arg).split("::")[0]).resolve() for arg in config.args]
    return any(path.is_relative_to(want) or want.is_relative_to(path) for path in asked for want in wanted)


def pytest_configure(config: pytest.Config) -> None:
    if not _needs_server(config):
        return
    from loa.testing.ready import ready

    ready()
    config.pluginmanager.import_plugin("loa.testing.plugin")
