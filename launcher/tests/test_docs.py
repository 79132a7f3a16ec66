"""The documentation is true where that is cheap to ask: links, commands, settings, pictures, addresses."""

import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from launcher import arguments

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
VERB = re.compile(r"\./loa ([a-z]+)")
BARE = re.compile(r"(?:`| {4}|^)loa ([a-z]+)", re.MULTILINE)
"""A command without `./`: it is on nobody's PATH."""
PYTHON = re.compile(r"`([\w./-]+\.py)(?::\w+)?`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
DATED = re.compile(r"Decided .*20\d\d")
A_PAGE = 60


def pages() -> list[Path]:
    """Every page of ours that git knows, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        found = [ROOT / name for name in listed]
    except (OSError, subprocess.CalledProcessError):  # a copy without its history
        found = [path for path in ROOT.rglob("*.md") if "node_modules" not in path.parts]
    return sorted(path for path in found if path.is_file())


@cache
def sources() -> frozenset[str]:
    """Every Python file of ours, by each end of its path: `a/b/c.py`, `b/c.py`, `c.py`."""
    found = [path.relative_to(ROOT).parts for path in ROOT.rglob("*.py")]
    return frozenset("/".join(parts[begin:]) for parts in found for begin in range(len(parts)))


def anchor(heading: str) -> str:
    """The name that a heading is linked by."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for found in LINK.finditer(text):
        target = found[1] or found[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, part = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{target} leads nowhere"
        assert file.is_relative_to(ROOT), f"{target} leads out of the repository"
        if part and file.suffix == ".md":
            headings = {anchor(each) for each in HEADING.findall(file.read_text(encoding="utf-8"))}
            assert part in headings, f"{target}: no such heading"


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_python_files_named_are_there(page: Path) -> None:
    """A page names a file from the root, from its own room, or by the end of its path."""
    gone = set(PYTHON.findall(page.read_text(encoding="utf-8"))) - sources()
    assert not gone, f"no such file: {', '.join(sorted(gone))}"


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_named_are_commands(page: Path) -> None:
    known = arguments.parser(ROOT)._subparsers
    assert known is not None
    (choices,) = (set(action.choices or ()) for action in known._group_actions)
    named = set(VERB.findall(page.read_text(encoding="utf-8")))
    assert named <= choices, f"no command: {', '.join(sorted(named - choices))}"


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_can_be_typed_as_they_stand(page: Path) -> None:
    bare = BARE.findall(page.read_text(encoding="utf-8"))
    assert not bare, f"./ is missing before: {', '.join(f'loa {each}' for each in bare)}"


def test_a_command_without_its_place_is_seen() -> None:
    assert BARE.findall("`loa read`, `./loa up`\n    loa keys\nloa bench, ./loa test") == [
        "read",
        "keys",
        "bench",
    ]


def test_the_guide_and_the_page_claim_a_box_by_the_same_command() -> None:
    page = ROOT / "packages/server/src/loa/desk/templates/clusters/code.html"
    (command,) = re.findall(r'<p class="mono">([^<]+)</p>', page.read_text(encoding="utf-8"))
    unit = (ROOT / "deploy/loa-agent.service").read_text(encoding="utf-8")
    assert f"`{command}`" in (ROOT / "docs/operator/README.md").read_text(encoding="utf-8")
    assert command in unit
    assert command.split()[3] in unit.partition("ExecStart=")[2]


def test_the_settings_page_is_what_the_code_reads() -> None:
    written = _module(ROOT / "docs/settings.py")
    assert written.PAGE.read_text(encoding="utf-8") == written.page(), "run python docs/settings.py"


def test_every_picture_is_shown_and_taken_by_the_script() -> None:
    script = (ROOT / "docs/screenshots.py").read_text(encoding="utf-8")
    shown = "".join(page.read_text(encoding="utf-8") for page in pages())
    for picture in (ROOT / "docs/images").glob("*.png"):
        name = picture.stem.rsplit("-", 1)[0]
        assert f'"{name}"' in script, f"{picture.name} is not taken by docs/screenshots.py"
        assert name in shown, f"{picture.name} is shown nowhere"


def test_decisions_are_dated_listed_and_short() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs/adr").glob("*.md"):
        if page.name == "README.md":
            continue
        text = page.read_text(encoding="utf-8")
        assert f"]({page.name})" in index, f"{page.name} is not in the index"
        assert DATED.search(text), f"{page.name} has no date"
        assert len(text.splitlines()) <= A_PAGE, f"{page.name} is longer than a page"


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
