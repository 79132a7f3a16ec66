"""What pytest reports of single tests."""

from launcher.inside import junit

RUN = """<testsuites><testsuite>
<testcase classname="a" name="played"/>
<testcase classname="b" name="unheard"><skipped message="no sound card" type="pytest.skip"/></testcase>
<testcase classname="c" name="expected"><skipped message="later" type="pytest.xfail"/></testcase>
<testcase classname="d" name="wrong"><failure message="assert 1 == 2\nand more">traceback</failure></testcase>
<testcase classname="e" name="broken"><error message="failed on setup">traceback</error></testcase>
</testsuite></testsuites>"""


def test_skips_and_expected_failures_are_named_with_their_reason() -> None:
    assert junit.skips(RUN) == ["b::unheard (no sound card)", "c::expected (later)"]


def test_failures_and_what_broke_around_a_test_are_named_with_the_first_line() -> None:
    # XML makes one space of a line end in an attribute that is not written as a character's number.
    assert junit.failures(RUN.replace("2\nand", "2&#10;and")) == [
        "d::wrong (assert 1 == 2)",
        "e::broken (failed on setup)",
    ]
