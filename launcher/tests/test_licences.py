"""The page of licences names everything we ship, and no licence is unknown."""

from launcher.inside import licences
from launcher.layout import source


def test_the_page_names_every_locked_package() -> None:
    written = (source() / licences.PAGE).read_text("utf-8")
    assert not [name for name in licences.locked() if f"| {name} |" not in written]


def test_the_page_names_what_lies_among_our_files() -> None:
    written = (source() / licences.PAGE).read_text("utf-8")
    assert not [what for what, _ in licences.in_repository() if f"| {what} |" not in written]


def test_no_licence_is_unknown() -> None:
    assert "?" not in licences.page()
