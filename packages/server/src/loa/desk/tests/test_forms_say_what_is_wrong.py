"""A box of a form that a page writes itself has a place for what is wrong with it."""

import re
from pathlib import Path

import pytest

import loa

ROOT = Path(loa.__file__).parent
BOXES = re.compile(r"form\.(\w+)\.(?:value|html_name|id_for_label|data)\b")
SAYS = r"form\.{0}\.errors|field=form\.{0}\b"
TEMPLATES = sorted(
    path for path in ROOT.rglob("templates/**/*.html") if BOXES.search(path.read_text(encoding="utf-8"))
)


def test_there_are_such_pages():
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_each_box_says_what_is_wrong_with_it(path):
    text = path.read_text(encoding="utf-8")
    silent = {box for box in BOXES.findall(text) if not re.search(SAYS.format(box), text)}
    assert not silent, f"{path.name}: {silent}"
