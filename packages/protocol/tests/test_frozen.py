"""Version 1 stays as boxes were built by it."""

import shutil
from pathlib import Path

import pytest
from loa_protocol import schemas
from loa_protocol.testing import frozen

PACKAGE = Path(__file__).parents[1]


def test_every_frozen_file_is_as_it_was():
    names = frozen.changed(PACKAGE)
    assert not names, frozen.CHANGED.format(names=", ".join(names))


@pytest.fixture
def copy(tmp_path):
    for folder in ("schemas", "golden"):
        shutil.copytree(PACKAGE / folder, tmp_path / folder)
    return tmp_path


def test_a_byte_more_and_a_file_less_are_told_and_a_file_of_later_is_not(copy):
    (copy / "golden" / "screens.json").write_text("{}")
    (copy / "schemas" / "Screen.json").write_text("{}")
    assert frozen.changed(copy) == []
    with (copy / "golden" / "acts.json").open("a") as file:
        file.write(" ")
    (copy / "schemas" / "Act.json").unlink()
    assert frozen.changed(copy) == ["golden/acts.json", "schemas/Act.json"]
    frozen.write(copy)
    assert frozen.changed(copy) == []


def test_schemas_written_anew_leave_it_there(copy):
    schemas.write(copy / "schemas")
    assert frozen.changed(copy) == []
