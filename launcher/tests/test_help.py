"""What a newcomer sees, on a python3 with nothing installed."""

import os
import subprocess

import pytest

from launcher import interpreter
from launcher.layout import source

COMMANDS = ("demo", "up", "status", "keys", "backup", "restore", "remove", "voices", "read", "test", "bench")


def loa(*words: str, language: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    return subprocess.run(
        [interpreter.choose().path, "-S", str(source() / "loa"), *words],
        env={**kept, "LANG": language},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("language", "word"), [("C", "loa"), ("vi_VN.UTF-8", "loa"), ("en_US.UTF-8", "loudspeaker")]
)
def test_alone_it_says_what_there_is(language: str, word: str) -> None:
    done = loa(language=language)
    assert done.returncode == 0
    assert word in done.stdout
    assert not [name for name in COMMANDS if f"./loa {name}" not in done.stdout]


def test_vietnamese_keeps_every_mark_in_a_terminal_without_language() -> None:
    assert "truyền thanh cơ sở của một tỉnh" in loa(language="C").stdout


def test_status_of_nothing_points_to_the_first_step(tmp_path_factory: pytest.TempPathFactory) -> None:
    nowhere = tmp_path_factory.mktemp("nothing")
    done = loa("status", "--data", str(nowhere), language="vi")
    assert done.returncode == 3
    assert "./loa demo" in done.stdout


def test_a_wrong_word_is_answered_with_the_right_ones() -> None:
    done = loa("dmeo", language="en")
    assert done.returncode == 2
    assert "demo" in done.stderr
