"""The C reference, compiled once a run; and examples from a seed, the same in every run."""

import os
import random
import secrets

import pytest
from c_reference import compiled
from hypothesis import settings

SEED = 20_260_701


@pytest.fixture(scope="session")
def c_library(tmp_path_factory):
    return compiled.library(tmp_path_factory.mktemp("c"))


@pytest.fixture
def rng(capsys: pytest.CaptureFixture[str]) -> random.Random:
    """Seeded by LOA_SEED; without it by a number that never changes, so that what is red on one machine is
    red on the next. Under --hypothesis-profile=search by chance, and printed: a find can be asked again."""
    seed = os.environ.get("LOA_SEED")
    if seed is None and not settings.default.derandomize:
        seed = str(secrets.randbits(32))
        with capsys.disabled():
            print(f"\nLOA_SEED={seed}")  # noqa: T201
    return random.Random(int(seed) if seed else SEED)
