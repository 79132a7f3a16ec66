"""The C reference, compiled once a run."""

import pytest
from c_reference import compiled


@pytest.fixture(scope="session")
def c_library(tmp_path_factory):
    return compiled.library(tmp_path_factory.mktemp("c"))
