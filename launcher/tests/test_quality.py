"""A skipped test fails the run."""

from pathlib import Path

import pytest

from launcher.inside import quality
from launcher.layout import Home

RUN = """<testsuites><testsuite>
<testcase classname="a" name="played"/>
<testcase classname="b" name="unheard"><skipped message="no sound card" type="pytest.skip"/></testcase>
<testcase classname="c" name="expected"><skipped message="later" type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""


def test_skips_and_expected_failures_are_named_with_their_reason() -> None:
    assert quality.skips(RUN) == ["b::unheard (no sound card)", "c::expected (later)"]


def test_tools_see_nothing_of_a_running_loa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_DB_PASSWORD_FILE", "/somewhere")
    assert not [name for name in quality.environment() if name.startswith("LOA_")]


def test_a_real_run_that_skips_is_red(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("suite")
    (folder / "test_it.py").write_text(
        "import pytest\ndef test_a():\n    pass\ndef test_b():\n    pytest.skip('no')\n"
    )
    assert quality.run([str(folder), "-c", "/dev/null"], Home(tmp_path)) == 1
    out = capfd.readouterr().out
    assert "1 passed, 1 skipped" in out
    assert "test_b" in out
