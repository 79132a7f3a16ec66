"""The C reference under the compiler's sanitizers: no byte is read or written that is not its own, no
arithmetic is undefined; over the golden files and some thousand inputs gone wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from c_reference import compiled

HERE = Path(__file__).parent
SANITIZED = (
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-fno-omit-frame-pointer",
    "-g",
    "-O1",
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Of a Python that calls the sanitized library. Every text lies in memory of exactly its length."""
    made = compiled.build(tmp_path_factory.mktemp("sanitized"), *SANITIZED, "-DLOA_EXACT")
    asked = ["cc", "-print-file-name=libasan.so"]
    asan = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    return {
        **os.environ,
        "LOA_C_LIBRARY": str(made),
        "LD_PRELOAD": asan,
        "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0",
        "PYTHONPATH": os.pathsep.join([*sys.path, str(HERE)]),
        "PYTHONMALLOC": "malloc",
    }


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return done.stdout


def test_the_golden_files(environment):
    asked = ("-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / "test_c_goldens.py"))
    assert " passed" in run(environment, *asked)


def test_inputs_gone_wrong(environment):
    run(environment, "-m", "c_reference.fuzz")


def test_the_sanitizers_are_awake(environment):
    """A call that reads past its parcel ends the process; else the two tests above say nothing."""
    asked = "from c_reference import compiled; compiled.library(None).ask('test_day', b'')"
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "AddressSanitizer" in done.stderr
