"""A capability that nothing asks protects nothing: each is asked by an action or a page, and a line of the
sidebar shows only what its page then lets in."""

import ast
from pathlib import Path

import loa
from loa.desk.sidebar import LINES
from loa.kernel.roles import Capability
from loa.testing import matrix_run as run

SOURCES = Path(loa.__file__).parent
NO_ASKING = ("kernel/roles.py", "desk/sidebar.py", "testing/", "demo/")
"""The table of roles, and the lines that are only shown or not."""
WITHOUT_A_PAGE = {Capability.ENROL_CLUSTERS: "asked where a file of clusters is written"}


def asked() -> set[str]:
    """Returns the capabilities that the sources name anywhere else."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        name = path.relative_to(SOURCES).as_posix()
        if name.startswith(NO_ASKING) or "/tests/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "Capability"
            ):
                found.add(node.attr)
    return found


def test_each_capability_is_asked_by_an_action_or_a_page():
    assert asked() == {each.name for each in Capability}


def test_each_capability_has_a_row_of_the_matrix():
    rows = {row.can for row in run.registry().rows}
    assert set(Capability) - rows == WITHOUT_A_PAGE.keys()


def test_a_page_asks_what_its_line_in_the_sidebar_says():
    pages = {row.route: row.can for row in run.registry().rows if row.method == "GET"}
    wrong = [
        line.url_name for line in LINES if line.url_name in pages and pages[line.url_name] != line.capability
    ]
    assert not wrong
    assert sum(line.url_name in pages for line in LINES) >= len(LINES) - 1
