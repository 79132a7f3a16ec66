"""A template that asks a row for what it has not shows nothing, and nobody is told."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import loa

ROOT = Path(loa.__path__[0])
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
ASKED = {name for path in TEMPLATES for name in re.findall(r"\.(get_\w+_display)\b", path.read_text("utf-8"))}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_words_of_a_choice_are_those_of_a_field(name: str) -> None:
    assert any(hasattr(model, name) for model in apps.get_models())


def test_there_are_such_templates() -> None:
    assert len(ASKED) >= 2
