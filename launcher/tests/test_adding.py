"""docs/developer/adding.md names files and names that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/developer/adding.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:packages|examples)/[^`\s]+)`", PAGE)))


@pytest.mark.parametrize("named", NAMED)
def test_what_a_recipe_names_is_there(named: str) -> None:
    path, _, name = named.partition(":")
    file = ROOT / path
    assert file.is_file(), f"{path} is not there"
    text = file.read_text(encoding="utf-8")
    assert re.search(rf"\b{re.escape(name)}\b", text), f"{path} has no {name}"


def test_modules_that_are_run_are_there() -> None:
    for module in set(re.findall(r"`python -m ([\w.]+)", PAGE)):
        folder = "packages/protocol/src" if module.startswith("loa_protocol") else "packages/server/src"
        assert (ROOT / folder / module.replace(".", "/")).with_suffix(".py").is_file(), module


def test_there_are_recipes_for_all_that_the_wire_grows_by_and_for_what_a_room_adds() -> None:
    assert len(re.findall(r"^## A ", PAGE, re.MULTILINE)) == 11
    assert len(NAMED) > 40
