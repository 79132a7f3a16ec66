"""What tests run is what the graph says that they reach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.inside import changes, imports
from launcher.inside.imports import Graph
from launcher.inside.reached import TRACED_TESTS
from launcher.layout import source

TRACED = """
import pytest, sys, threading

ran = set()

class Trace:
    \"\"\"Notes the file of every function that runs while a test does, its fixtures too.\"\"\"

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self):
        trace = lambda frame, event, argument: ran.add(frame.f_code)
        threading.setprofile(trace)
        sys.setprofile(trace)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

code = pytest.main(["-qq", "-p", "no:cacheprovider", sys.argv[1]], plugins=[Trace()])
files = {each.co_filename for each in ran if each.co_name != "<module>"}
print(*files, sep="\\n")
sys.exit(code)
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return imports.build(changes.listed(source()))


@pytest.mark.parametrize("path", TRACED_TESTS)
def test_what_a_test_runs_is_what_it_reaches(path: str, graph: Graph) -> None:
    """Run for real, in a process of its own. Of what is only loaded nothing is asked: Django loads all."""
    command = [sys.executable, "-c", TRACED, path]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=source(), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    files = (Path(line) for line in done.stdout.splitlines() if line.startswith(f"{source()}/"))
    ran = {file.relative_to(source()).as_posix() for file in files}
    assert path in ran
    assert not ran - graph.reached(path) - {"conftest.py"}
