"""Which tests a change can touch, in small repositories whose rules stand here."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.inside import changes, chosen, imports
from launcher.inside.chosen import ChosenTests
from launcher.inside.imports import Tree
from launcher.inside.reached import Row, Rules
from launcher.tests.repository import Repository

TESTS = "packages/server/src/loa/desk/tests/"
DESK = "packages/server/src/loa/desk/"
FILES = {
    "packages/server/src/loa/__init__.py": "",
    "packages/server/src/loa/leaf.py": "DEEP = 1\n",
    "packages/server/src/loa/middle.py": "def late():\n    from loa.leaf import DEEP\n    return DEEP\n",
    "packages/server/src/loa/alone.py": "",
    "packages/server/src/loa/plugin.py": "import loa.leaf\n",
    "packages/server/src/loa/named/__init__.py": "",
    "packages/server/src/loa/named/__main__.py": "from ..alone import *\n",
    DESK + "__init__.py": "from loa.desk import pages\n",
    DESK + "pages.py": "from . import shown\nfrom .. import middle\n",
    DESK + "shown.py": "",
    DESK + "templates/page.html": "",
    DESK + "README.md": "",
    TESTS + "__init__.py": "",
    TESTS + "conftest.py": "import loa.plugin\n",
    TESTS + "test_pages.py": "from loa.desk.pages import shown\n",
    TESTS + "test_runs.py": 'import sys\nCOMMAND = [sys.executable, "-m", "loa.named"]\n',
    TESTS + "test_says.py": 'PROGRAM = """\n    from loa import alone\n    alone\n"""\n',
    TESTS + "test_tells.py": '"""Nothing of loa.alone is asked here."""\n',
    TESTS + "test_site.py": "def test_site(site):\n    pass\n",
    "packages/agent/tests/rig.py": "",
    "packages/agent/tests/conftest.py": "",
    "packages/agent/tests/test_box.py": "import rig\n",
    "packages/agent/tests/golden.json": "",
    "packages/agent/pyproject.toml": "",
    "packages/agent/golden.json": "",
    "launcher/tests/test_docs.py": "",
    "docs/settings.py": "import loa.leaf\n",
    "docs/page.md": "",
    "conftest.py": "import loa.plugin\n",
    "odd.bin": "",
}
RULES = Rules(
    reaches=(Row("*/desk/tests/test_*.py", ("*/loa/plugin.py",)),),
    reads=(Row("launcher/tests/test_docs.py", ("docs/*", "*.md")),),
    fixtures={"site": Row("*", ("*/loa/alone.py",))},
    everything=("conftest.py",),
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write(FILES)
    made.commit()
    return made


def choose(repository: Repository) -> ChosenTests:
    tree, paths = changes.tree(repository.root, changes.base(repository.root, "HEAD"))
    return chosen.choose(tree, paths, RULES)


def names(found: ChosenTests) -> set[str]:
    assert not found.whole, found.whole
    return {Path(path).stem.removeprefix("test_") for path in found.files}


EVERY_DESK_TEST = {"pages", "runs", "says", "tells", "site"}


@pytest.mark.parametrize(
    ("path", "touched"),
    [
        ("packages/server/src/loa/leaf.py", EVERY_DESK_TEST),  # by the plugin and the conftest
        ("packages/server/src/loa/plugin.py", EVERY_DESK_TEST),
        ("packages/server/src/loa/middle.py", EVERY_DESK_TEST),  # by the package that holds the tests
        ("packages/server/src/loa/alone.py", {"runs", "says", "site"}),
        ("packages/server/src/loa/named/__main__.py", {"runs"}),
        (DESK + "shown.py", EVERY_DESK_TEST),
        (DESK + "templates/page.html", EVERY_DESK_TEST),
        (DESK + "README.md", {"docs"}),
        (TESTS + "conftest.py", EVERY_DESK_TEST),
        (TESTS + "test_tells.py", {"tells"}),
        ("packages/agent/tests/rig.py", {"box"}),
        ("packages/agent/tests/conftest.py", {"box"}),
        ("packages/agent/tests/golden.json", {"box"}),
        ("packages/agent/golden.json", {"box"}),
        ("docs/page.md", {"docs"}),
        ("docs/settings.py", {"docs"}),
    ],
)
def test_a_change_chooses_what_reaches_it(repository: Repository, path: str, touched: set[str]) -> None:
    repository.write({path: FILES[path] + "\n\n"})
    found = choose(repository)
    assert set(found.by) == {path}
    assert names(found) == touched
    (repository.root / path).unlink()
    gone = {Path(path).stem.removeprefix("test_")} if imports.is_test(path) else set()
    assert names(choose(repository)) == touched - gone


def test_of_what_is_only_read_no_imports_are_followed(repository: Repository) -> None:
    """docs/settings.py imports the leaf; who looks at the page is not touched by a change of the leaf."""
    repository.write({"packages/server/src/loa/leaf.py": "DEEP = 2\n"})
    assert "docs" not in names(choose(repository))


def test_a_new_file_is_reached_by_who_names_it_already(repository: Repository) -> None:
    repository.write({TESTS + "test_pages.py": "from loa.desk.pages import fresh\n"})
    repository.write({DESK + "pages.py": "try:\n    from loa import fresh\nexcept ImportError:\n    pass\n"})
    repository.commit()
    assert choose(repository).told() in (["Nothing has changed."], ["Không có gì thay đổi."])
    repository.write({"packages/server/src/loa/fresh.py": ""})
    repository.write({TESTS + "test_new.py": ""})
    found = choose(repository)
    assert found.by["packages/server/src/loa/fresh.py"] >= {TESTS + "test_pages.py"}
    assert found.by[TESTS + "test_new.py"] == {TESTS + "test_new.py"}


def test_a_renamed_module_chooses_who_still_asks_for_the_old_name(repository: Repository) -> None:
    repository.git("mv", "packages/server/src/loa/alone.py", "packages/server/src/loa/together.py")
    assert names(choose(repository)) == {"runs", "says", "site"}


def test_a_package_that_is_gone_chooses_who_asks_for_it(repository: Repository) -> None:
    repository.git("rm", "--quiet", "-r", "packages/server/src/loa/named")
    assert names(choose(repository)) == {"runs"}


@pytest.mark.parametrize("path", ["conftest.py", "odd.bin", "new.bin"])
def test_what_cannot_be_placed_chooses_every_test_and_says_so(repository: Repository, path: str) -> None:
    repository.write({path: "changed"})
    found = choose(repository)
    assert path in found.whole
    assert found.files == sorted(each for each in FILES if imports.is_test(each))
    assert len(found.told()) == 2


def test_a_file_that_is_no_python_chooses_every_test(repository: Repository) -> None:
    repository.write({"packages/server/src/loa/leaf.py": "def (:\n"})
    found = choose(repository)
    assert "leaf.py" in found.whole
    assert len(found.files) == len(found.of)


def test_every_reason_is_told_in_a_line(repository: Repository) -> None:
    repository.write({f"packages/server/src/loa/new_{n:02}.py": "" for n in range(chosen.TOLD + 5)})
    repository.write({"packages/server/src/loa/alone.py": "x = 1\n"})
    said = choose(repository).told()
    assert "3" in said[0].split()
    assert str(len([path for path in FILES if imports.is_test(path)])) in said[0].split()
    assert said[1].split() == ["3", "packages/server/src/loa/alone.py"]
    assert len(said) == chosen.TOLD + 2
    assert said[-1].split()[:2] == ["0", "6"]


STYLES = (
    "import loa.{0}",
    "import loa.{0} as other",
    "from loa import {0}",
    "from . import {0}",
    "from .{0} import something",
    "from loa.{0} import *",
    "def late():\n    import loa.{0}",
    'NAMED = "loa.{0}"',
    'CALLED = "loa.{0}.something"',
    'WORDS = ["-m", "loa.{0}"]',
    'PROGRAM = "from loa import {0}; {0}"',
)
COUNT = 8
EDGES = st.sets(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=20)


@settings(max_examples=60)
@given(edges=EDGES, data=st.data(), gone=st.sets(st.integers(0, COUNT - 1)))
def test_whatever_imports_whatever_the_choice_is_the_closure(
    tmp_path_factory: pytest.TempPathFactory, edges: set[tuple[int, int]], data: st.DataObject, gone: set[int]
) -> None:
    """Modules and tests in any graph, circles too, by any kind of import, of any that are gone."""
    root = tmp_path_factory.mktemp("tree")
    lines: dict[int, list[str]] = {number: [] for number in range(COUNT)}
    for importer, imported in sorted(edges):
        lines[importer].append(data.draw(st.sampled_from(STYLES)).format(f"m{imported}"))
    folder = "packages/server/src/loa"
    (root / folder).mkdir(parents=True)
    paths = {n: f"{folder}/m{n}.py" for n in range(COUNT)} | {-1: f"{folder}/__init__.py"}
    tests = {n: f"{folder}/test_{n}.py" for n in range(COUNT)}
    there = {-1: paths[-1]} | {n: paths[n] for n in range(COUNT) if n not in gone}
    for n, path in there.items():
        text = "\n".join(lines.get(n, []))
        ast.parse(text)
        (root / path).write_text(text)
    for n, path in tests.items():
        (root / path).write_text(f"import loa.m{n}")
    tree = Tree(root, frozenset([*there.values(), *tests.values()]), frozenset(paths[n] for n in gone))
    links = {(a, b) for a, b in edges if a not in gone}
    for changed in range(COUNT):
        reaching = {changed}
        while more := {a for a, b in links if b in reaching} - reaching:
            reaching |= more
        found = chosen.choose(tree, [paths[changed]], Rules())
        assert set(found.files) == {tests[n] for n in reaching}
