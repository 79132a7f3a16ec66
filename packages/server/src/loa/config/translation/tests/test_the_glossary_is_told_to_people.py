"""docs/glossary.md says what glossary.toml rules, term by term."""

from __future__ import annotations

from pathlib import Path

from loa.config.translation.glossary import glossary

PAGE = Path(__file__).resolve().parents[7] / "docs" / "glossary.md"


def test_every_term_has_its_line() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    for term in glossary().theirs:
        assert any(
            term.asked[0] in line and term.wanted[0] in line and term.means in line for line in lines
        ), term
    for term in glossary().ours:
        assert any(term.asked[0] in line and term.wanted[0] in line for line in lines), term
