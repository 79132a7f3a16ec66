"""What version 1 says does not change: its schemas and golden files are those that were frozen."""

from pathlib import Path

import pytest
from loa_protocol.testing.frozen import NAME, frozen, hashes

PACKAGE = Path(__file__).parents[1]
WHAT_TO_DO = (
    f"{NAME} names it with another hash. A box on a pole cannot be asked to read it anew: a later kind brings a "
    "file of its own, another meaning a new version (PROTOCOL.md, section 16). Only while no box is on a pole: "
    "python -m loa_protocol.testing.frozen packages/protocol"
)


@pytest.mark.parametrize("name", sorted(frozen(PACKAGE)))
def test_a_file_of_version_1_is_as_it_was_frozen(name):
    assert hashes(PACKAGE).get(name) == frozen(PACKAGE)[name], WHAT_TO_DO


def test_a_file_that_changes_is_seen(tmp_path):
    (tmp_path / "golden").mkdir()
    file = tmp_path / "golden" / "one.json"
    file.write_text("{}")
    before = hashes(tmp_path)
    file.write_text("[]")
    assert hashes(tmp_path) != before
    assert list(before) == ["golden/one.json"]
