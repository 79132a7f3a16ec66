"""Reads the results of single tests from pytest's JUnit report."""

import xml.etree.ElementTree as ET


def skips(report: str) -> list[str]:
    """Returns the tests that a report calls skipped (an expected failure counts as one), with the reasons."""
    return _told(report, ("skipped",))


def failures(report: str) -> list[str]:
    """Returns the tests that failed and those with an error before or after they ran, with the reason's first
    line."""
    return _told(report, ("failure", "error"))


def _told(report: str, outcomes: tuple[str, ...]) -> list[str]:
    found = []
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314 (pytest wrote it a moment ago)
        for outcome in (told for told in case if told.tag in outcomes):
            why = (outcome.get("message") or "").strip().partition("\n")[0]
            found.append(f"{case.get('classname')}::{case.get('name')} ({why})")
    return found
