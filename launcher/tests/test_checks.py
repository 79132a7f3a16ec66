"""Checks run side by side: all of them, each once, and what they say is not mixed."""

import sys
import threading

import pytest

from launcher.inside import checks


def saying(words: str, code: int = 0) -> checks.Work:
    def work(check: checks.Check, output: checks.Output) -> None:
        told = f"import sys; print({words!r}); sys.exit({code})"
        check.ok = checks.run([sys.executable, "-c", told], output) == 0

    return work


def test_the_first_speaks_at_once_and_the_others_in_their_order_when_all_have_ended(
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = checks.together({"a": saying("from a"), "b": saying("from b", 1), "c": saying("from c")})
    assert [(check.name, check.ok) for check in made] == [("a", True), ("b", False), ("c", True)]
    assert all(check.seconds > 0 for check in made)
    lines = [line for line in capfd.readouterr().out.splitlines() if line]
    assert lines == ["── a, b, c", "from a", "── b", "from b", "── c", "from c"]


def test_they_run_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=60)

    def work(check: checks.Check, output: checks.Output) -> None:
        both.wait()
        check.ok = True

    assert all(check.ok for check in checks.together({"a": work, "b": work}))


def test_what_breaks_is_not_swallowed() -> None:
    def work(check: checks.Check, output: checks.Output) -> None:
        raise OSError("no such program")

    with pytest.raises(OSError, match="no such program"):
        checks.together({"a": saying("fine"), "b": work})
