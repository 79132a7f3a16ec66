"""Version 1 stays as boxes were built by it."""

import shutil
from pathlib import Path

import msgspec
import pytest
from loa_protocol import schemas
from loa_protocol.testing import frozen

PACKAGE = Path(__file__).parents[1]
OF_VERSION_1 = 47
"""Schemas and golden files of version 1. Once it is released, for good."""


def test_every_frozen_file_is_as_it_was():
    names = frozen.changed(PACKAGE)
    assert not names, frozen.CHANGED.format(names=", ".join(names))


@pytest.fixture
def copy(tmp_path):
    for folder in ("schemas", "golden"):
        shutil.copytree(PACKAGE / folder, tmp_path / folder)
    return tmp_path


def test_a_byte_more_and_a_file_less_are_told(copy):
    with (copy / "golden" / "acts.json").open("a") as file:
        file.write(" ")
    (copy / "schemas" / "Act.json").unlink()
    assert frozen.changed(copy) == ["golden/acts.json", "schemas/Act.json"]
    frozen.write(copy)
    assert frozen.changed(copy) == []


def test_a_file_of_later_is_named_in_the_list_of_what_came_later_and_stays_from_then_on(copy):
    later = {"golden/screens.json", "schemas/carried-screen.json"}
    for name in later:
        (copy / name).write_text("{}")
    assert set(frozen.changed(copy)) == later
    assert frozen.add(copy) == len(later)
    assert frozen.changed(copy) == []
    (copy / "golden" / "screens.json").write_text("[]")
    assert frozen.add(copy) == 0
    assert frozen.changed(copy) == ["golden/screens.json"]


def test_version_1_frozen_anew_leaves_what_came_later_where_it_is(copy):
    (copy / "golden" / "screens.json").write_text("{}")
    frozen.add(copy)
    assert frozen.write(copy) == OF_VERSION_1
    assert frozen.changed(copy) == []


def test_a_line_less_is_told_and_so_is_one_in_both_lists(copy):
    name = "golden/acts.json"
    lines = frozen.listed(copy, frozen.FILE)
    whole = msgspec.json.encode(lines)
    said = lines.pop(name)
    (copy / frozen.FILE).write_bytes(msgspec.json.encode(lines))
    assert frozen.changed(copy) == [name]
    (copy / frozen.FILE).write_bytes(whole)
    later = {**frozen.listed(copy, frozen.LATER), name: said}
    (copy / frozen.LATER).write_bytes(msgspec.json.encode(later))
    assert frozen.changed(copy) == [name]


def test_no_line_of_version_1_went_to_the_other_list():
    assert len(frozen.listed(PACKAGE, frozen.FILE)) == OF_VERSION_1


def test_schemas_written_anew_leave_it_there(copy):
    schemas.write(copy / "schemas")
    assert frozen.changed(copy) == []
