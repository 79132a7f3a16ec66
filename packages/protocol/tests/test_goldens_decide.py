"""Whoever reads PROTOCOL.md wrongly in one place gives at least one golden case another answer.

Each wrong reading turns one rule of the reference off or around; the golden files must catch every one. A run
tries a seventh of them, by the date; `--turn=all` tries all.
"""

from pathlib import Path

import pytest
from loa_protocol.judging import targets
from loa_protocol.messages import Plan
from loa_protocol.testing import deciding, turns
from loa_protocol.testing.misreading import READINGS
from loa_protocol.testing.misreading.reading import LooseField, Misreading

FILES = deciding.documents(Path(__file__).parents[1] / "golden")


def test_read_as_it_stands_every_case_is_answered():
    assert list(deciding.failing(FILES)) == []


def pytest_generate_tests(metafunc):
    if "reading" in metafunc.fixturenames:
        tried = turns.share("readings", READINGS, metafunc.config.option.turn, key=name)
        metafunc.parametrize("reading", tried, ids=name)


def name(reading):
    return reading.says


def test_the_goldens_catch_one_who(reading):
    with reading.read():
        caught = next(deciding.failing(FILES), None)
    assert caught is not None, f"one who {reading.says} passes all golden cases"


def test_afterwards_everything_is_read_rightly_again():
    assert list(deciding.failing(FILES)) == []


def test_every_reading_has_a_name_of_its_own_and_there_are_many():
    assert len({reading.says for reading in READINGS}) == len(READINGS) >= 60


@pytest.mark.parametrize(
    "nothing",
    [
        Misreading("a piece that is not there", targets, "return nothing", "return True"),
        Misreading("a piece that is there twice", targets, "return", "yield"),
        Misreading("the same in its place", targets, "return True", "return True"),
        LooseField("no such field", Plan, "nothing", str),
    ],
    ids=lambda reading: reading.says,
)
def test_a_reading_that_changes_nothing_is_an_error(nothing):
    with pytest.raises(ValueError, match=r"times|no field"), nothing.read():
        pass
